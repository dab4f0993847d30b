"""A dose is the planned dose, of the planned product, and not more.

Less may be given. More is a change of treatment, and that is a prescription's business.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.product import product_of
from dosekeeper.core.verdict import Reason, Strength


RULE = "above-plan"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare the mass with the plan; without a plan nobody can tell."""
    act, plan = ask.act, ask.chart.plan
    assert isinstance(act, TakeDose)
    drug = product_of(act.what.product)
    if plan is None:
        yield ask.reason(
            RULE,
            "no-plan",
            strength=Strength.CANNOT_TELL,
            clears_by=("plan", "prescribe"),
        )
        return
    if (drug.substance, drug.route) != (plan.drug.substance, plan.drug.route):
        yield ask.reason(
            RULE,
            "other-product",
            {"product": drug.id, "planned_product": plan.product},
            clears_by=("prescribe",),
        )
    dose_ug = drug.unit_mass.times(act.what.units).micrograms
    if dose_ug > plan.dose.micrograms:
        yield ask.reason(
            RULE,
            "too-much",
            {"dose_ug": dose_ug, "planned_ug": plan.dose.micrograms},
            clears_by=("prescribe",),
        )
