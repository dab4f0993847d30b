"""Who gives a dose is never who takes it.

The one who craves does not also decide that it is time. Somebody else opens the box, hands
over one dose, and closes it.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "giver-not-taker"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare the giver with the patient."""
    act = ask.act
    assert isinstance(act, TakeDose)
    if act.given_by == ask.chart.patient:
        yield ask.reason(RULE, "self-given", {"given_by": act.given_by})
