"""Few doses at a time: no more in one fill than the level and the prescription allow.

What is not in the house cannot be taken on a bad night. The access level says how many;
the prescription may say fewer.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Fill
from dosekeeper.core.ask import Ask
from dosekeeper.core.units import ceil_div
from dosekeeper.core.verdict import Reason


RULE = "doses-per-fill"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare the doses asked for with the level's limit and the prescription's."""
    act = ask.act
    assert isinstance(act, Fill)
    script = ask.chart.scripts.get(act.prescription)
    if script is None:
        return
    doses = ceil_div(act.units, script.signed.plan.units_per_dose)
    level = ask.chart.level
    limit = ask.number(RULE, level.lower())
    if doses > limit:
        yield ask.reason(
            RULE,
            "above-level",
            {"doses": doses, "doses_max": limit, "level": level},
            setting=level.lower(),
            clears_by=("level",) if limit == 0 else (),
        )
    elif doses > script.signed.doses_per_fill:
        yield ask.reason(
            RULE,
            "above-prescription",
            {"doses": doses, "doses_max": script.signed.doses_per_fill},
        )
