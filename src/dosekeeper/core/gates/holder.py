"""Only the one who holds can pass on, count, return or declare lost.

A delegate speaks for the delegate's box, a patient for the patient's, and an offer is taken
or declined by the one it was made to. A clinician may act for any hand of the course, under
their own name, because somebody must when the holder cannot; other staff may count what is
there, and see it returned or destroyed, but neither pass it on nor declare it lost. Where
the patient keeps the box, the trusted person may count it: that is what they watch for.
"""

from collections.abc import Iterator

from dosekeeper.core import acts
from dosekeeper.core.ask import Ask
from dosekeeper.core.ledger import Hand, HandKind, kind_of, who_of
from dosekeeper.core.people import CLINICIANS, HOLDERS, Role
from dosekeeper.core.verdict import Reason


RULE = "holder"
_BY_ANY_STAFF = frozenset({"count", "return", "waste", "expire"})


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare who asks with whose hand it is."""
    holder = _hand(ask)
    if holder is None:
        yield ask.reason(RULE, "no-such-offer", {"offer": getattr(ask.act, "offer", 0)})
    elif not _speaks_for(ask, holder):
        yield ask.reason(
            RULE,
            "not-yours",
            {"hand": holder, "holder": who_of(holder), "person": ask.by.person},
        )


def _speaks_for(ask: Ask, holder: Hand) -> bool:
    if ask.by.role in HOLDERS:
        watches = ask.by.role is Role.DELEGATE and ask.act.verb == "count"
        own = holder == ask.chart.hand_of(ask.by.person)
        return own or (watches and kind_of(holder) is HandKind.PATIENT)
    if ask.by.role in CLINICIANS or ask.act.verb in _BY_ANY_STAFF:
        return True
    return kind_of(holder) is HandKind.STOCK


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
