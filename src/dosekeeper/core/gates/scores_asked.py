"""An evaluation that lets the treatment go on says how the patient is, in numbers.

With a decision alone a signature would open the next month of doses, and nobody would have
asked. Whoever decides to pause, to taper or to stop needs no numbers for it. And a patient
who answers no questionnaire is still evaluated: the doctor signs an override and says why.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Decision, Evaluate
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "scores-asked"
_NEEDS_NONE = frozenset({Decision.PAUSE, Decision.TAPER, Decision.STOP})


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Name what policy wants asked and no score stands there for."""
    act = ask.act
    assert isinstance(act, Evaluate)
    if act.decision in _NEEDS_NONE:
        return
    given = {score.instrument for score in act.scores}
    asked = str(ask.value(RULE, "asks").amount).split()
    missing = [instrument for instrument in asked if instrument not in given]
    if missing:
        yield ask.reason(
            RULE,
            "not-asked",
            {"instruments": ", ".join(missing)},
            setting="asks",
            clears_by=("ask",),
        )
