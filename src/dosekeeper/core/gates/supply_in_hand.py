"""After a fill, no more than thirty days of supply are outside the clinic.

Counted from the ledger: what was handed out and not yet taken, wasted, returned or written
off, whoever holds it, in transit included, and of whichever course it is. Unused doses
count, so a stock cannot build up.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.acts import Fill
from dosekeeper.core.around import courses_known
from dosekeeper.core.ask import Ask
from dosekeeper.core.units import ceil_div, start_of
from dosekeeper.core.verdict import Reason


RULE = "supply-in-hand"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Turn the mass that would be out there into days at the planned pace."""
    act = ask.act
    assert isinstance(act, Fill)
    script = ask.chart.scripts.get(act.prescription)
    if script is None:
        return
    plan = script.signed.plan
    held_ug = sum(course.books.home_ug() for course in courses_known(ask.chart))
    after_ug = held_ug + plan.drug.unit_mass.micrograms * act.units
    days = plan.days_for(ceil_div(after_ug, plan.dose.micrograms))
    limit = ask.number(RULE, "days-max")
    if days > limit:
        alone = plan.days_for(ceil_div(act.units, plan.units_per_dose))
        fits_on = ask.today + timedelta(days=days - limit)
        yield ask.reason(
            RULE,
            "too-much",
            {
                "supply_days": days,
                "supply_days_max": limit,
                "held_doses": ceil_div(held_ug, plan.dose.micrograms),
            },
            setting="days-max",
            clears_at=start_of(fits_on, ask.chart.zone) if alone <= limit else None,
            clears_by=("return",) if alone <= limit else (),
        )
