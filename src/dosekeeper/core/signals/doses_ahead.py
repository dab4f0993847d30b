"""More is gone from the box than the plan uses.

Either by what was written down (doses closer together than planned) or by what was counted
(opening count, less closing count). One dose is allowed for, because an interval between two
counts is no whole number of dose days; beyond it, it is said.
"""

from collections.abc import Iterator

from dosekeeper.core.consumption import consumption
from dosekeeper.core.ledger import HandKind, hand
from dosekeeper.core.signals.signal import Colour, Sight, Signal


RULE = "doses-ahead"


def signals(sight: Sight) -> Iterator[Signal]:
    """Compare the two latest counts of each box at home with the plan."""
    chart = sight.chart
    if chart.plan is None:
        return
    delegates = [hand(HandKind.DELEGATE, delegate) for delegate in chart.trusts]
    for box in (*delegates, chart.hand_of(chart.patient)):
        told = list(consumption(chart, chart.plan.product, box, latest=1))
        if not told or told[0].ahead < sight.number(RULE, "units-min"):
            continue
        last = told[0]
        yield Signal(
            rule=RULE,
            colour=Colour.RED if last.gone > last.recorded else Colour.AMBER,
            finding="more-than-planned",
            about=box.partition(":")[2],
            numbers={
                "gone_units": last.gone,
                "recorded_units": last.recorded,
                "planned_units_max": last.planned_most or 0,
                "from_on": chart.day(last.from_at).isoformat(),
                "to_on": chart.day(last.to_at).isoformat(),
            },
            evidence=(last.from_position, last.to_position),
            since_at=last.to_at,
            asks_for=("count", "contact"),
            cite=sight.cite(RULE, "units-min"),
        )
