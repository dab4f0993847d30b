"""What goes through a needle, and esketamine, never leaves the clinic.

A vial at home is how the best-known death began: an untrained person injecting. Esketamine
is given under observation by its label. There is no override for either. A plan for the
clinic stays there too: what is meant to be watched is neither filled nor taken at home.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Fill, Prescribe, SetPlan, TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.plan import Place, Plan
from dosekeeper.core.product import Product, Substance, product_of
from dosekeeper.core.verdict import Reason


RULE = "clinic-only"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Refuse it for home: planned, ordered, filled, or taken there."""
    plan, drug = _home(ask)
    if plan is not None and plan.place is Place.CLINIC:
        yield ask.reason(RULE, "clinic-plan", {"product": plan.product})
    if drug is None:
        return
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


def _home(ask: Ask) -> tuple[Plan | None, Product | None]:
    """Return the plan behind what would be at home, and what that is; None: nothing is."""
    match ask.act:
        case Prescribe(plan=plan) | SetPlan(plan=plan) if plan.place is Place.HOME:
            return plan, plan.drug
        case Fill(prescription=position) if position in ask.chart.scripts:
            plan = ask.chart.scripts[position].signed.plan
            return plan, plan.drug
        case TakeDose(what=what, place=Place.HOME):
            return ask.chart.plan, product_of(what.product)
        case _:
            return None, None
