"""What a course needs from somebody today, worst first.

Lists, the round and the demo all ask the same question, so the answer is made here, from
the few dates and counts that a list has of a course. A need is a reason to look; whether
an act is allowed is the gates' question.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from dosekeeper.core.acts import Decision
from dosekeeper.core.chart import Chart
from dosekeeper.core.follow_up import missed_since, open_day
from dosekeeper.core.people import Role
from dosekeeper.core.plan import Place
from dosekeeper.core.policy import Policy
from dosekeeper.core.units import days_between, zone_named


class Need(StrEnum):
    """A reason to look at a course; the order of the members is the order of the list."""

    CALL_LATE = "call-late"
    CALL = "call"
    LOSS = "loss"
    COUNT = "count"
    SOURCE = "source"
    EVALUATION_LATE = "evaluation-late"
    NEVER_EVALUATED = "never-evaluated"
    MISSED = "missed-check-ins"
    OFFER_LATE = "offer-late"
    DOSE = "dose"
    FILL = "fill"
    FOLLOW = "not-followed"
    EVALUATION_SOON = "evaluation-soon"
    OFFER = "offer"


HALF_A_DAY = timedelta(hours=12)
_RANK = {need: rank for rank, need in enumerate(Need)}
_EXCEPTIONS = frozenset(
    {
        Need.CALL_LATE,
        Need.LOSS,
        Need.COUNT,
        Need.SOURCE,
        Need.EVALUATION_LATE,
        Need.MISSED,
        Need.OFFER_LATE,
    }
)
FOR: Mapping[Role, frozenset[Need]] = {
    Role.PRESCRIBER: frozenset(),
    Role.NURSE: frozenset(
        {
            Need.CALL_LATE,
            Need.CALL,
            Need.COUNT,
            Need.MISSED,
            Need.DOSE,
            Need.FOLLOW,
            Need.OFFER_LATE,
        }
    ),
    Role.PHARMACIST: frozenset({Need.OFFER_LATE, Need.FILL, Need.OFFER}),
    Role.MANAGER: _EXCEPTIONS,
    Role.AUDITOR: _EXCEPTIONS,
    Role.DELEGATE: frozenset(),
    Role.PATIENT: frozenset(),
}
"""What a role's day begins with. A doctor's begins with the round, which the chart knows more
for (``core.round``); patient and delegate see their own course instead.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a course stands, as a list has it: a few dates and counts.

    ``task_due_at`` is the earliest word owed to the patient, ``offered_at`` the oldest
    offer nobody answered, ``decision`` the last evaluation's, ``place`` the plan's.
    ``asked_from_on`` is the first day of the daily check-in, none while it is not set up,
    and ``answered_on`` the last day that was answered in time. ``withheld`` says that the row
    is a trusted person's (``sharing``): it tells of custody alone, and of no needs.
    """

    closed_at: datetime | None
    task_due_at: datetime | None
    open_losses: int
    open_cases: int
    other_source: bool
    decision: str
    evaluated_on: date | None
    offered_at: datetime | None
    place: str
    dose_due_at: datetime | None
    runs_out_on: date | None
    script_ends_on: date | None
    script_units_left: int | None
    zone: str
    asked_from_on: date | None = None
    answered_on: date | None = None
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers of a policy that a list needs."""

    evaluation_days: int
    evaluation_warn_days: int
    fill_free_days: int
    offer_hours: int
    missed_warn_days: int


def limits_of(policy: Policy, day: date) -> Limits:
    """Read the numbers in force on a day. Raises PolicyError when one is missing."""

    def number(rule: str, name: str) -> int:
        return int(policy.value(rule, name, day).amount)

    return Limits(
        evaluation_days=number("evaluation-due", "days-max"),
        evaluation_warn_days=number("evaluation-due", "warn-from-day"),
        fill_free_days=number("early-fill", "free-days"),
        offer_hours=number("offer-expired", "hours-min"),
        missed_warn_days=number("check-in-due", "warn-from-days"),
    )


def needs(course: Standing, limits: Limits, today: date, now: datetime) -> tuple[Need, ...]:
    """Return everything a course needs, worst first; a closed one a call at most."""
    if course.withheld:
        return ()
    if course.closed_at is not None:
        return tuple(_call(course, now))
    return tuple(sorted(_needs(course, limits, today, now), key=_RANK.__getitem__))


def first_for(role: Role, found: tuple[Need, ...]) -> Need | None:
    """Return the worst need that is this role's to look at."""
    return next((need for need in found if need in FOR[role]), None)


def rank(need: Need) -> int:
    """Return where a need stands in the list: 0 is the worst."""
    return _RANK[need]


def _call(course: Standing, now: datetime) -> Iterator[Need]:
    if course.task_due_at is not None:
        yield Need.CALL_LATE if course.task_due_at <= now else Need.CALL


def _needs(course: Standing, limits: Limits, today: date, now: datetime) -> Iterator[Need]:
    yield from _call(course, now)
    if course.open_losses:
        yield Need.LOSS
    if course.open_cases:
        yield Need.COUNT
    if course.other_source:
        yield Need.SOURCE
    if (evaluation := _evaluation(course, limits, today)) is not None:
        yield evaluation
    if missed_days(course, now) >= limits.missed_warn_days:
        yield Need.MISSED
    live = course.script_ends_on is not None and course.script_ends_on >= today
    if live and course.place == Place.HOME and course.asked_from_on is None:
        yield Need.FOLLOW
    yield from _supply(course, limits, today, now)


def missed_days(course: Standing, now: datetime) -> int:
    """Count the days without an answer that are over, as ``follow_up`` does of a chart."""
    day = open_day(now, zone_named(course.zone))
    return missed_since(course.asked_from_on, course.answered_on, day)


def _supply(course: Standing, limits: Limits, today: date, now: datetime) -> Iterator[Need]:
    if course.offered_at is not None:
        late = now >= course.offered_at + timedelta(hours=limits.offer_hours)
        yield Need.OFFER_LATE if late else Need.OFFER
    if course.place == Place.CLINIC:
        # Due any time today counts: nobody waits for the minute.
        if course.dose_due_at is not None and course.dose_due_at < now + HALF_A_DAY:
            yield Need.DOSE
    elif _may_fill(course, limits, today):
        yield Need.FILL


def _evaluation(course: Standing, limits: Limits, today: date) -> Need | None:
    if course.decision == Decision.STOP:
        return None
    if course.evaluated_on is None:
        return Need.NEVER_EVALUATED
    age = days_between(course.evaluated_on, today)
    if age > limits.evaluation_days:
        return Need.EVALUATION_LATE
    return Need.EVALUATION_SOON if age >= limits.evaluation_warn_days else None


def _may_fill(course: Standing, limits: Limits, today: date) -> bool:
    """Say whether a fill is due soon enough to prepare, as far as a list can tell.

    What somebody else has to settle first is their need: nobody prepares what is refused.
    """
    if _held_up(course, limits, today):
        return False
    live = course.script_ends_on is not None and course.script_ends_on >= today
    if not live or not course.script_units_left or course.offered_at is not None:
        return False
    due_on = course.runs_out_on
    return due_on is None or due_on - timedelta(days=limits.fill_free_days) <= today


def _held_up(course: Standing, limits: Limits, today: date) -> bool:
    """Say whether a difference, a loss, another source or the evaluation stops every fill."""
    return bool(
        course.open_losses
        or course.open_cases
        or course.other_source
        or course.decision in {Decision.PAUSE, Decision.STOP}
        or course.evaluated_on is None
        or days_between(course.evaluated_on, today) > limits.evaluation_days
    )


# --- what a chart says about the next steps --------------------------------------------


def next_fill_on(chart: Chart, limits: Limits, today: date) -> date | None:
    """Return the first day on which a fill would not be early; none without a prescription."""
    script = chart.script
    if script is None or not script.units_left or script.ends_on < today:
        return None
    due_on = chart.runs_out_on
    first_on = due_on - timedelta(days=limits.fill_free_days) if due_on else today
    return max(first_on, script.starts_on, today)


def next_dose_at(chart: Chart) -> datetime | None:
    """Return when the next dose is due as planned: never before the spacing has passed.

    The first is due from the beginning of the course; without a plan none is.
    """
    if chart.plan is None:
        return None
    if not chart.doses:
        return chart.opened_at
    last_at = max(dose.at for dose in chart.doses)
    even = timedelta(days=7) / chart.plan.doses_per_week
    return last_at + max(even, timedelta(hours=chart.plan.spacing_hours))
