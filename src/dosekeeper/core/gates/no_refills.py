"""A prescription has no refills, and each one needs its own evaluation.

A refill is a month of supply that no doctor looked at. A second prescription on the same
evaluation would be a refill by another name, also when the first is used up or over; it
waits for the next evaluation. Only one that was stopped before anything was filled on it
does not count.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Prescribe
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "no-refills"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Refuse refills, and a prescription younger than the last evaluation."""
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
    if not ask.chart.evaluations:
        return
    last = ask.chart.evaluations[-1]
    since = [
        script
        for script in ask.chart.scripts.values()
        if script.position > last.position
        and (script.stopped_at is None or script.units_filled)
    ]
    if since:
        script = since[-1]
        yield ask.reason(
            RULE,
            "same-evaluation",
            {
                "prescription": script.position,
                "prescribed_on": ask.chart.day(script.at).isoformat(),
                "evaluated_on": ask.chart.day(last.at).isoformat(),
            },
            clears_by=("evaluate",)
            if any(s.units_filled for s in since)
            else ("evaluate", "stop"),
        )
