"""After a loss, supply waits until the doctor has looked at it.

Lost or stolen doses are not replaced on a word. An evaluation clears it, if it was signed
after the loss was written down: before that the doctor could not know. A theft also needs
the number of the report to the police. Closing the course and opening another does not
replace the look.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Lose
from dosekeeper.core.around import open_losses
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Number, Reason


RULE = "loss-reviewed"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Look for losses that no evaluation followed, and thefts nobody reported."""
    for loss in open_losses(ask.chart):
        act = loss.entry.fact.act
        assert isinstance(act, Lose)
        numbers: dict[str, Number] = {
            "lost_units": act.what.units,
            "lost_on": ask.chart.day(loss.entry.at).isoformat(),
        }
        if loss.reviewed:
            yield ask.reason(RULE, "theft-not-reported", numbers, clears_by=("correct",))
        else:
            yield ask.reason(RULE, "not-reviewed", numbers, clears_by=("evaluate",))
