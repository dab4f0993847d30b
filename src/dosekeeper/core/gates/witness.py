"""Waste is destroyed in front of a second person who signs for it.

The witness has signed in themselves and is not the one who wastes. A name typed into a
field is not a witness.
"""

from collections.abc import Iterator

from dosekeeper.core.ask import Ask
from dosekeeper.core.beside import Lack, lack_of
from dosekeeper.core.verdict import Reason


RULE = "witness"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Ask for a second person, another one, of the staff."""
    second, lack = ask.request.second, lack_of(ask.request)
    if lack is None:
        return
    if second is None:
        yield ask.reason(RULE, "missing", clears_by=("second",))
    elif lack is Lack.SAME_PERSON:
        yield ask.reason(RULE, "same-person", {"person": second.person}, clears_by=("second",))
    else:
        yield ask.reason(
            RULE,
            "not-staff",
            {"person": second.person, "role": second.role},
            clears_by=("second",),
        )
