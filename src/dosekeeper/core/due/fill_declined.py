"""Somebody did not take what was filled for them, and nobody has signed that it is back.

A fill that is declined stays in transit: the pharmacy that filled it looks whether it is
there again, and calls the offer back. Until then it is in nobody's box and in no stock.
"""

from collections.abc import Iterator

from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import Expectation, Kind


KIND = Kind.DECLINED


def expected(looking: Looking) -> Iterator[Expectation]:
    """Expect the word that it is back; of the staff, and of nobody by name."""
    for offer in looking.chart.offers.values():
        if offer.declined_at is None:
            continue
        yield Expectation(
            key=f"{KIND}:{offer.position}",
            kind=KIND,
            of="",
            since_at=offer.declined_at,
            due_at=offer.declined_at,
            late_at=offer.declined_at + looking.hours(KIND, "late-hours"),
            overdue_at=offer.declined_at + looking.hours(KIND, "overdue-hours"),
            ladder=looking.ladder(KIND, ""),
            position=offer.position,
            number=offer.units,
        )
