"""No more is filled on a prescription than was prescribed."""

from collections.abc import Iterator

from dosekeeper.core.acts import Fill
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "doses-left"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare the units asked for with those left."""
    act = ask.act
    assert isinstance(act, Fill)
    script = ask.chart.scripts.get(act.prescription)
    if script is not None and act.units > script.units_left:
        yield ask.reason(
            RULE,
            "exhausted",
            {
                "asked_units": act.units,
                "left_units": script.units_left,
                "filled_units": script.units_filled,
            },
            clears_by=("evaluate", "prescribe"),
        )
