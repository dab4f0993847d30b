"""Who holds doses at home, or is going to, as the books say and not as the roles do."""

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
