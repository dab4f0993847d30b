"""A text as lines that could be a chart: bounded, and without signs nobody can see."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dosekeeper.core import acts
from dosekeeper.core.events import Entry
from dosekeeper.core.ledger import Books
from dosekeeper.core.notation.words import NotationError


TEXT_MAX = 5_000_000
"""Characters of a text: decades of one patient, and less than ten megabytes."""
LINE_MAX = 100_000
_CONTROL = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a text says: an entry of the history, or (without one) a question.

    ``text`` is the sentence as it was typed, ``number`` its line. A header line, and a
    sentence that is repeated, make several.
    """

    number: int
    text: str
    request: acts.Request
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class TextChart:
    """A text chart that was read: its lines in order, and the stock they start from."""

    stream: str
    policy: str
    zone: str
    lines: tuple[Line, ...]
    shelves: Mapping[str, Books] = field(default_factory=dict)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The history."""
        return tuple(line.entry for line in self.lines if line.entry is not None)

    @property
    def asks(self) -> tuple[Line, ...]:
        """The questions."""
        return tuple(line for line in self.lines if line.entry is None)


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines of a text; refuse what is too large or cannot be seen."""
    if len(text) > TEXT_MAX:
        raise NotationError(1, 1, f"the text is longer than {TEXT_MAX} characters")
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        shorn = line.removesuffix("\r")
        if (control := _CONTROL.search(shorn)) is not None:
            code = f"U+{ord(control[0]):04X}"
            raise NotationError(number, control.start() + 1, f"a control character ({code})")
        if len(shorn) > LINE_MAX:
            raise NotationError(number, LINE_MAX, f"a line is at most {LINE_MAX} characters")
        yield number, shorn
