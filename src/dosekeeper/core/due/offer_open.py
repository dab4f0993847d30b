"""Somebody has been handed doses and has not said yet that they are there.

What is in transit has an owner, and the owner says so or does not take it. Of a fill that
they declined something else is expected, and of somebody else: that it is back.
"""

from collections.abc import Iterator

from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import Expectation, Kind
from dosekeeper.core.ledger import who_of


KIND = Kind.ACCEPT


def expected(looking: Looking) -> Iterator[Expectation]:
    """Expect an answer to every offer that has none yet."""
    for offer in looking.chart.offers.values():
        if offer.declined:
            continue
        yield Expectation(
            key=f"{KIND}:{offer.position}",
            kind=KIND,
            of=who_of(offer.recipient),
            since_at=offer.at,
            due_at=offer.at,
            late_at=offer.at + looking.hours(KIND, "late-hours"),
            overdue_at=offer.at + looking.hours(KIND, "overdue-hours"),
            ladder=looking.ladder(KIND, who_of(offer.recipient)),
            position=offer.position,
            number=offer.units,
        )
