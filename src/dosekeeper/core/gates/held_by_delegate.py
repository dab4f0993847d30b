"""Take-home supply goes to the hands the access level names.

Up to level three that is the trusted person, not the patient: the one who craves is not the
one who keeps. At level nought nothing goes home at all, and what is still there is brought
back rather than taken. What is in transit when the level falls is not accepted any more.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Accept, Fill, HandOver, TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.ledger import who_of
from dosekeeper.core.plan import Place
from dosekeeper.core.verdict import Reason


RULE = "held-by-delegate"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare whom it is for with the custody of the level."""
    level = ask.chart.level
    custody = str(ask.value(RULE, level.lower()).amount)
    recipient, from_clinic = _recipient(ask)
    to_patient = recipient == ask.chart.patient and not isinstance(ask.act, TakeDose)
    if custody == "clinic" and from_clinic:
        finding, clears_by = "clinic-only", ("level",)
    elif custody != "patient" and to_patient:
        finding, clears_by = "not-to-patient", ("appoint",)
    else:
        return
    yield ask.reason(
        RULE,
        finding,
        {"recipient": recipient, "level": level, "custody": custody},
        setting=level.lower(),
        clears_by=clears_by,
    )


def _recipient(ask: Ask) -> tuple[str, bool]:
    """Return whose hands it is for, and whether it is supply of the clinic's for home."""
    match ask.act:
        case Fill(recipient=recipient):
            return recipient, True
        case HandOver(recipient=recipient):
            return recipient, False
        case Accept(offer=position) if position in ask.chart.offers:
            offer = ask.chart.offers[position]
            return who_of(offer.recipient), offer.prescription is not None
        case TakeDose(what=what, place=Place.HOME):
            return who_of(what.hand), True
        case _:
            return "", False
