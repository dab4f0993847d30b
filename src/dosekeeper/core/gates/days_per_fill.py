"""One fill lasts no longer than the access level allows."""

from collections.abc import Iterator

from dosekeeper.core.acts import Fill
from dosekeeper.core.ask import Ask
from dosekeeper.core.units import ceil_div
from dosekeeper.core.verdict import Reason


RULE = "days-per-fill"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare the days this fill lasts, at the planned pace, with the level's limit."""
    act = ask.act
    assert isinstance(act, Fill)
    script = ask.chart.scripts.get(act.prescription)
    if script is None:
        return
    plan = script.signed.plan
    days = plan.days_for(ceil_div(act.units, plan.units_per_dose))
    level = ask.chart.level
    limit = ask.number(RULE, level.lower())
    if days > limit:
        yield ask.reason(
            RULE,
            "above-level",
            {"days": days, "days_max": limit, "level": level},
            setting=level.lower(),
            clears_by=("level",) if limit == 0 else (),
        )
