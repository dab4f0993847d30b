"""Only a clinician gives an injection, and only in the clinic. There is no override."""

from collections.abc import Iterator

from dosekeeper.core.acts import TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.people import CLINICIANS
from dosekeeper.core.plan import Place
from dosekeeper.core.product import product_of
from dosekeeper.core.verdict import Reason


RULE = "clinician-injects"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """For an injected product, ask who gives it and where."""
    act = ask.act
    assert isinstance(act, TakeDose)
    drug = product_of(act.what.product)
    if not drug.injected:
        return
    if ask.by.role not in CLINICIANS or act.given_by != ask.by.person:
        yield ask.reason(
            RULE, "not-a-clinician", {"given_by": act.given_by, "route": drug.route}
        )
    if act.place is not Place.CLINIC:
        yield ask.reason(RULE, "not-in-clinic", {"place": act.place, "route": drug.route})
