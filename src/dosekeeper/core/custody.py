"""Who holds doses at home, or is going to, as the books say and not as the roles do.

And whether an act brings doses there.
"""

from dosekeeper.core.acts import Accept, Act, HandOver
from dosekeeper.core.chart import Chart
from dosekeeper.core.ledger import HandKind, kind_of, who_of


def keepers(chart: Chart) -> frozenset[str]:
    """Name who besides the patient holds units, or has some on their way to them."""
    hands = {holder for holder, *_ in chart.books.items()}
    hands |= {offer.recipient for offer in chart.offers.values()}
    return frozenset(who_of(h) for h in hands if kind_of(h) is HandKind.DELEGATE)


def without_role(chart: Chart) -> frozenset[str]:
    """Name those of them who were never appointed."""
    return keepers(chart) - chart.trusts.keys()


def supplies(act: Act, chart: Chart) -> bool:
    """Whether an act brings doses nearer to the one who takes them.

    Of what goes from hand to hand, taking over what was filled does, and whatever is put
    into the patient's hand. Between those who keep for the patient, and out of the patient's
    hand, doses go freely: whatever was decided, they are better kept there.
    """
    match act:
        case HandOver(recipient=recipient):
            return recipient == chart.patient
        case Accept(offer=position):
            offer = chart.offers.get(position)
            if offer is None:
                return False
            to_patient = kind_of(offer.recipient) is HandKind.PATIENT
            return to_patient or offer.prescription is not None
        case _:
            return True
