"""Whose role has ended hands back what they still hold.

A role ends when it is taken back, when its time is over, and with the course. Custody never
dangles: from that moment there is a day by which it is back, and people who ask for it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import Expectation, Kind
from dosekeeper.core.facts import Trust
from dosekeeper.core.ledger import HandKind, hand
from dosekeeper.core.units import start_of, utc


KIND = Kind.HAND_BACK


def expected(looking: Looking) -> Iterator[Expectation]:
    """Expect the units of every delegate whose role is over."""
    for trust in looking.chart.trusts.values():
        ended_at = _ended_at(looking, trust)
        held = looking.chart.held(hand(HandKind.DELEGATE, trust.delegate))
        if ended_at is None or not held:
            continue
        yield Expectation(
            key=f"{KIND}:{trust.delegate}:{ended_at:%Y-%m-%d}",
            kind=KIND,
            of=trust.delegate,
            since_at=ended_at,
            due_at=ended_at,
            late_at=ended_at + looking.hours(KIND, "late-hours"),
            overdue_at=ended_at + looking.hours(KIND, "overdue-hours"),
            ladder=looking.ladder(KIND, trust.delegate),
            number=held,
        )


def _ended_at(looking: Looking, trust: Trust) -> datetime | None:
    chart = looking.chart
    ends = [at for at in (trust.revoked_at, chart.closed_at) if at is not None]
    if trust.until_on is not None:
        ends.append(utc(start_of(trust.until_on + timedelta(days=1), chart.zone)))
    return min(ends, default=None)
