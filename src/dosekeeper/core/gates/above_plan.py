"""A dose is the planned dose, of the planned product, and not more.

Less may be given. More is a change of treatment, and that is a prescription's business: a
plan stated since does not enlarge what a live prescription says. What is left of a
prescription that was stopped is not taken any more; it is returned.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.plan import Plan
from dosekeeper.core.product import product_of
from dosekeeper.core.verdict import Reason, Strength


RULE = "above-plan"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare the mass with the plan; without a plan nobody can tell."""
    act, plan, script = ask.act, ask.chart.plan, ask.chart.script
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
    yield _stopped(ask, plan)
    if (drug.substance, drug.route) != (plan.drug.substance, plan.drug.route):
        yield ask.reason(
            RULE,
            "other-product",
            {"product": drug.id, "planned_product": plan.product},
            clears_by=("prescribe",),
        )
    dose_ug = drug.unit_mass.micrograms * act.what.units
    planned_ug = min(p.dose.micrograms for p in (plan, script and script.signed.plan) if p)
    if dose_ug > planned_ug:
        yield ask.reason(
            RULE,
            "too-much",
            {"dose_ug": dose_ug, "planned_ug": planned_ug},
            clears_by=("prescribe",),
        )


def _stopped(ask: Ask, plan: Plan) -> Reason | None:
    """Speak when the plan in force is that of a prescription that was stopped."""
    last = next(reversed(ask.chart.scripts.values()), None)
    if last is None or last.stopped_at is None or ask.chart.script is not None:
        return None
    if last.signed.plan != plan:
        return None  # a plan was stated since
    return ask.reason(
        RULE,
        "stopped",
        {
            "prescription": last.position,
            "stopped_on": ask.chart.day(last.stopped_at).isoformat(),
        },
        clears_by=("prescribe", "return"),
    )
