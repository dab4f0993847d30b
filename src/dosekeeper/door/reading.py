"""From plain data to an act: strictly, with the dotted place of whatever is wrong.

One convenience and no more: a mass may come as ``{"micrograms": 100000}`` and as nothing
else. A convenience that guesses ("1.0" for one unit) is how a tenfold dose is made.
"""

from datetime import UTC, datetime

from dosekeeper.core.acts import ACTS, Act
from dosekeeper.core.plain import from_plain
from dosekeeper.core.units import BadValueError, check_instant


def read_act(verb: str, data: object) -> Act:
    """Read the act of a verb. Raises BadValueError; its field is a dotted path."""
    kind = ACTS.get(verb)
    if kind is None:
        raise BadValueError("verb", f"{verb[:80]!r} is not one of {', '.join(sorted(ACTS))}")
    if type(data) is dict and "verb" in data:
        raise BadValueError("verb", "is not a field here: the address says it")
    act: Act = from_plain(kind, data)
    return act


def read_instant(field: str, data: object) -> datetime:
    """Read an ISO instant with its offset, as UTC."""
    instant = from_plain(datetime, data, field)
    check_instant(field, instant)
    return instant.astimezone(UTC)
