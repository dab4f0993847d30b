"""A dose is the planned dose, of the planned product, and not more.

Less may be given. More is a change of treatment, and that is a prescription's business: a
plan stated since does not enlarge what a live prescription says. What is left of a
prescription that was stopped is not taken any more; it is returned.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.ledger import HOME, kind_of
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
    yield _stopped(ask, act)
    if (drug.substance, drug.route) != (plan.drug.substance, plan.drug.route):
        yield ask.reason(
            RULE,
            "other-product",
            {"product": drug.id, "planned_product": plan.product},
            clears_by=("prescribe",),
        )
    dose_ug = drug.unit_mass.micrograms * act.what.units
    planned_ug = min(p.dose.micrograms for p in ask.chart.plans_on(ask.today))
    if dose_ug > planned_ug:
        yield ask.reason(
            RULE,
            "too-much",
            {"dose_ug": dose_ug, "planned_ug": planned_ug},
            clears_by=("prescribe",),
        )


def _stopped(ask: Ask, act: TakeDose) -> Reason | None:
    """Speak when the last prescription was stopped, whatever was planned since.

    In the clinic a plan stated after the stop begins anew, out of the clinic's own stock;
    what is left at home of a stopped prescription is returned.
    """
    last = ask.chart.script_on(ask.today)
    if last is None or last.stopped_at is None:
        return None
    if kind_of(act.what.hand) not in HOME and last.signed.plan != ask.chart.plan:
        return None
    return ask.reason(
        RULE,
        "stopped",
        {
            "prescription": last.position,
            "stopped_on": ask.chart.day(last.stopped_at).isoformat(),
        },
        clears_by=("prescribe", "return"),
    )
