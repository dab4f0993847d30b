"""A policy file as text, with the line of everything that stands in it.

``tomllib`` forgets where a value stood, and a policy error without its line is a search
through four hundred others. So the lines are indexed once more, by their keys alone.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from dosekeeper.core.policy import PolicyError
from dosekeeper.core.units import BadValueError, check_text


Path = tuple[str, ...]
BYTES_MAX = 1_000_000
_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*\[\[?\s*(?P<keys>{_DOTTED})\s*\]\]?\s*(?:#.*)?")
_PAIR = re.compile(rf"\s*(?P<keys>{_DOTTED})\s*=")
_AT = re.compile(r"\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file; ``name`` is how it is called in messages."""

    name: str
    top: Mapping[str, object]
    lines: Mapping[Path, int]

    def place(self, *path: str) -> str:
        """Return ``file:line`` of a path, or of the nearest thing above it."""
        for end in range(len(path), 0, -1):
            if line := self.lines.get(path[:end]):
                return f"{self.name}:{line}"
        return f"{self.name}:1"

    def error(self, message: str, *path: str) -> PolicyError:
        """Make the error that stands at a path."""
        return PolicyError(self.place(*path), message)

    def line_of_text(self, raw: object, name: str, *path: str) -> str:
        """Return a line of text. Raises PolicyError when it is none, or unfit to print."""
        where = ".".join((*path, name))
        if not isinstance(raw, str):
            raise self.error(f"{where}: {raw!r} is no text", *path, name)
        try:
            check_text(where, raw, least=1)
        except BadValueError as error:
            raise self.error(str(error), *path, name) from error
        return raw


def read(data: bytes, name: str) -> Document:
    """Parse a file. Raises PolicyError with the line when it is not TOML in UTF-8."""
    if len(data) > BYTES_MAX:
        raise PolicyError(f"{name}:1", f"is larger than {BYTES_MAX} bytes")
    try:
        text = data.decode("utf-8-sig")  # some editors begin with a mark
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise PolicyError(f"{name}:{line}", "is not UTF-8 text") from error
    try:
        top = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(error, name, text) from error
    except RecursionError as error:
        raise PolicyError(f"{name}:1", "is nested too deeply") from error
    return Document(name, top, _index(text))


def _not_toml(error: tomllib.TOMLDecodeError, name: str, text: str) -> PolicyError:
    match = _AT.search(str(error))
    line = (match and match["line"]) or text.rstrip("\n").count("\n") + 1
    return PolicyError(f"{name}:{line}", f"is not TOML: {_AT.sub('', str(error))}")


def _index(text: str) -> dict[Path, int]:
    """Map keys to the line they first stand on.

    What stands in an inline table has its line; the items of a list of tables are numbered.
    """
    lines: dict[Path, int] = {}
    items: dict[Path, int] = {}
    table: Path = ()
    inside = ""
    for number, line in enumerate(text.split("\n"), start=1):
        opened = inside
        inside = _still_inside(line, inside)
        if opened:
            continue
        if header := _HEADER.fullmatch(line):
            table = _keys(header["keys"])
            if line.lstrip().startswith("[["):
                items[table] = items.get(table, -1) + 1
                table += (str(items[table]),)
            for end in range(1, len(table) + 1):
                lines.setdefault(table[:end], number)
        elif pair := _PAIR.match(line):
            path = table + _keys(pair["keys"])
            for end in range(len(table) + 1, len(path) + 1):
                lines.setdefault(path[:end], number)
    return lines


def _still_inside(line: str, inside: str) -> str:
    """Return the quotes of a text over several lines that is open after this line."""
    for mark in ('"""', "'''"):
        if inside in {"", mark} and line.count(mark) % 2:
            return "" if inside else mark
    return inside


def _keys(dotted: str) -> Path:
    return tuple(key.strip("\"'") for key in re.findall(_KEY, dotted))
