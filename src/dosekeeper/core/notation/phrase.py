"""What a sentence is made of: words, slots and phrases.

A phrase is literal words and slots, ``for <days:whole> days``. ``dose(s)`` is a word and
its plural. What follows ``->`` is said by the words alone: ``as needed -> order=as-needed``.
A leading comma or colon is how the writer joins the phrase; the reader does not mind.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dosekeeper.core.notation.kinds import KINDS
from dosekeeper.core.notation.words import Sign, Token


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a phrase for one word of a kind."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Part of a sentence; ``constants`` is what its mere presence says."""

    parts: tuple[str | Slot, ...]
    joint: str = " "
    constants: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The fields it tells."""
        return tuple(p.name for p in self.parts if isinstance(p, Slot)) + tuple(self.constants)

    @property
    def first(self) -> str:
        """Its first literal word, for a hint; empty when it begins with a slot."""
        return self.parts[0] if isinstance(self.parts[0], str) else ""

    def matches(self, tokens: tuple[Token, ...]) -> bool:
        """Whether the next tokens have this phrase's shape."""
        if len(tokens) < len(self.parts):
            return False
        return all(_fits(part, token) for part, token in zip(self.parts, tokens, strict=False))


def _fits(part: str | Slot, token: Token) -> bool:
    if isinstance(part, Slot):
        return token.sign is not Sign.MARK and KINDS[part.kind].looks(token)
    stem = part.removesuffix("(s)")
    words = {stem, f"{stem}s"} if stem != part else {part}
    return token.sign is Sign.WORD and token.text.lower() in words


_SLOT = re.compile(r"<(\w+):(\w+)>")


def phrase(text: str) -> Phrase:
    """Make a phrase of its spelling."""
    said, _, tail = text.partition(" -> ")
    joint = {",": ", ", ":": ": "}.get(said[0], " ")
    parts = [
        Slot(*match.groups()) if (match := _SLOT.fullmatch(part)) else part
        for part in said.lstrip(",: ").split()
    ]
    constants = dict(pair.split("=") for pair in tail.split()) if tail else {}
    return Phrase(tuple(parts), joint, constants)


@dataclass(frozen=True, slots=True)
class Form:
    """A verb's words (past tense first, then as a request), phrases, and closing text."""

    verb: str
    past: str
    base: str
    phrases: tuple[Phrase, ...]
    rest: str = ""


def phrases(text: str) -> tuple[Phrase, ...]:
    """Make the phrases of a spelling that ``|`` divides."""
    return tuple(phrase(part.strip()) for part in text.split("|"))
