"""What is expected, of whom, until when; and who is told when it does not come.

An expectation is computed from the chart and never stored: when what it waits for is
written down, it is gone. Its key says the same thing every time it is computed, so that a
message about it goes out once, however often somebody asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dosekeeper.core.people import Role


class Kind(StrEnum):
    """What may be expected; the order is the order of a list, worst first."""

    WORD = "word-owed"
    HAND_BACK = "hand-back"
    CALL_BACK = "call-back"
    MISSED = "missed-check-ins"
    SESSION = "session-record"
    COUNT = "count-after-fill"
    DECLINED = "fill-declined"
    ACCEPT = "offer-open"
    EVALUATION = "evaluation-ahead"
    CHECK_IN = "check-in"
    ROUND = "daily-round"


class Stage(StrEnum):
    """Where an expectation stands: not yet due, due, late, or overdue and escalated."""

    AHEAD = "ahead"
    DUE = "due"
    LATE = "late"
    OVERDUE = "overdue"

    @property
    def rank(self) -> int:
        """How late it is among the others: the higher, the later."""
        return list(type(self)).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """Somebody on the ladder: told ``after`` the due moment, again every ``again``.

    A negative ``after`` reminds before it is due. ``deputy`` tells those who stand in for
    the one it is expected of.
    """

    role: Role
    after: timedelta
    again: timedelta | None = None
    deputy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One thing that is waited for.

    ``of`` is whom it is expected of, ``position`` the entry it stems from (0 for none),
    ``number`` what the text about it counts (days missed, units to hand back). It is late
    from ``late_at`` and overdue from ``overdue_at``. Who has acknowledged it takes it on:
    from then on nobody is told again, until ``quiet_until``.
    """

    key: str
    kind: Kind
    of: str
    since_at: datetime
    due_at: datetime
    late_at: datetime
    overdue_at: datetime
    ladder: tuple[Rung, ...] = ()
    position: int = 0
    number: int = 0
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    quiet_until: datetime | None = None

    def stage(self, now: datetime) -> Stage:
        """Say where it stands at a moment."""
        if now >= self.overdue_at:
            return Stage.OVERDUE
        if now >= self.late_at:
            return Stage.LATE
        return Stage.DUE if now >= self.due_at else Stage.AHEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One telling: on which rung, about what, from which moment on.

    ``place`` is the rung's place on the ladder, ``number`` how often it has spoken, from 1.
    """

    expectation: Expectation
    rung: Rung
    place: int
    number: int
    at: datetime

    @property
    def role(self) -> Role:
        """Who is told."""
        return self.rung.role

    @property
    def key(self) -> str:
        """What makes a message of it the only one, for each recipient."""
        return f"{self.expectation.key}/{self.place}.{self.number}"


def steps(expectation: Expectation, now: datetime) -> Iterator[Step]:
    """Yield, for each rung, the telling that is in force now: the last that has come.

    One, not all that were missed: who was switched off for a day gets one message and not
    twenty-four. Nothing while somebody has taken it on.
    """
    if expectation.quiet_until is not None and now < expectation.quiet_until:
        return
    for place, rung in enumerate(expectation.ladder):
        at = expectation.due_at + rung.after
        if now < at:
            continue
        number = 0 if rung.again is None else (now - at) // rung.again
        at += number * (rung.again or timedelta(0))
        if expectation.acknowledged_at is not None and at <= expectation.acknowledged_at:
            continue
        yield Step(expectation=expectation, rung=rung, place=place, number=number + 1, at=at)


def next_step_at(expectation: Expectation, now: datetime) -> datetime:
    """Return the first instant after ``now`` at which something changes: a stage, a step."""
    moments = [expectation.due_at, expectation.late_at, expectation.overdue_at]
    if expectation.quiet_until is not None:
        moments.append(expectation.quiet_until)
    for rung in expectation.ladder:
        at = expectation.due_at + rung.after
        if now >= at and rung.again is not None:
            at += ((now - at) // rung.again + 1) * rung.again
        moments.append(at)
    later = [moment for moment in moments if moment > now]
    return min(later, default=datetime.max.replace(tzinfo=now.tzinfo))
