"""What a hand held at a moment that has passed, and how little of it ever since.

A journal is read in the order in which it was written, and a dose may be told days late: into
a time when the box was empty, and what is there today would hide that it never left this box.
So the entries are walked once more in the order in which they happened.
"""

from datetime import datetime

from dosekeeper.core import acts
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Done
from dosekeeper.core.ledger import Hand
from dosekeeper.core.units import CLOCK_SLACK


def least_since(
    chart: Chart, holder: Hand, product: str, lot: str | None, at: datetime
) -> tuple[int, datetime]:
    """Return the fewest units a hand held at an instant and ever since, and when it did first.

    Of all lots together unless one is named: without a name, which lot went is only how the
    books put it down. Two clocks may differ, so what happened within their slack after the
    instant has happened before it. It holds for hands whose whole history is in this stream;
    a site's stock is not one of them. Entries that contradict each other make it negative.
    """
    changes = _changes(chart, holder, product, lot)
    held = sum(units for moved_at, units in changes if moved_at <= at + CLOCK_SLACK)
    least, least_at = held, at
    for moved_at, units in changes:
        if moved_at <= at + CLOCK_SLACK:
            continue
        held += units
        if held < least:
            least, least_at = held, moved_at
    return least, least_at


def _changes(
    chart: Chart, holder: Hand, product: str, lot: str | None
) -> list[tuple[datetime, int]]:
    """List when a hand's units became more or fewer, as it happened.

    A struck entry never happened, and its correction, which undoes it, happened no more.
    """
    changes = []
    for entry in chart.entries:
        fact = entry.fact
        if not isinstance(fact, Done) or isinstance(fact.act, acts.Correct):
            continue
        if entry.position in chart.struck:
            continue
        units = sum(
            m.units * ((m.taker == holder) - (m.giver == holder))
            for m in fact.movements
            if m.product == product and lot in (None, m.lot)
        )
        if units:
            changes.append((entry.at, entry.position, units))
    return [(at, units) for at, _, units in sorted(changes)]
