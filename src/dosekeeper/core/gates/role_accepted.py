"""Doses for home go only to somebody who has accepted the role of holding them.

A trusted person is appointed, and then signs. Before that they owe nothing and may hold
nothing; after they are revoked, or their time is over, again nothing: what they still hold
they hand over or return, and they give no dose of it. At home a dose is given by such a
person, or by the clinician who signs for it. And before anything is handed to somebody, the
clinic has seen who they are.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Accept, Fill, HandOver, TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.ledger import who_of
from dosekeeper.core.people import CLINICIANS
from dosekeeper.core.plan import Place
from dosekeeper.core.verdict import Reason


RULE = "role-accepted"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Look the person up among the delegates in force; the patient needs no role."""
    who = _who(ask)
    if who is None or who == ask.chart.patient:
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
    if isinstance(ask.act, TakeDose) or trust is None or trust.revoked_at is not None:
        return
    if trust.identified_at is None:
        yield ask.reason(RULE, "not-identified", {"person": who}, clears_by=("identify",))


def _who(ask: Ask) -> str | None:
    match ask.act:
        case Fill(recipient=recipient) | HandOver(recipient=recipient):
            return recipient
        case Accept(offer=position) if position in ask.chart.offers:
            return who_of(ask.chart.offers[position].recipient)
        case TakeDose(given_by=giver, place=place):
            clinician = ask.by.role in CLINICIANS
            signed = clinician and (giver == ask.by.person or place is Place.CLINIC)
            return None if signed else giver
        case _:
            return None
