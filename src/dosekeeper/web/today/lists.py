"""The lists of the staff's first page, each from indexed queries with a bound."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from dosekeeper.core.due import Stage
from dosekeeper.core.events import Done, Entry, site_stream
from dosekeeper.core.people import Role, may
from dosekeeper.core.today import FOR, Limits, Need, first_for, limits_of, needs, rank
from dosekeeper.core.units import day_of
from dosekeeper.core.verdict import Reason
from dosekeeper.door import desk
from dosekeeper.door.looking import looked_at
from dosekeeper.store import courses, directory, notable, reading
from dosekeeper.store.courses import CourseRow, Horizon
from dosekeeper.store.directory import DutyView
from dosekeeper.store.notable import OVERSEERS
from dosekeeper.web.presenters.moments import when
from dosekeeper.web.presenters.strip import gap_text
from dosekeeper.web.presenters.timeline import ICONS
from dosekeeper.web.round.listing import roles_at, round_for, rows_of
from dosekeeper.web.today.fills import usual_fill
from dosekeeper.web.today.rows import CALLS, Look, Row, as_expected, row
from dosekeeper.web.today.waits import waits
from dosekeeper.wording import entry_sentence, label, said


Today = dict[str, Any]
LOADED = 120
SHOWN, FOLDED = 12, 18
NOTABLE_SHOWN = 20
NOTABLE_DAYS = 30


@dataclass(frozen=True, slots=True)
class StaffLists:
    """The lists, worst first, and how much of them is late: shown alone or with the rest."""

    lists: list[Today]
    late: int
    overdue: int
    every: int


def staff_lists(
    person: str, works: list[DutyView], now: datetime, only: Stage | None = None
) -> StaffLists:
    """Everything that needs somebody of the staff; ``only`` what is late, or overdue."""
    groups = list(_groups(person, works, now))
    count = Counter(stage for group in groups for stage, _ in group.found)
    made: list[Today] = []
    for group in groups:
        found = [each for stage, each in group.found if only is None or stage is only]
        if found:
            more = group.more if only is None else 0
            rows = group.show(found[: SHOWN + FOLDED])
            lead = not made and group.lead
            made.append(_list(group.title, rows, more=len(found) - len(rows) + more, lead=lead))
    if only is None:
        made += _overseen_lists(person, works, now)
    return StaffLists(made, count[Stage.LATE], count[Stage.OVERDUE], count.total())


@dataclass(frozen=True, slots=True)
class _Group:
    """What a list could show, each with how late it is; rows are made of what it does show."""

    title: str
    found: Sequence[tuple[Stage, Any]]
    show: Callable[[Any], list[Row]] = list
    more: int = 0
    lead: bool = False


def _groups(person: str, works: list[DutyView], now: datetime) -> Iterator[_Group]:
    roles = {duty.role for duty in works}
    # Whoever only oversees asks of no chart, and has more courses than all others together.
    listed = courses.courses_of(person) if roles - {Role.AUDITOR} else []
    day, here = round_for(person, works, listed, now), roles_at(works)
    for title, need in (
        ("Needs you", day.own),
        ("Calls your colleagues' patients are owed", day.calls),
    ):
        yield _Group(
            title,
            [(need.stage(course), course) for course in need.courses],
            partial(rows_of, looked=need.looked, roles=here, now=now),
            lead=need is day.own,
        )
    others = roles - {Role.PRESCRIBER}
    policies = {course.policy for course in listed} or courses.policies_of(person)
    looks, more = _looks(person, others, now, _limits(policies, now), day.courses)
    calls = _calls(looks, works, now)

    def show(shown: list[Look]) -> list[Row]:
        names = directory.names(look.course.patient for look in shown)
        return [calls.get(look.course.course) or row(look, others, names) for look in shown]

    moving = [look for look in looks if look.need is Need.OFFER]
    waiting = [look for look in looks if look.waits_for]
    mine = [(x.stage, x) for x in looks if x.need is not Need.OFFER and not x.waits_for]
    # Who asks for help stands before every refusal, as in the round.
    mine.sort(key=lambda pair: not calls.get(pair[1].course.course, {}).get("help"))
    title = "Exceptions" if roles <= {Role.AUDITOR} else "Needs you"
    title = "Needs you beside your list" if Role.PRESCRIBER in roles else title
    yield _Group("Stock", [(Stage.DUE, row) for row in _stock_rows(works, now)], lead=True)
    yield _Group(title, mine, show, more=more, lead=True)
    yield _Group("Not done yet", waits(works, listed, day.courses, now))
    yield _Group("Waits for somebody else", [(look.stage, look) for look in waiting], show)
    yield _Group("On their way", [(look.stage, look) for look in moving], show)


def _overseen_lists(person: str, works: list[DutyView], now: datetime) -> Iterator[Today]:
    if {duty.role for duty in works} & OVERSEERS:
        yield from _overseen(person, now)


def _looks(
    person: str,
    roles: Collection[Role],
    now: datetime,
    limits: Mapping[str, Limits],
    besides: Collection[str],
) -> tuple[list[Look], int]:
    """Ask the store widely and the core exactly; also return how many were not loaded."""
    wanted = {need for role in roles for need in FOR[role]}
    if not wanted:
        return [], 0
    page = courses.waiting(person, wanted, _horizon(limits, now), LOADED)
    looks = [
        Look(course=course, need=need, limits=limits[course.policy], now=now)
        for course in page.rows
        if course.course not in besides
        and (need := _first(course, roles, limits[course.policy], now)) is not None
    ]
    if set(roles) - {Role.AUDITOR}:  # who only oversees asks of no chart
        seen = looked_at((look.course.course for look in looks), now)
        looks = [as_expected(look, seen[look.course.course]) for look in looks]
    looks.sort(key=lambda look: (rank(look.need), look.since_at or now))
    shown, others = looks[: SHOWN + FOLDED], looks[SHOWN + FOLDED :]
    return [*(_asked(look, person) for look in shown), *others], page.found - len(page.rows)


def _calls(looks: list[Look], works: list[DutyView], now: datetime) -> dict[str, Row]:
    """Say of each word owed what the round says: of what, when, and until when."""
    owed = [look.course for look in looks if look.need in CALLS]
    looked = looked_at((course.course for course in owed), now)
    told = [course for course in owed if any(w.by_at for w in looked[course.course].looks)]
    first = {
        course.course: replace(
            looked[course.course],
            looks=tuple(w for w in looked[course.course].looks if w.by_at)[:1],
        )
        for course in told
    }
    rows = rows_of(told, first, roles_at(works), now)
    return {course.course: row for course, row in zip(told, rows, strict=True)}


def _asked(look: Look, person: str) -> Look:
    """Ask the gates about a fill that is going to be shown."""
    if look.need is not Need.FILL:
        return look
    fill = usual_fill(person, look.course.course, look.now)
    return replace(look, waits_for=fill.waits_for, after_look=fill.after_look)


def _first(
    course: CourseRow, roles: Collection[Role], limits: Limits, now: datetime
) -> Need | None:
    found = needs(course, limits, day_of(now, ZoneInfo(course.zone)), now)
    firsts = [need for role in roles if (need := first_for(role, found)) is not None]
    return min(firsts, key=rank, default=None)


def _limits(policies: Collection[str], now: datetime) -> dict[str, Limits]:
    today = timezone.localdate(now)
    return {name: limits_of(desk().policies.named(name), today) for name in policies}


def _horizon(limits: Mapping[str, Limits], now: datetime) -> Horizon:
    """Look as far as the widest policy; a day more, since clinics have their own days."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    most = min((each.evaluation_days for each in limits.values()), default=0)
    missed = min((each.missed_warn_days for each in limits.values()), default=0)
    free = max((each.fill_free_days for each in limits.values()), default=0)
    return Horizon(
        evaluated_by=tomorrow - timedelta(days=most),
        runs_out_by=tomorrow + timedelta(days=free),
        dose_due_by=now + timedelta(days=1),
        answered_by=tomorrow - timedelta(days=missed),
    )


def _list(title: str, rows: list[Row], *, more: int = 0, lead: bool = False) -> Today:
    """What components/today_list.html takes: the first rows, the others folded."""
    left = len(rows) - SHOWN + more
    made: Today = {
        "title": title,
        "count": len(rows) + more,
        "tone": "refuse" if rows[0]["tone"] == "refuse" else None,
        "lead": lead,
        "rows": rows[:SHOWN],
    }
    if left > 0:
        made["folded"] = {
            "label": f"{left} more",
            "rows": rows[SHOWN : SHOWN + FOLDED],
            "more": {"label": "All courses", "href": reverse("courses")}
            if left > FOLDED
            else None,
        }
    return made


# --- stock -------------------------------------------------------------------------------


def _stock_rows(works: list[DutyView], now: datetime) -> Iterator[Row]:
    """Counts of a site's own stock that do not agree with its books."""
    kept = {duty.site: duty for duty in works if duty.view.inside}
    for duty in kept.values():
        chart = reading.chart(site_stream(duty.site))
        for case in chart.cases.values():
            verb, says = ("resolve", "Close it") if not case.gap else ("count", "Count again")
            allowed = may(duty.role, verb)
            yield {
                "tone": "warn",
                "word": "Stock differs",
                "icon": None,
                "name": duty.view.name,
                "href": reverse("register", args=[duty.site]),
                "who": f"lot {case.lot}" if case.lot else "",
                "why": f"Counted {case.counted}; {gap_text(case.gap)}.",
                "since": when(case.at, chart.zone, now),
                "since_word": "counted",
                "action": {
                    "label": says,
                    "href": reverse("site-act", args=[duty.site, verb]),
                    "icon": ICONS[verb],
                }
                if allowed
                else None,
            }


# --- overseers ------------------------------------------------------------------------------


def _overseen(person: str, now: datetime) -> Iterator[Today]:
    """Overrides and refusals of the last days, for who looks over others' shoulders."""
    since = now - timedelta(days=NOTABLE_DAYS)
    for title, found in (
        (f"Overrides, last {NOTABLE_DAYS} days", notable.overrides),
        (f"Refusals, last {NOTABLE_DAYS} days", notable.refusals),
    ):
        entries, count = found(person, since, NOTABLE_SHOWN)
        if entries:
            rows = list(_notable_rows(entries, now))
            yield _list(title, rows, more=count - len(entries))


def _notable_rows(entries: list[Entry], now: datetime) -> Iterator[Row]:
    patients = courses.patients_of({entry.stream.partition(":")[2] for entry in entries})
    acting = {who.person for each in entries for who in (each.by, each.second) if who}
    names = directory.names(
        acting | _spoken(entries) | {patient for patient, _ in patients.values()}
    )
    for entry in entries:
        course = entry.stream.partition(":")[2]
        patient, zone = patients[course]
        reasons = [said(reason, names).line for reason in entry.fact.reasons]
        refused = not isinstance(entry.fact, Done)
        yield {
            "tone": "quiet" if refused else "warn",
            "word": "Refused" if refused else "Override",
            "icon": "slash-circle" if refused else "pen-fill",
            "name": names.get(patient, patient),
            "href": f"{reverse('course-journal', args=[course])}#entry-{entry.position}",
            "who": f"by {names[entry.by.person]}",
            "why": f"{label('verb', entry.verb).capitalize()}: {reasons[0]}"
            if refused
            else entry_sentence(entry, names).capitalize(),
            "since": when(entry.at, ZoneInfo(zone), now),
            "since_word": "",
            "action": None,
        }


def _spoken(entries: Iterable[Entry]) -> set[str]:
    """Name the people whom the reasons of some entries speak of."""
    return {who for each in entries for reason in each.fact.reasons for who in _who(reason)}


def _who(reason: Reason) -> Iterator[str]:
    """Name the people a reason speaks of, by themselves or by their hand."""
    for name, value in reason.numbers.items():
        if isinstance(value, str) and name in {"person", "prescriber", "hand", "recipient"}:
            yield value.rpartition(":")[2]
