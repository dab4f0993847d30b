"""A course is closed only when nobody holds any of it, and no task or difference is open.

Closing a course with doses at home would leave them in nobody's hands; closing it on an
open task would leave somebody alone.
"""

from collections.abc import Iterator

from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "hands-empty"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Count what is outside, what is open."""
    held = ask.chart.home_units()
    if held:
        yield ask.reason(
            RULE, "held", {"held_units": held}, clears_by=("dose", "return", "lost")
        )
    if ask.chart.cases:
        yield ask.reason(
            RULE,
            "difference-open",
            {"cases": len(ask.chart.cases)},
            clears_by=("resolve",),
        )
    if ask.chart.tasks:
        yield ask.reason(
            RULE, "task-open", {"tasks": len(ask.chart.tasks)}, clears_by=("contact",)
        )
