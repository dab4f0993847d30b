"""What a sentence does not say of an entry, as data in braces at the end of its line.

``write`` reads its own sentence back and puts here whatever came out different, so that no
field of an entry can be lost, not even one that was added after this was written.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dosekeeper.core.events import Entry
from dosekeeper.core.ledger import ShortError
from dosekeeper.core.notation.words import NotationError, Place
from dosekeeper.core.plain import Plain, from_plain, to_plain
from dosekeeper.core.units import BadValueError


_TAIL = re.compile(r"\s*(#.*)?")
_decoder = json.JSONDecoder()


@contextmanager
def placed(place: Place) -> Iterator[None]:
    """Give an error from below its place in the text."""
    try:
        yield
    except NotationError:
        raise
    except BadValueError as error:
        place.fail(f"{error.field}: {error.message}" if error.field else error.message)
    except ShortError as short:
        place.fail(
            f"{short.holder} holds {short.held} units, so {short.asked} cannot have left it"
        )
    except LookupError:
        place.fail("this cannot have happened: it speaks of an entry that is not there")
    except (OverflowError, RecursionError):
        place.fail("this is out of all bounds")


def read_residue(text: str, place: Place) -> dict[str, Any]:
    """Read the braces; nothing may follow but a comment."""
    if not text:
        return {}
    try:
        patch, end = _decoder.raw_decode(text)
    except (ValueError, RecursionError):
        place.fail("the braces at the end of this line do not hold JSON")
    if not _TAIL.fullmatch(text, end):
        place.at(place.column + end).fail("nothing but a comment may follow the braces")
    assert isinstance(patch, dict), "what begins with a brace is an object"
    return patch


def tells_movements(patch: dict[str, Any]) -> bool:
    """Whether the braces say themselves what moved."""
    fact = patch.get("fact")
    return isinstance(fact, dict) and "movements" in fact


def apply(entry: Entry, patch: dict[str, Any]) -> Entry:
    """Return the entry as the braces correct it. Raises BadValueError."""
    return from_plain(Entry, merge(to_plain(entry), patch))


def merge(base: Plain, patch: Any) -> Any:
    """Return ``base`` with what ``patch`` says, field by field."""
    if not isinstance(base, dict) or not isinstance(patch, dict):
        return patch
    return base | {name: merge(base.get(name), value) for name, value in patch.items()}


def difference(said: Plain, real: Plain) -> Plain:
    """Return the least patch that makes ``real`` of ``said``, both of the same type."""
    if not isinstance(said, dict) or not isinstance(real, dict):
        return real
    return {
        name: difference(said.get(name), value)
        for name, value in real.items()
        if name not in said or said[name] != value
    }


def write_residue(patch: Plain) -> str:
    """Write the braces on one line, or nothing when there is nothing to say."""
    if not patch:
        return ""
    return json.dumps(patch, separators=(", ", ": "))
