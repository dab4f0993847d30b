"""Who has no role any more hands back what they still hold.

Custody never dangles, however it came about: from the moment a role is over, or was never
there, there is a day by which the doses are back, and people who ask for them. After the
end of a course nobody has a role in it: what is found then is handed back by whoever has it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import Expectation, Kind
from dosekeeper.core.events import Done
from dosekeeper.core.ledger import Hand, HandKind, kind_of, who_of
from dosekeeper.core.units import start_of, utc


KIND = Kind.HAND_BACK
_PERSONS = frozenset({HandKind.DELEGATE, HandKind.PATIENT})


def expected(looking: Looking) -> Iterator[Expectation]:
    """Expect the units of everybody who holds some and has no role to hold them by."""
    chart = looking.chart
    hands = dict.fromkeys(h for h, *_ in chart.books.items() if kind_of(h) in _PERSONS)
    for holder in hands:
        who, since_at = who_of(holder), _since_at(looking, holder)
        if since_at is None:
            continue
        yield Expectation(
            key=f"{KIND}:{who}:{since_at:%Y-%m-%d}",
            kind=KIND,
            of=who,
            since_at=since_at,
            due_at=since_at,
            late_at=since_at + looking.hours(KIND, "late-hours"),
            overdue_at=since_at + looking.hours(KIND, "overdue-hours"),
            ladder=looking.ladder(KIND, who),
            number=chart.held(holder),
        )


def _since_at(looking: Looking, holder: Hand) -> datetime | None:
    """Return from when on they hold it without a role; none while they have one."""
    chart = looking.chart
    if chart.closed_at is not None:
        return max(chart.closed_at, _came_at(looking, holder))
    if kind_of(holder) is HandKind.PATIENT:
        return None
    trust = chart.trusts.get(who_of(holder))
    if trust is None:
        return _came_at(looking, holder)
    if trust.revoked_at is not None:
        return trust.revoked_at
    ends = []
    if trust.until_on is not None:
        ends.append(utc(start_of(trust.until_on + timedelta(days=1), chart.zone)))
    if trust.accepted_at is None:
        # Appointed anew while they hold: they have as long to sign as they had to hand back.
        ends.append(trust.appointed_at + looking.hours(KIND, "late-hours"))
    return min(ends, default=None)


def _came_at(looking: Looking, holder: Hand) -> datetime:
    """Return when the last of it came into a hand."""
    return max(
        entry.recorded_at
        for entry in looking.chart.entries
        if isinstance(entry.fact, Done) and any(m.taker == holder for m in entry.fact.movements)
    )
