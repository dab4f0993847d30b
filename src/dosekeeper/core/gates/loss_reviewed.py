"""After a loss, supply waits until the doctor has looked at it.

Lost or stolen doses are not replaced on a word. An evaluation clears it, if it was signed
after the loss was written down: before that the doctor could not know. A theft also needs
the number of the report to the police. Closing the course and opening another does not
replace the look.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Lose
from dosekeeper.core.around import courses_known
from dosekeeper.core.ask import Ask
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Entry
from dosekeeper.core.record import entry_at
from dosekeeper.core.verdict import Number, Reason


RULE = "loss-reviewed"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Look for losses that no evaluation followed, and thefts nobody reported."""
    courses = courses_known(ask.chart)
    for course, entry in ((c, lost) for c in courses for lost in c.losses.values()):
        act = entry.fact.act
        assert isinstance(act, Lose)
        numbers: dict[str, Number] = {
            "lost_units": act.what.units,
            "lost_on": ask.chart.day(entry.at).isoformat(),
        }
        if not any(_looked(each, entry, own=each is course) for each in courses):
            yield ask.reason(RULE, "not-reviewed", numbers, clears_by=("evaluate",))
        elif act.stolen and not act.report:
            yield ask.reason(RULE, "theft-not-reported", numbers, clears_by=("correct",))


def _looked(course: Chart, lost: Entry, *, own: bool) -> bool:
    """Whether the last evaluation in a course was written down after a loss."""
    if not course.evaluations:
        return False
    last = entry_at(course, course.evaluations[-1].position)
    if own:
        return last.position > lost.position
    return last.recorded_at > lost.recorded_at
