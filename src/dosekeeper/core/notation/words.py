"""A line of text as words with their columns; what is wrong is told with its place."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import NoReturn


class NotationError(ValueError):
    """A text chart that cannot be read; ``line`` and ``column`` count from 1."""

    def __init__(self, line: int, column: int, message: str) -> None:
        """Keep the place apart from the sentence about it."""
        super().__init__(f"{line}:{column}: {message}")
        self.line, self.column, self.message = line, column, message


class Sign(StrEnum):
    """What kind of thing stands there."""

    WORD = "word"
    QUOTED = "quoted"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a quoted text (without its quotes), or a comma or colon."""

    sign: Sign
    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line is, so that everything below can say so."""

    line: int
    column: int = 1

    def fail(self, message: str) -> NoReturn:
        """Raise the one error of this notation."""
        raise NotationError(self.line, self.column, message)

    def at(self, column: int) -> "Place":
        """Return another column of the same line."""
        return Place(self.line, column)


@dataclass(frozen=True, slots=True)
class Split:
    """A line taken apart: its words, the rest as it was typed, the residue in braces."""

    tokens: tuple[Token, ...]
    raw: str
    residue: str
    residue_column: int


_TOKEN = re.compile(
    r"""\s*(?:(?P<comment>\#.*)|(?P<residue>\{.*)|(?P<quoted>"(?:[^"\\]|\\["\\])*"(?=[\s,:]|$))"""
    r"""|(?P<mark>,|:(?=\s|$))|(?P<word>[^\s,"]+?(?=[,:]?(?:\s|$)|,))|(?P<wrong>\S))""",
)
_ESCAPE = re.compile(r"\\(.)")


def split(text: str, place: Place) -> Split:
    """Take a line apart; a comment begins with ``#`` after a space, a residue with ``{``."""
    tokens: list[Token] = []
    raw_end, position = len(text), 0
    residue, residue_column = "", 0
    while (match := _TOKEN.match(text, position)) is not None:
        kind = str(match.lastgroup)
        start = match.start(kind)
        if kind in {"comment", "residue"}:
            raw_end = start
            if kind == "residue":
                residue, residue_column = match[kind], start + 1
            break
        if kind == "wrong":
            place.at(start + 1).fail(f"{match[kind]!r} does not belong here")
        tokens.append(_token(kind, match[kind], start + 1))
        position = match.end()
    return Split(tuple(tokens), text[:raw_end].rstrip(), residue, residue_column)


def _token(kind: str, text: str, column: int) -> Token:
    if kind == "quoted":
        return Token(Sign.QUOTED, _ESCAPE.sub(r"\1", text[1:-1]), column)
    return Token(Sign.MARK if kind == "mark" else Sign.WORD, text, column)


_BARE = re.compile(r"[^\s,\"#{:][^\s,\"{]{0,62}[^\s,\"{:]|[^\s,\"#{:]")


def quote(text: str) -> str:
    """Write a text as one word where it is one, else in quotes."""
    return text if _BARE.fullmatch(text) else in_quotes(text)


def in_quotes(text: str) -> str:
    """Write a text in quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def did_you_mean(word: str, words: list[str]) -> str:
    """Return a question such as ``, did you mean 'filled'?``, or nothing."""
    close = get_close_matches(word[:40].lower(), words, n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""


_SHOWN = 60


def show(text: str) -> str:
    """Quote what was typed, briefly."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")
