"""What goes through a needle, and esketamine, never leaves the clinic.

A vial at home is how the best-known death began: an untrained person injecting. Esketamine
is given under observation by its label. There is no override for either.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Fill, Prescribe
from dosekeeper.core.ask import Ask
from dosekeeper.core.plan import Place, Plan
from dosekeeper.core.product import Substance
from dosekeeper.core.verdict import Reason


RULE = "clinic-only"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Refuse such a product for home, and every fill of it."""
    plan = _plan_for_home(ask)
    if plan is None:
        return
    drug = plan.drug
    if drug.injected and ask.value(RULE, "injectables").amount:
        yield ask.reason(
            RULE,
            "injectable",
            {"product": drug.id, "route": drug.route},
            setting="injectables",
        )
    if drug.substance is Substance.ESKETAMINE and ask.value(RULE, "esketamine").amount:
        yield ask.reason(RULE, "esketamine", {"product": drug.id}, setting="esketamine")
    if ask.value(RULE, "all-ketamine").amount:
        yield ask.reason(RULE, "all-ketamine", {"product": drug.id}, setting="all-ketamine")


def _plan_for_home(ask: Ask) -> Plan | None:
    match ask.act:
        case Prescribe(plan=plan) if plan.place is Place.HOME:
            return plan
        case Fill(prescription=position):
            script = ask.chart.scripts.get(position)
            return script.signed.plan if script else None
        case _:
            return None
