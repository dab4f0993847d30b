"""Only the one who holds can pass on, count, return or declare lost.

A delegate speaks for the delegate's box, a patient for the patient's, and an offer is taken
or declined by the one it was made to. Clinic staff may act for any hand of their course,
under their own name, because somebody must when the holder cannot.
"""

from collections.abc import Iterator

from dosekeeper.core import acts
from dosekeeper.core.ask import Ask
from dosekeeper.core.ledger import Hand, who_of
from dosekeeper.core.people import HOLDERS
from dosekeeper.core.verdict import Reason


RULE = "holder"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare who asks with whose hand it is."""
    holder = _hand(ask)
    if holder is None:
        yield ask.reason(RULE, "no-such-offer", {"offer": getattr(ask.act, "offer", 0)})
    elif ask.by.role in HOLDERS and holder != ask.chart.hand_of(ask.by.person):
        yield ask.reason(
            RULE,
            "not-yours",
            {"hand": holder, "holder": who_of(holder), "person": ask.by.person},
        )


def _hand(ask: Ask) -> Hand | None:
    match ask.act:
        case acts.Accept(offer=position) | acts.Decline(offer=position):
            offer = ask.chart.offers.get(position)
            return offer.recipient if offer else None
        case acts.Expire(offer=position):
            offer = ask.chart.offers.get(position)
            return offer.giver if offer else None
        case acts.Count(hand=holder):
            return holder
        case (
            acts.HandOver(what=what)
            | acts.TakeDose(what=what)
            | acts.Waste(what=what)
            | acts.Return(what=what)
            | acts.Lose(what=what)
            | acts.Find(what=what)
        ):
            return what.hand
        case _:
            return None
