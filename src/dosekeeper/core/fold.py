"""From a journal to a chart: the only place where a chart changes.

A Chart is filled in place while it is folded, because a year has some 600 entries and is
folded for a request; what leaves here is read, never written.
"""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import timedelta

from dosekeeper.core import acts
from dosekeeper.core.around import look_after
from dosekeeper.core.case import explain, take_count
from dosekeeper.core.chart import Chart, Evaluation, Offer, Script, Supply, Taken, Task, Trust
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.ledger import Books, HandKind, kind_of, who_of
from dosekeeper.core.people import Role
from dosekeeper.core.product import product_of
from dosekeeper.core.units import ceil_div, zone_named


def chart_of(
    stream: str, entries: Iterable[Entry], shelves: dict[str, Books] | None = None
) -> Chart:
    """Fold a journal, in order, into a new chart.

    ``shelves`` holds the inside sites' stock before the first of these entries; their
    movements shift it. Raises ShortError when a hand would fall below zero.
    """
    chart = Chart(stream, shelves={s: b.copy() for s, b in (shelves or {}).items()})
    for entry in entries:
        step(chart, entry)
    return chart


def step(chart: Chart, entry: Entry) -> None:
    """Take one entry in. Raises ShortError when a hand would fall below zero."""
    fact = entry.fact
    if isinstance(fact, Done):
        if isinstance(fact.act, acts.Correct) and fact.act.entry not in chart.struck:
            _strike(chart, fact.act.entry)
        _move(chart, entry, fact)
        if entry.position not in chart.struck:
            _done(chart, entry, fact)
    _owe(chart, entry)
    chart.entries.append(entry)


def _owe(chart: Chart, entry: Entry) -> None:
    """Open the task that a refusal, or a dose told against a rule, leaves behind.

    Struck or not: whoever told it, somebody still has to ask the patient.
    """
    if entry.fact.task_due_at is not None:
        chart.tasks[entry.position] = Task(
            position=entry.position,
            verb=entry.verb,
            opened_at=entry.recorded_at,
            due_at=entry.fact.task_due_at,
        )


def _move(chart: Chart, entry: Entry, fact: Done) -> None:
    for movement in fact.movements:
        for holder, sign in ((movement.giver, -1), (movement.taker, 1)):
            if kind_of(holder) is HandKind.STOCK and who_of(holder) in chart.shelves:
                chart.shelves[who_of(holder)].shift(holder, movement, sign)
        chart.books.apply(movement)
    if fact.movements and chart.cases:
        explain(chart.cases, entry, _corrected(chart, fact))


def _corrected(chart: Chart, fact: Done) -> Entry | None:
    """Return the entry that a correction strikes."""
    if not isinstance(fact.act, acts.Correct):
        return None
    struck = fact.act.entry
    return next((e for e in reversed(chart.entries) if e.position == struck), None)


def _strike(chart: Chart, position: int) -> None:
    """Fold again as if the struck entry had said nothing; its movements and its task stay.

    The correction's own movements undo those, so the journal of movements stays true to
    what was written and when, and no hand passes through a balance it never had.
    """
    again = Chart(chart.stream, struck=chart.struck | {position})
    for entry in chart.entries:
        step(again, entry)
    again.shelves, again.around = chart.shelves, chart.around
    for name in fields(Chart):
        setattr(chart, name.name, getattr(again, name.name))


def _done(chart: Chart, entry: Entry, fact: Done) -> None:  # noqa: C901, PLR0912 - one branch a verb
    """Let an act change the chart. The commonest stand first; mypy holds it whole."""
    act = fact.act
    for reason in fact.reasons:
        if reason.waived_by is not None:
            chart.waivers.pop(reason.waived_by, None)  # an override is spent by its use
    match act:
        case acts.TakeDose():
            _take(chart, entry, act)
        case acts.Count():
            take_count(chart.cases, entry, fact, act)
        case acts.Fill():
            _fill(chart, entry, fact, act)
        case acts.HandOver():
            _offer(chart, entry, fact, act.recipient)
        case acts.Accept() | acts.Decline() | acts.Expire():
            _settle(chart, act)
        case acts.Prescribe():
            _prescribe(chart, entry, act)
        case acts.Stop():
            chart.scripts[act.prescription].stopped_at = entry.at
        case acts.Lose():
            chart.losses[entry.position] = entry
            _lost_on_the_way(chart, act)
        case acts.Waive():
            chart.waivers[entry.position] = entry
        case acts.Resolve():
            chart.cases.pop(act.case, None)
        case acts.Contact():
            if act.outcome in acts.REACHED:
                _answered(chart, entry)
        case acts.Waste() | acts.Return() | acts.Find() | acts.Receive() | acts.Correct():
            pass
        case _:
            _known(chart, entry, act)


_Known = (
    acts.Evaluate
    | acts.Weigh
    | acts.SetLevel
    | acts.CheckSource
    | acts.Agree
    | acts.Appoint
    | acts.Revoke
    | acts.SetPlan
    | acts.OpenCourse
    | acts.OpenSite
    | acts.CloseCourse
)


def _known(chart: Chart, entry: Entry, act: _Known) -> None:  # noqa: C901 - one branch a verb
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
        case acts.Agree() | acts.Appoint() | acts.Revoke():
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


def _trust(chart: Chart, entry: Entry, act: acts.Agree | acts.Appoint | acts.Revoke) -> None:
    match act:
        case acts.Appoint():
            chart.trusts.pop(act.delegate, None)
            chart.trusts[act.delegate] = Trust(
                delegate=act.delegate, appointed_at=entry.at, until_on=act.until_on
            )
        case acts.Revoke():
            if act.delegate in chart.trusts:
                chart.trusts[act.delegate].revoked_at = entry.at
        case acts.Agree():
            chart.agreed[entry.by] = entry.at
            trust = chart.trusts.get(entry.by.person)
            if entry.by.role is Role.DELEGATE and trust is not None:
                trust.accepted_at = entry.at


def _prescribe(chart: Chart, entry: Entry, act: acts.Prescribe) -> None:
    starts_on = act.starts_on or chart.day(entry.at)
    chart.scripts[entry.position] = Script(
        position=entry.position,
        at=entry.at,
        prescriber=entry.by.person,
        signed=act,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=act.days - 1),
    )
    chart.plan = act.plan


def _fill(chart: Chart, entry: Entry, fact: Done, act: acts.Fill) -> None:
    script = chart.scripts[act.prescription]
    script.units_filled += act.units
    plan = script.signed.plan
    chart.supplies.append(
        Supply(
            position=entry.position,
            on=chart.day(entry.at),
            site=act.site,
            units=act.units,
            days=plan.days_for(ceil_div(act.units, plan.units_per_dose)),
        )
    )
    _offer(chart, entry, fact, act.recipient, act.prescription)


def _offer(
    chart: Chart,
    entry: Entry,
    fact: Done,
    recipient: str,
    prescription: int | None = None,
) -> None:
    chart.offers[entry.position] = Offer(
        position=entry.position,
        at=entry.at,
        giver=fact.movements[0].giver,
        recipient=chart.hand_of(recipient),
        movements=fact.movements,
        prescription=prescription,
    )


def _settle(chart: Chart, act: acts.Accept | acts.Decline | acts.Expire) -> None:
    offer = chart.offers[act.offer]
    if isinstance(act, acts.Decline) and offer.prescription is not None:
        chart.offers[act.offer] = replace(offer, declined=True)
        return  # in transit until the pharmacy signs that it is back
    del chart.offers[act.offer]
    if isinstance(act, acts.Accept) or offer.prescription is None:
        return
    # A fill that nobody took never was a supply, and the prescription still owes it.
    chart.supplies = [s for s in chart.supplies if s.position != act.offer]
    chart.scripts[offer.prescription].units_filled -= offer.units


def _lost_on_the_way(chart: Chart, act: acts.Lose) -> None:
    """Let an offer hold only what is still there to be accepted."""
    for position, offer in list(chart.offers.items()):
        if offer.movements[0].taker != act.what.hand:
            continue
        lots = chart.books.lots(act.what.hand, act.what.product)
        rest = tuple(replace(m, units=n) for m in offer.movements if (n := lots.get(m.lot, 0)))
        if rest:
            chart.offers[position] = replace(offer, movements=rest)
        else:
            del chart.offers[position]


def _answered(chart: Chart, entry: Entry) -> None:
    """Settle every word owed until then: five refusals in a row are one call."""
    for position, task in list(chart.tasks.items()):
        if task.opened_at <= entry.recorded_at:
            del chart.tasks[position]


def _take(chart: Chart, entry: Entry, act: acts.TakeDose) -> None:
    unit = product_of(act.what.product).unit_mass
    chart.doses.append(
        Taken(
            position=entry.position,
            at=entry.at,
            on=chart.day(entry.at),
            act=act,
            mass=unit.times(act.what.units),
        )
    )
