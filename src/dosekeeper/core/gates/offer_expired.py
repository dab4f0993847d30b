"""An offer is called back after the time to answer it has passed, or once it is declined.

A fill that somebody declines stays in transit until the staff who call it back sign that it
is there again. On the word of the one who declined, a box could leave the books and stay in
a pocket.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.acts import Expire
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "offer-expired"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare the age of the offer with the hours policy gives."""
    act = ask.act
    assert isinstance(act, Expire)
    offer = ask.chart.offers.get(act.offer)
    hours = ask.number(RULE, "hours-min")
    if (
        offer is not None
        and not offer.declined
        and ask.at < (ends_at := offer.at + timedelta(hours=hours))
    ):
        yield ask.reason(
            RULE,
            "too-soon",
            {"hours_min": hours, "units": offer.units},
            setting="hours-min",
            clears_at=ends_at,
        )
