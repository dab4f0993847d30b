"""Verdicts, entries and charts as plain data with their sentences."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from dosekeeper.core.acts import ANSWERS, Acknowledge, Report, Waive
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.facts import Script
from dosekeeper.core.follow_up import missed_in_a_row
from dosekeeper.core.ledger import Movement, kind_of
from dosekeeper.core.people import Actor
from dosekeeper.core.plain import to_plain
from dosekeeper.core.plan import Plan
from dosekeeper.core.policy import Cite
from dosekeeper.core.units import days_between
from dosekeeper.core.verdict import Reason, Verdict
from dosekeeper.door import shapes
from dosekeeper.store.courses import CourseRow
from dosekeeper.store.register import RegisterLine
from dosekeeper.wording import cite_line, entry_sentence, hand_name, label, sentence


Names = Mapping[str, str]


CHECK_INS_SHOWN = 14
"""Two weeks of days: what a trend is read from."""


def instant(moment: datetime) -> str:
    """Write an instant in UTC: ``2026-01-05T14:10:00Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def present(verdict: Verdict) -> shapes.VerdictShown:
    """Show an answer with every reason."""
    return {
        "answer": verdict.answer,
        "label": label("answer", verdict.answer),
        "allowed": verdict.allowed,
        "waivable": verdict.waivable,
        "reasons": [present_reason(reason) for reason in verdict.reasons],
    }


def present_reason(reason: Reason) -> shapes.ReasonShown:
    """Show a reason with its numbers, its sentence and the way out of it."""
    return {
        "rule": reason.rule,
        "finding": reason.finding,
        "strength": reason.strength,
        "treated_as": reason.treated_as,
        "blocks": reason.blocks,
        "numbers": dict(sorted(reason.numbers.items())),  # a journal row sorts them too
        "sentence": sentence(reason),
        "citation": _citation(reason.cite) if reason.cite else None,
        "clears_at": _instant(reason.clears_at),
        "clears_by": [
            {"word": word, "label": label("clears-by", word)} for word in reason.clears_by
        ],
        "may_waive": [str(role) for role in reason.may_waive],
        "second": reason.second,
        "waived_by": reason.waived_by,
    }


def _citation(cite: Cite) -> shapes.Citation:
    return {
        "basis": cite.basis,
        "text": cite.citation,
        "source": cite.source,
        "checked_on": _day(cite.checked_on),
        "expires_on": _day(cite.expires_on),
        "verified": cite.verified,
        "line": cite_line(cite),
    }


def _who(actor: Actor) -> shapes.Who:
    return {"person": actor.person, "role": str(actor.role)}


def _moved(movement: Movement) -> shapes.Moved:
    return {
        "giver": movement.giver,
        "taker": movement.taker,
        "product": movement.product,
        "lot": movement.lot,
        "units": movement.units,
    }


def present_entry(entry: Entry) -> shapes.EntryShown:
    """Show one row of a journal. Only from the row itself, so that it never changes."""
    fact = entry.fact
    done = fact if isinstance(fact, Done) else None
    act = to_plain(fact.act)
    assert isinstance(act, dict)
    return {
        "stream": entry.stream,
        "position": entry.position,
        "verb": entry.verb,
        "done": done is not None,
        "at": instant(entry.at),
        "recorded_at": instant(entry.recorded_at),
        "by": _who(entry.by),
        "second": _who(entry.second) if entry.second else None,
        "act": {name: value for name, value in act.items() if name != "verb"},
        "movements": [_moved(movement) for movement in done.movements] if done else [],
        "expected": done.expected if done else None,
        "reasons": [present_reason(reason) for reason in fact.reasons],
        "task_due_at": _instant(fact.task_due_at),
        "policy": entry.policy,
        "sentence": entry_sentence(entry),
    }


def people_of(chart: Chart) -> set[str]:
    """Name the people whose names a chart needs."""
    return {chart.patient, *chart.trusts, *(script.prescriber for script in _scripts(chart))}


def _scripts(chart: Chart) -> Iterable[Script]:
    return chart.scripts.values()


def present_holdings(chart: Chart, names: Names) -> list[shapes.Held]:
    """Show who holds how many of what, by hand, product and lot."""
    return [
        {
            "hand": holder,
            "kind": str(kind_of(holder)),
            "name": hand_name(holder, names),
            "product": product,
            "lot": lot,
            "units": None if holder in chart.uncounted else units,
        }
        for holder, product, lot, units in chart.books.items()
    ]


def present_chart(chart: Chart, names: Names, now: datetime) -> shapes.ChartShown:
    """Show a course as its journal tells it."""
    today, script = chart.day(now), chart.script
    due_on = chart.runs_out_on
    return {
        "course": chart.stream.partition(":")[2],
        "patient": _named(chart.patient, names),
        "clinic": chart.clinic,
        "zone": chart.zone.key,
        "policy": chart.policy,
        "today": today.isoformat(),
        "opened_at": _instant(chart.opened_at),
        "closed_at": _instant(chart.closed_at),
        "level": chart.level,
        "plan": _plan(chart.plan) if chart.plan else None,
        "end_point": chart.end_point,
        "ends_on": _day(chart.ends_on),
        "weight_g": chart.weight_g,
        "weighed_at": _instant(chart.weighed_at),
        "agreed": [_who(actor) for actor in chart.agreed],
        "delegates": _delegates(chart, names, today),
        "evaluation": _evaluation(chart),
        "prescription": _script(script) if script else None,
        "runs_out_on": _day(due_on),
        "days_left": days_between(today, due_on) if due_on else None,
        "doses_taken": len(chart.doses),
        "last_dose": _last_dose(chart),
        "observed": _observed(chart),
        "follow": _follow(chart, now),
        "check_ins": _check_ins(chart),
        "reports": _reports(chart),
        "acknowledged": _acknowledged(chart),
        "shared": sorted(chart.shared),
        "holdings": present_holdings(chart, names),
        "home_units": None if chart.uncounted else chart.home_units(),
        "offers": _offers(chart),
        "cases": _cases(chart),
        "losses": list(chart.losses),
        "tasks": _tasks(chart),
        "waivers": _waivers(chart, now),
        "position": chart.position,
        "withheld": chart.withheld,
    }


def present_course_row(row: CourseRow, names: Names) -> shapes.CourseRowShown:
    """Show one line of a list of courses."""
    return {
        "course": row.course,
        "patient": _named(row.patient, names),
        "clinic": row.clinic,
        "policy": row.policy,
        "level": row.level,
        "evaluated_on": _day(row.evaluated_on),
        "runs_out_on": _day(row.runs_out_on),
        "days_left": row.days_left,
        "script_ends_on": _day(row.script_ends_on),
        "script_units_left": row.script_units_left,
        "home_units": row.home_units,
        "open_offers": row.open_offers,
        "open_cases": row.open_cases,
        "open_tasks": row.open_tasks,
        "task_due_at": _instant(row.task_due_at),
    }


def present_line(line: RegisterLine) -> shapes.RegisterLine:
    """Show one line of a site's register."""
    return {
        "number": line.number,
        "stream": line.stream,
        "position": line.position,
        "verb": line.verb,
        "at": instant(line.at),
        "recorded_at": instant(line.recorded_at),
        "by": _who(line.by),
        "second": _who(line.second) if line.second else None,
        "product": line.product,
        "lot": line.lot,
        "other": line.other,
        "change": line.change,
        "balance": line.balance,
        "of_product": line.of_product,
        "counted": line.counted,
        "difference": line.difference,
    }


def _named(person: str, names: Names) -> shapes.NamedPerson:
    return {"id": person, "name": names.get(person, person)}


def _plan(plan: Plan) -> shapes.PlanShown:
    return {
        "product": plan.product,
        "dose_ug": plan.dose.micrograms,
        "units_per_dose": plan.units_per_dose,
        "doses_per_week": plan.doses_per_week,
        "spacing_hours": plan.spacing_hours,
        "place": str(plan.place),
    }


def _script(script: Script) -> shapes.ScriptShown:
    return {
        "position": script.position,
        "prescriber": script.prescriber,
        "plan": _plan(script.signed.plan),
        "doses": script.signed.doses,
        "doses_per_fill": script.signed.doses_per_fill,
        "units_left": script.units_left,
        "starts_on": script.starts_on.isoformat(),
        "ends_on": script.ends_on.isoformat(),
        "stopped_at": _instant(script.stopped_at),
    }


def _delegates(chart: Chart, names: Names, today: date) -> list[shapes.DelegateShown]:
    return [
        {
            "id": trust.delegate,
            "name": names.get(trust.delegate, trust.delegate),
            "appointed_at": instant(trust.appointed_at),
            "identified_at": _instant(trust.identified_at),
            "accepted_at": _instant(trust.accepted_at),
            "revoked_at": _instant(trust.revoked_at),
            "from_on": _day(trust.from_on),
            "until_on": _day(trust.until_on),
            "backup": trust.backup,
            "holds_role": trust.holds_role(today),
        }
        for trust in chart.trusts.values()
    ]


def _evaluation(chart: Chart) -> shapes.EvaluationShown | None:
    if not chart.evaluations:
        return None
    last = chart.evaluations[-1]
    return {
        "position": last.position,
        "at": instant(last.at),
        "on": chart.day(last.at).isoformat(),
        "by": last.by,
        "decision": str(last.act.decision),
        "scores": {score.instrument: score.value for score in last.act.scores},
    }


def _last_dose(chart: Chart) -> shapes.DoseShown | None:
    if not chart.doses:
        return None
    last = max(chart.doses, key=lambda dose: dose.at)
    return {
        "position": last.position,
        "at": instant(last.at),
        "on": last.on.isoformat(),
        "mass_ug": last.mass.micrograms,
    }


def _observed(chart: Chart) -> list[shapes.ObservedShown]:
    if not chart.doses:
        return []
    last = max(chart.doses, key=lambda dose: dose.at)
    return [
        {
            "position": look.position,
            "at": instant(look.at),
            "by": look.by,
            "condition": str(look.act.condition),
            "ended": look.act.ended,
            "problem": look.act.problem,
        }
        for look in chart.observed.get(last.position, ())
    ]


def _follow(chart: Chart, now: datetime) -> shapes.FollowShown | None:
    if chart.follow is None or not chart.follow.daily or chart.followed_at is None:
        return None
    return {
        "since_at": instant(chart.followed_at),
        "by_hour": chart.follow.by_hour,
        "missed_days": missed_in_a_row(chart, now),
    }


def _check_ins(chart: Chart) -> list[shapes.CheckInShown]:
    return [
        {
            "position": told.position,
            "at": instant(told.at),
            "on": told.on.isoformat(),
            "late": told.late,
            "answers": {name: getattr(told.act, name) for name in ANSWERS},
            "worry": told.act.worry,
        }
        for told in chart.check_ins[-CHECK_INS_SHOWN:]
    ]


def _reports(chart: Chart) -> list[shapes.ReportShown]:
    shown: list[shapes.ReportShown] = []
    for position, entry in chart.reports.items():
        report = entry.fact.act
        assert isinstance(report, Report)
        shown.append(
            {
                "position": position,
                "at": instant(entry.at),
                "by": _who(entry.by),
                "concern": str(report.concern),
                "text": report.text,
                "private": report.private,
                "open": position in chart.tasks,
            }
        )
    return shown


def _acknowledged(chart: Chart) -> list[shapes.AcknowledgedShown]:
    shown: list[shapes.AcknowledgedShown] = []
    for key, entry in chart.acknowledged.items():
        taken_on = entry.fact.act
        assert isinstance(taken_on, Acknowledge)
        shown.append(
            {
                "expectation": key,
                "at": instant(entry.at),
                "by": _who(entry.by),
                "note": taken_on.note,
            }
        )
    return shown


def _offers(chart: Chart) -> list[shapes.OfferShown]:
    return [
        {
            "position": offer.position,
            "at": instant(offer.at),
            "giver": offer.giver,
            "recipient": offer.recipient,
            "units": offer.units,
            "prescription": offer.prescription,
        }
        for offer in chart.offers.values()
    ]


def _cases(chart: Chart) -> list[shapes.CaseShown]:
    return [
        {
            "position": case.position,
            "at": instant(case.at),
            "hand": case.hand,
            "product": case.product,
            "lot": case.lot,
            "counted_units": case.counted,
            "gap_units": case.gap,
            "counted_by": case.counted_by,
        }
        for case in chart.cases.values()
    ]


def _tasks(chart: Chart) -> list[shapes.TaskShown]:
    return [
        {
            "position": task.position,
            "verb": task.verb,
            "opened_at": instant(task.opened_at),
            "due_at": instant(task.due_at),
        }
        for task in chart.tasks.values()
    ]


def _waivers(chart: Chart, now: datetime) -> list[shapes.WaiverShown]:
    shown: list[shapes.WaiverShown] = []
    for position, entry in chart.waivers.items():
        waive = entry.fact.act
        if not isinstance(waive, Waive) or waive.expires_at <= now:
            continue
        shown.append(
            {
                "position": position,
                "rule": waive.rule,
                "of_verb": waive.of_verb,
                "by": _who(entry.by),
                "expires_at": instant(waive.expires_at),
            }
        )
    return shown
