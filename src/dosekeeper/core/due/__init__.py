"""What is expected of everybody today: one file a kind, one function over all of them.

``due`` is to expectations what ``judge`` is to acts: a function of the chart, the policy and
the moment. Lists, messages and the round all ask it. Each kind has a table in the rulebook
under its word: ``strength`` off means it is not expected at all, ``ROLE-after-hours`` who is
told how long after the due moment, ``again-hours`` how often again (without it: once), and
``quiet-hours`` for how long who acknowledges it buys silence.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import ModuleType

from dosekeeper.core.chart import Chart
from dosekeeper.core.due import (
    call_back,
    check_in,
    count_after_fill,
    daily_round,
    evaluation_ahead,
    fill_declined,
    hand_back,
    missed_check_ins,
    offer_open,
    session_record,
    word_owed,
)
from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import (
    Expectation,
    Kind,
    Rung,
    Stage,
    Step,
    next_step_at,
    steps,
)
from dosekeeper.core.policy import Policy
from dosekeeper.core.units import DAY_END, utc


__all__ = [
    "EXPECTED",
    "Expectation",
    "Kind",
    "Looking",
    "Rung",
    "Stage",
    "Step",
    "due",
    "due_until",
    "next_at",
    "next_step_at",
    "rounds_due",
    "rounds_next_at",
    "steps",
]
_OF_A_COURSE = (
    word_owed,
    hand_back,
    call_back,
    missed_check_ins,
    session_record,
    count_after_fill,
    fill_declined,
    offer_open,
    evaluation_ahead,
    check_in,
)
EXPECTED: Mapping[str, ModuleType] = {
    module.KIND.value: module for module in (*_OF_A_COURSE, daily_round)
}
"""Kind to the module that computes it; the module's docstring explains it to people."""
NEVER = datetime(DAY_END.year, DAY_END.month, DAY_END.day, tzinfo=UTC)


def due(chart: Chart, policy: Policy, now: datetime) -> tuple[Expectation, ...]:
    """Return everything a course is waiting for now, worst kind first.

    What cannot have begun yet is not told: whoever could see the next call-back coming
    would have the box in order by then. Raises PolicyError when a setting is missing.
    """
    return tuple(e for e in _of_course(chart, policy, utc(now)) if e.since_at <= now)


def next_at(chart: Chart, policy: Policy, now: datetime) -> datetime:
    """Return the first instant after now at which ``due`` or its steps say something else.

    As long as nothing is written down, nobody has to ask again before.
    """
    return _next(tuple(_of_course(chart, policy, utc(now))), utc(now))


def due_until(
    chart: Chart, policy: Policy, now: datetime
) -> tuple[tuple[Expectation, ...], datetime]:
    """Return ``due`` and ``next_at`` together, for one price: all courses are asked both."""
    found, now = tuple(_of_course(chart, policy, utc(now))), utc(now)
    return tuple(e for e in found if e.since_at <= now), _next(found, now)


def rounds_due(
    chart: Chart, doctors: tuple[str, ...], policy: Policy, now: datetime
) -> tuple[Expectation, ...]:
    """Return the rounds a clinic's doctors have yet to sign. ``chart`` is the clinic's own."""
    return tuple(e for e in _rounds(chart, doctors, policy, utc(now)) if e.since_at <= now)


def rounds_next_at(
    chart: Chart, doctors: tuple[str, ...], policy: Policy, now: datetime
) -> datetime:
    """Return the first instant after now at which ``rounds_due`` says something else."""
    return _next(tuple(_rounds(chart, doctors, policy, utc(now))), utc(now))


def _of_course(chart: Chart, policy: Policy, now: datetime) -> Iterator[Expectation]:
    if chart.opened_at is None:
        return
    looking = Looking(chart, policy, now)
    # A course that has ended still owes words and has doses out; nobody is asked daily.
    modules = _OF_A_COURSE if chart.closed_at is None else (word_owed, hand_back)
    for module in modules:
        if looking.is_on(module.KIND):
            for expectation in module.expected(looking):
                yield looking.acknowledged(expectation)


def _rounds(
    chart: Chart, doctors: tuple[str, ...], policy: Policy, now: datetime
) -> Iterator[Expectation]:
    looking = Looking(chart, policy, now)
    if chart.opened_at is not None and looking.is_on(Kind.ROUND):
        for expectation in daily_round.expected_of(looking, doctors):
            yield looking.acknowledged(expectation)


def _next(expectations: tuple[Expectation, ...], now: datetime) -> datetime:
    moments = [e.since_at if e.since_at > now else next_step_at(e, now) for e in expectations]
    return min(moments, default=NEVER)
