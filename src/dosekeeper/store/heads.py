"""Where every stream ends, written so that it can be kept outside the house.

The chain of digests has no key: whoever owns the database can write all of it anew, or cut
its tail, and every digest in it is right. What they cannot change is a page that was printed
or mailed away. A stream that still has the entry a page names, with that digest, has every
entry before it as it was; `verify` asks that of each stream on it.

    dosekeeper-heads 1
    at 2026-01-05T14:00:00+00:00
    course:lucia 17 8f4e...
    site:main-pharmacy 3 02c1...
    all 2 5d90...

The last line counts the others and has one digest over them. It is the head that `verify`
prints: to compare one line by eye is enough, as long as nothing was written since.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dosekeeper.core.units import BadValueError, utc
from dosekeeper.store.journal import one_state
from dosekeeper.store.models import StreamHead


FIRST_LINE = "dosekeeper-heads 1"
_HEAD = re.compile(r"(\S+) ([1-9][0-9]{0,9}) ([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a stream, and its digest."""

    stream: str
    position: int
    digest: str


@dataclass(frozen=True, slots=True)
class Heads:
    """Where every stream ended at an instant, by name."""

    at: datetime
    ends: tuple[Head, ...]

    @property
    def digest(self) -> str:
        """One digest over all of them."""
        return hashlib.sha256(
            "".join(f"{line}\n" for line in self._lines()).encode()
        ).hexdigest()

    @property
    def text(self) -> str:
        """What is printed."""
        last = f"all {len(self.ends)} {self.digest}"
        lines = [FIRST_LINE, f"at {self.at.isoformat()}", *self._lines(), last]
        return "".join(f"{line}\n" for line in lines)

    def _lines(self) -> Iterator[str]:
        return (f"{end.stream} {end.position} {end.digest}" for end in self.ends)


def heads(now: datetime) -> Heads:
    """Return where every stream ends, in one state of the database."""
    with one_state():
        return ends_at(now)


def ends_at(now: datetime) -> Heads:
    """Return the same inside a state that is held already."""
    found = StreamHead.objects.filter(position__gt=0)
    ends = [Head(*end) for end in found.values_list("stream", "position", "digest")]
    # Sorted here: no two databases order text alike.
    return Heads(utc(now), tuple(sorted(ends, key=lambda end: end.stream)))


def read_heads(text: str) -> Heads:
    """Read what was kept, or typed from what was. Raises BadValueError with the line."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    if lines[:1] != [FIRST_LINE]:
        raise BadValueError("line 1", f"is not the first line of kept heads: {FIRST_LINE!r}")
    at = _instant(lines[1] if len(lines) > 1 else "")
    *told, last = lines[2:] or [""]
    if not last.startswith("all "):
        _head(len(lines), last) if last else None
        raise BadValueError(f"line {max(len(lines), 3)}", "the last line is missing: 'all ...'")
    read = Heads(at, tuple(_head(number, line) for number, line in enumerate(told, 3)))
    if last != f"all {len(read.ends)} {read.digest}":
        what = "has not the digest of the lines above: one was changed, or is missing"
        raise BadValueError(f"line {len(lines)}", what)
    return read


def _instant(line: str) -> datetime:
    word, _, told = line.partition(" ")
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        at = None
    if word != "at" or at is None or at.tzinfo is None:
        raise BadValueError("line 2", "has no instant, such as 'at 2026-01-05T14:00:00+00:00'")
    return utc(at)


def _head(number: int, line: str) -> Head:
    found = _HEAD.fullmatch(line)
    if found is None:
        raise BadValueError(f"line {number}", "is no head: a stream, a position and a digest")
    return Head(found[1], int(found[2]), found[3])
