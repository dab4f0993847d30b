"""An entry as the one text the journal keeps, and the chain of digests over it.

The text is canonical JSON of `core.plain`: sorted names, no spaces, UTC instants. The same
entry therefore has the same digest on every machine, in an export and in ten years.
"""

import hashlib
import json
from dataclasses import dataclass

from dosekeeper.core.acts import Correct
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.plain import from_plain, to_plain
from dosekeeper.core.units import BadValueError


VERSION = 1
"""Of the text's form. A new form gets a new number; old rows keep theirs for ever."""
FIRST = ""
"""What stands for the digest before a stream's first row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An entry with its place in the chain of its stream."""

    entry: Entry
    text: str
    prev_digest: str
    digest: str
    version: int = VERSION


class BrokenSealError(Exception):
    """What was read is not what was written: the journal must not be relied on."""

    def __init__(self, stream: str, position: int, message: str) -> None:
        """Keep the place apart from the sentence about it."""
        super().__init__(f"{stream} entry {position}: {message}")
        self.stream, self.position, self.message = stream, position, message


def text_of(entry: Entry) -> str:
    """Write an entry as its canonical text."""
    return json.dumps(
        to_plain(entry), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def entry_of(text: str) -> Entry:
    """Read a text back, strictly. Raises BadValueError with the dotted place."""
    try:
        return from_plain(Entry, json.loads(text))
    except json.JSONDecodeError as error:
        raise BadValueError("body", f"is not JSON: {error}") from error


def digest_of(prev_digest: str, text: str, version: int = VERSION) -> str:
    """Chain a text to the row before it."""
    return hashlib.sha256(f"{version}\n{prev_digest}\n{text}".encode()).hexdigest()


def seal(entry: Entry, prev_digest: str) -> Sealed:
    """Give an entry its place in the chain."""
    text = text_of(entry)
    return Sealed(
        entry=entry,
        text=text,
        prev_digest=prev_digest,
        digest=digest_of(prev_digest, text),
    )


def unseal(stream: str, position: int, text: str, chain: tuple[int, str, str]) -> Sealed:
    """Read a row (`chain` is its version and both digests) and hold it to its own seal.

    Raises BrokenSealError when the text, its place or its digest do not belong together.
    """
    version, prev_digest, digest = chain
    if version != VERSION:
        raise BrokenSealError(stream, position, f"is of the unknown version {version}")
    if digest_of(prev_digest, text, version) != digest:
        raise BrokenSealError(stream, position, "does not have the digest it was given")
    try:
        entry = entry_of(text)
    except BadValueError as error:
        raise BrokenSealError(stream, position, f"cannot be read: {error}") from error
    if (entry.stream, entry.position) != (stream, position):
        raise BrokenSealError(
            stream, position, f"says it is {entry.stream} entry {entry.position}"
        )
    return Sealed(
        entry=entry, text=text, prev_digest=prev_digest, digest=digest, version=version
    )


def corrects(entry: Entry) -> int | None:
    """Return the position that an entry strikes."""
    done = isinstance(entry.fact, Done) and isinstance(entry.fact.act, Correct)
    return entry.fact.act.entry if done else None  # type: ignore[union-attr]
