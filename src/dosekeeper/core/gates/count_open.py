"""While a count does not agree with the books, nothing more is filled.

A missing dose is either taken, lost or given away, and each of the three makes the next
fill wrong. The way out is to find out which, and to write it down.
"""

from collections.abc import Iterator

from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "count-open"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Refuse for every open difference, with its numbers."""
    for case in ask.chart.cases.values():
        yield ask.reason(
            RULE,
            "difference",
            {
                "hand": case.hand,
                "counted_units": case.counted,
                "gap_units": case.gap,
                "counted_on": ask.chart.day(case.at).isoformat(),
                "case": case.position,
            },
            clears_by=("count", "lost", "found", "correct", "resolve"),
        )
