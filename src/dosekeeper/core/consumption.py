"""What two counts of one box say was used between them, beside what was recorded and planned.

No camera and no accusation: opening count, plus what came in, less what was counted later
and what left otherwise, is what was taken or is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Done
from dosekeeper.core.facts import Counted
from dosekeeper.core.ledger import TAKEN, Hand, Movement


WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumption:
    """Units of a product that are gone from a box between two counts.

    ``recorded`` of them are doses that somebody wrote down. The plan would have used at
    least ``planned_least`` and at most ``planned_most`` units, the interval not being a
    whole number of dose days; both are ``None`` where no plan of that product is known.
    """

    hand: Hand
    product: str
    from_at: datetime
    to_at: datetime
    from_position: int
    to_position: int
    gone: int
    recorded: int
    planned_least: int | None
    planned_most: int | None

    @property
    def ahead(self) -> int:
        """Units beyond what the plan can explain; 0 when none, or when none is planned."""
        return 0 if self.planned_most is None else max(0, self.gone - self.planned_most)


def consumption(
    chart: Chart, product: str, hand: Hand, latest: int | None = None
) -> Iterator[Consumption]:
    """Yield, oldest first, what each two counts in a row of a whole box say.

    ``latest`` is how many of the youngest are wanted; all of them without it.
    """
    counts = [
        c
        for c in chart.counts
        if (c.act.hand, c.act.product, c.act.lot) == (hand, product, None)
    ]
    for one, other in pairwise(counts if latest is None else counts[-latest - 1 :]):
        yield _between(chart, one, other)


def _between(chart: Chart, one: Counted, other: Counted) -> Consumption:
    hand, product = one.act.hand, one.act.product
    came, left, recorded = 0, 0, 0
    for movement in _movements(chart, product, one.position, other.position):
        match movement:
            case Movement(giver=giver, taker=taker) if giver == TAKEN and taker == hand:
                recorded -= movement.units  # a dose that was struck
            case Movement(giver=giver, taker=taker) if giver == hand and taker == TAKEN:
                recorded += movement.units
            case Movement(taker=taker) if taker == hand:
                came += movement.units
            case Movement(giver=giver) if giver == hand:
                left += movement.units
            case _:
                pass
    least, most = _planned(chart, product, other.at - one.at)
    return Consumption(
        hand=hand,
        product=product,
        from_at=one.at,
        to_at=other.at,
        from_position=one.position,
        to_position=other.position,
        gone=one.act.units + came - left - other.act.units,
        recorded=recorded,
        planned_least=least,
        planned_most=most,
    )


def _movements(chart: Chart, product: str, after: int, before: int) -> Iterator[Movement]:
    for entry in chart.entries:
        if after < entry.position < before and isinstance(entry.fact, Done):
            yield from (m for m in entry.fact.movements if m.product == product)


def _planned(chart: Chart, product: str, time: timedelta) -> tuple[int | None, int | None]:
    """Return the least and most units that the plan uses in a time, doses being whole."""
    plan = chart.plan
    if plan is None or plan.product != product:
        return None, None
    doses = time * plan.doses_per_week // WEEK
    return doses * plan.units_per_dose, (doses + 1) * plan.units_per_dose
