"""Doses for home go only to somebody who has accepted the role of holding them.

A trusted person is appointed, and then signs. Before that they owe nothing and may hold
nothing; after they are revoked, or their time is over, again nothing.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Accept, Fill, HandOver
from dosekeeper.core.ask import Ask
from dosekeeper.core.ledger import who_of
from dosekeeper.core.verdict import Reason


RULE = "role-accepted"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Look the recipient up among the delegates in force; the patient needs no role."""
    match ask.act:
        case Fill(recipient=recipient) | HandOver(recipient=recipient):
            who = recipient
        case Accept(offer=position):
            offer = ask.chart.offers.get(position)
            who = who_of(offer.recipient) if offer else ask.chart.patient
        case _:
            return
    if who == ask.chart.patient:
        return
    trust = ask.chart.trusts.get(who)
    if trust is None:
        yield ask.reason(RULE, "not-appointed", {"person": who}, clears_by=("appoint",))
    elif trust.revoked_at is not None:
        yield ask.reason(RULE, "revoked", {"person": who}, clears_by=("appoint",))
    elif trust.accepted_at is None:
        yield ask.reason(RULE, "not-accepted", {"person": who}, clears_by=("agree",))
    elif not trust.holds_role(ask.today):
        yield ask.reason(RULE, "ended", {"person": who}, clears_by=("appoint",))
