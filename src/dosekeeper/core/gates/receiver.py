"""What is returned is signed by two: the one who gives it and the one who takes it over.

Units that are said to be returned are out of every count from then on, so nobody says it
alone. Who keeps the box gives it to somebody of the staff, who signs in beside them. Who
works here empties a box in front of the one who keeps it, or of a colleague. A collector
who has no account here, a kiosk or the police, signs for nothing: then it is one of the staff
who saw the units go.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Return
from dosekeeper.core.ask import Ask
from dosekeeper.core.beside import Lack, lack_of
from dosekeeper.core.people import HOLDERS
from dosekeeper.core.verdict import Reason


RULE = "receiver"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Ask for a second signature: the staff's, or that of whose hand is emptied."""
    act = ask.act
    assert isinstance(act, Return)
    second, lack = ask.request.second, lack_of(ask.request)
    if lack is None:
        return
    if second is None:
        yield ask.reason(RULE, "missing", clears_by=("second",))
        return
    numbers = {"person": second.person, "role": second.role}
    if lack is Lack.SAME_PERSON:
        yield ask.reason(RULE, "same-person", {"person": second.person}, clears_by=("second",))
    elif ask.by.role in HOLDERS:
        yield ask.reason(RULE, "not-staff", numbers, clears_by=("second",))
    elif ask.chart.hand_of(second.person) != act.what.hand:
        yield ask.reason(RULE, "not-holder", numbers, clears_by=("second",))
