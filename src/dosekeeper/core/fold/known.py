"""What becomes known of a course: its plan, its people, its level, other sources."""

from dosekeeper.core import acts
from dosekeeper.core.around import look_after
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Entry
from dosekeeper.core.facts import Evaluation, Trust
from dosekeeper.core.people import STAFF, Role
from dosekeeper.core.units import zone_named


_Known = (
    acts.Evaluate
    | acts.Weigh
    | acts.SetLevel
    | acts.CheckSource
    | acts.Agree
    | acts.Appoint
    | acts.Identify
    | acts.Revoke
    | acts.SetPlan
    | acts.OpenCourse
    | acts.OpenSite
    | acts.CloseCourse
)


def learn(chart: Chart, entry: Entry, act: _Known) -> None:  # noqa: C901 - one branch a verb
    """Let what is now known of the course stand on the chart."""
    match act:
        case acts.Evaluate():
            chart.evaluations.append(
                Evaluation(position=entry.position, at=entry.at, by=entry.by.person, act=act)
            )
        case acts.Weigh():
            if chart.weighed_at is None or chart.weighed_at <= entry.at:
                chart.weight_g, chart.weighed_at = act.weight_g, entry.at
        case acts.SetLevel():
            chart.level, chart.level_at = act.level, entry.at
        case acts.CheckSource():
            known = chart.source_check, chart.source_checked_at
            chart.source_check, chart.source_checked_at = look_after(known, entry)
        case acts.Agree() | acts.Appoint() | acts.Identify() | acts.Revoke():
            _trust(chart, entry, act)
        case acts.SetPlan():
            chart.plan = act.plan
            chart.end_point, chart.ends_on = act.end_point, act.ends_on
        case acts.OpenCourse() | acts.OpenSite():
            _open(chart, entry, act)
        case acts.CloseCourse():
            chart.closed_at = entry.at


def _open(chart: Chart, entry: Entry, act: acts.OpenCourse | acts.OpenSite) -> None:
    chart.opened_at = entry.at
    chart.policy, chart.zone = act.policy, zone_named(act.zone)
    if isinstance(act, acts.OpenCourse):
        chart.patient, chart.clinic = act.patient, act.clinic


_Trusting = acts.Agree | acts.Appoint | acts.Identify | acts.Revoke


def _trust(chart: Chart, entry: Entry, act: _Trusting) -> None:
    match act:
        case acts.Appoint():
            _appoint(chart, entry, act)
        case acts.Identify():
            if act.delegate in chart.trusts:
                chart.trusts[act.delegate].identified_at = entry.at
        case acts.Revoke():
            if act.delegate in chart.trusts:
                chart.trusts[act.delegate].revoked_at = entry.at
        case acts.Agree():
            chart.agreed[entry.by] = entry.at
            trust = chart.trusts.get(entry.by.person)
            if entry.by.role is Role.DELEGATE and trust is not None:
                trust.accepted_at, trust.signed = entry.at, act


def _appoint(chart: Chart, entry: Entry, act: acts.Appoint) -> None:
    known = chart.trusts.pop(act.delegate, None)
    # Who somebody is does not change with the appointment; only the clinic has seen it.
    seen_at = known.identified_at if known else None
    if act.identity and entry.by.role in STAFF:
        seen_at = entry.at
    chart.trusts[act.delegate] = Trust(
        delegate=act.delegate,
        appointed_at=entry.at,
        from_on=act.from_on,
        until_on=act.until_on,
        backup=act.backup,
        identified_at=seen_at,
    )
