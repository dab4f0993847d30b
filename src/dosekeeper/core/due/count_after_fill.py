"""Whoever takes a fill over counts the box, once, within a day.

The count belongs to the fill: what was handed over and what was there before are told
together, while both people remember.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Accept
from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import Expectation, Kind
from dosekeeper.core.events import Done


KIND = Kind.COUNT


def expected(looking: Looking) -> Iterator[Expectation]:
    """Expect a count of the box that the latest fill went into, if it still holds any."""
    chart = looking.chart
    for entry in reversed(chart.entries):
        fact = entry.fact
        if entry.position in chart.struck or not isinstance(fact, Done):
            continue
        if isinstance(fact.act, Accept):
            break
    else:
        return
    assert isinstance(fact, Done)
    if not fact.movements:
        return
    box = fact.movements[0].taker
    counted = any(c.act.hand == box and c.position > entry.position for c in chart.counts)
    if counted or not chart.held(box):
        return
    yield Expectation(
        key=f"{KIND}:{entry.position}",
        kind=KIND,
        of=entry.by.person,
        since_at=entry.at,
        due_at=entry.at,
        late_at=entry.at + looking.hours(KIND, "late-hours"),
        overdue_at=entry.at + looking.hours(KIND, "overdue-hours"),
        ladder=looking.ladder(KIND, entry.by.person),
        position=entry.position,
    )
