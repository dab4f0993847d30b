"""A patient has one open course.

Two courses would be two boxes, two plans and two doctors who each see half. Who wants to
treat elsewhere first has the old course closed, where somebody still answers for what it
gave out. Who asks at another clinic is told that there is one, and nothing else of it.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import OpenCourse
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "one-course"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Look for a course of the patient that was not closed."""
    act = ask.act
    assert isinstance(act, OpenCourse)
    for other in ask.chart.around.earlier:
        if other.closed_at is not None or other.opened_at is None:
            continue
        if other.clinic == act.clinic:
            numbers = {
                "course": other.stream.partition(":")[2],
                "opened_on": other.day(other.opened_at).isoformat(),
            }
            yield ask.reason(RULE, "open-here", numbers, clears_by=("close",))
        else:
            yield ask.reason(RULE, "open-elsewhere", clears_by=("close",))
