"""A dose stays below the ceiling of its route, in mg and in mg per kg of body weight.

Three steps: above the first a warning, above the second an override, above the third a
refusal. The lower of the two limits counts. Without a weight that is recent enough, the
limit per kg cannot be checked, and *cannot tell* is said rather than assumed; so it is for a
route nobody set a limit for.

A dose from the clinic's own stock has no prescription behind it, so it is held to the same
table when it is given. A dose at home is held to the last step, whatever was planned since it
was prescribed; and so is a plan, so that none is stated that nobody could prescribe.
"""

from collections.abc import Iterator, Sequence

from dosekeeper.core.acts import Prescribe, SetPlan, TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.ledger import HandKind, kind_of
from dosekeeper.core.policy import Value
from dosekeeper.core.product import Product, Substance, product_of
from dosekeeper.core.units import days_between
from dosekeeper.core.verdict import Number, Reason, Strength


RULE = "dose-ceiling"
_STEPS = (
    ("refuse", Strength.REFUSE),
    ("override", Strength.OVERRIDE),
    ("warn", Strength.WARN),
)


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Find the highest step the dose is above; say so when the weight is not known."""
    match ask.act:
        case Prescribe(plan=plan):
            drug, dose_ug = plan.drug, plan.dose.micrograms
        case SetPlan(plan=plan):
            yield _above(ask, route_word(plan.drug), plan.dose.micrograms, _STEPS[:1])
            return
        case TakeDose(what=what):
            drug = product_of(what.product)
            dose_ug = drug.unit_mass.micrograms * what.units
            if kind_of(what.hand) not in _CLINIC:
                yield _above(ask, route_word(drug), dose_ug, _STEPS[:1])
                return
        case _:
            return
    route = route_word(drug)
    if not any(
        (RULE, f"{route}-{step}-{unit}") in ask.policy.settings
        for step, _ in _STEPS
        for unit in _UNITS
    ):
        yield ask.reason(
            RULE, "no-limit", {"route": route}, strength=Strength.CANNOT_TELL, clears_by=()
        )
        return
    above = _above(ask, route, dose_ug)
    if above is not None:
        yield above
    if above is None or above.strength is not Strength.REFUSE:
        yield _weight_missing(ask, route)


_UNITS = ("mg", "mg-per-kg")
_CLINIC = frozenset({HandKind.STOCK, HandKind.SOURCE})


def route_word(product: Product) -> str:
    """Name the row of the table: the route, or the route and *esketamine*."""
    if product.substance is Substance.ESKETAMINE:
        return f"{product.route}-esketamine"
    return str(product.route)


def _setting(ask: Ask, name: str) -> Value | None:
    return ask.value(RULE, name) if (RULE, name) in ask.policy.settings else None


def _above(
    ask: Ask, route: str, dose_ug: int, steps: Sequence[tuple[str, Strength]] = _STEPS
) -> Reason | None:
    for step, strength in steps:
        for unit in _UNITS:
            limit = _setting(ask, f"{route}-{step}-{unit}")
            limit_ug = int(limit.amount) if limit else None
            if limit_ug is None:
                continue
            numbers: dict[str, Number] = {"dose_ug": dose_ug, "route": route}
            if unit == "mg":
                numbers["dose_ug_max"] = limit_ug
            elif (grams := _weight_g(ask)) is not None:
                numbers |= {"dose_ug_per_kg_max": limit_ug, "weight_g": grams}
                limit_ug = limit_ug * grams // 1000
                numbers["dose_ug_max"] = limit_ug
            else:
                continue
            if dose_ug > limit_ug:
                return ask.reason(
                    RULE,
                    f"above-{step}-{unit}",
                    numbers,
                    strength=strength,
                    setting=f"{route}-{step}-{unit}",
                )
    return None


def _weight_g(ask: Ask) -> int | None:
    """Return the weight if it is recent enough to be used."""
    weighed_at = ask.chart.weighed_at
    if weighed_at is None:
        return None
    age = days_between(ask.chart.day(weighed_at), ask.today)
    return ask.chart.weight_g if age <= ask.number(RULE, "weight-days-max") else None


def _weight_missing(ask: Ask, route: str) -> Reason | None:
    per_kg = any(_setting(ask, f"{route}-{step}-mg-per-kg") for step, _ in _STEPS)
    if not per_kg or _weight_g(ask) is not None:
        return None
    numbers: dict[str, Number] = {"age_days_max": ask.number(RULE, "weight-days-max")}
    if ask.chart.weighed_at is not None:
        numbers["age_days"] = days_between(ask.chart.day(ask.chart.weighed_at), ask.today)
    return ask.reason(
        RULE,
        "weight-stale" if "age_days" in numbers else "weight-missing",
        numbers,
        strength=Strength.CANNOT_TELL,
        setting="weight-days-max",
        clears_by=("weigh",),
    )
