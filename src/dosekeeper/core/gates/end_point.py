"""A course states its end point: what it is for, and the day it ends or is judged anew.

A treatment without an end is how a month becomes years without anybody having decided it.
"""

from collections.abc import Iterator

from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "end-point"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Ask for the words and the day; a day that has passed needs a new one."""
    ends_on = ask.chart.ends_on
    if not ask.chart.end_point or ends_on is None:
        yield ask.reason(RULE, "missing", clears_by=("plan",))
    elif ends_on < ask.today:
        yield ask.reason(RULE, "passed", {"ends_on": ends_on.isoformat()}, clears_by=("plan",))
