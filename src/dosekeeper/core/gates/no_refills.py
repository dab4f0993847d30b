"""A prescription has no refills, and each one needs its own evaluation.

A refill is a month of supply that no doctor looked at. A second prescription on the same
evaluation would be a refill by another name, so it waits until the first is stopped.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Prescribe
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "no-refills"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Refuse refills, and a live prescription younger than the last evaluation."""
    act = ask.act
    assert isinstance(act, Prescribe)
    limit = ask.number(RULE, "refills-max")
    if act.refills > limit:
        yield ask.reason(
            RULE,
            "refills",
            {"refills": act.refills, "refills_max": limit},
            setting="refills-max",
        )
    evaluations, script = ask.chart.evaluations, ask.chart.script
    if script is not None and evaluations and evaluations[-1].at <= script.at:
        yield ask.reason(
            RULE,
            "same-evaluation",
            {
                "prescription": script.position,
                "prescribed_on": ask.chart.day(script.at).isoformat(),
                "evaluated_on": ask.chart.day(evaluations[-1].at).isoformat(),
            },
            clears_by=("evaluate", "stop"),
        )
