"""The fields of an act as the command line spells them: taken from the act, never listed.

Nested values lie flat: ``--units 4`` is ``what.units`` of a hand-over and ``--dose '100 mg'``
is ``plan.dose`` of a prescription. No act has two leaves of one name; a test holds that.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from dosekeeper.core.acts import Act
from dosekeeper.core.acts.course import Score
from dosekeeper.core.plain import Plain
from dosekeeper.core.units import BadValueError, Mass


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value somebody types; ``path`` is where it stands in the act."""

    path: tuple[str, ...]
    kind: type
    required: bool
    many: bool = False

    @property
    def name(self) -> str:
        """The last word of the path."""
        return self.path[-1]

    @property
    def dotted(self) -> str:
        """The path as the errors of every door write it."""
        return ".".join(self.path)

    @property
    def option(self) -> str:
        """The option of the command line."""
        return "--" + self.name.replace("_", "-")


def leaves(act: type[Act]) -> tuple[Leaf, ...]:
    """Return every value of an act, required ones first."""
    found = tuple(_walk(act, (), required=True))
    return tuple(sorted(found, key=lambda leaf: not leaf.required))


def _walk(kind: type, path: tuple[str, ...], *, required: bool) -> Iterator[Leaf]:
    hints = get_type_hints(kind)
    for field in fields(kind):
        inner, optional, many = _bare(hints[field.name])
        needed = required and not optional and field.default is MISSING
        if is_dataclass(inner) and inner not in {Mass, Score}:
            yield from _walk(inner, (*path, field.name), required=needed)
        else:
            yield Leaf((*path, field.name), inner, needed, many)


def _bare(hint: Any) -> tuple[type, bool, bool]:
    """Strip a hint to its type: whether None may stand there, whether there may be many."""
    if get_origin(hint) in {Union, UnionType}:
        inner = next(arg for arg in get_args(hint) if arg is not NoneType)
        return _bare(inner)[0], True, False
    if get_origin(hint) is tuple:
        return _bare(get_args(hint)[0])[0], False, True
    return getattr(hint, "__supertype__", hint), False, False


def plain(leaf: Leaf, text: str) -> Plain:
    """Read one typed value as plain data. Raises BadValueError with the dotted path."""
    if leaf.kind is Mass:
        return {"micrograms": _mass(leaf, text)}
    if leaf.kind is int:
        return _whole(leaf, text)
    if leaf.kind is bool:
        return _yes(leaf, text)
    if leaf.kind is Score:
        instrument, _, value = text.partition(":")
        return {"instrument": instrument, "value": _whole(leaf, value)}
    return text


def _mass(leaf: Leaf, text: str) -> int:
    number, _, unit = text.strip().partition(" ")
    if not unit and number.endswith("mg"):
        number, unit = number.removesuffix("mg"), "mg"
    if unit != "mg":
        raise BadValueError(leaf.dotted, f"{text[:80]!r} is not a mass such as '100 mg'")
    try:
        return Mass.mg(number).micrograms
    except BadValueError as error:
        raise BadValueError(leaf.dotted, error.message) from error


def _whole(leaf: Leaf, text: str) -> int:
    # int() would also read "1_0", " 1 " and digits of other scripts.
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len("100000000000")):
        raise BadValueError(leaf.dotted, f"{text[:80]!r} is not a whole number")
    return int(text)


def _yes(leaf: Leaf, text: str) -> bool:
    words = {"yes": True, "true": True, "no": False, "false": False}
    if text not in words:
        raise BadValueError(leaf.dotted, f"{text[:80]!r} is neither yes nor no")
    return words[text]


def nested(values: Mapping[tuple[str, ...], Plain]) -> dict[str, Plain]:
    """Put values back where they stand in the act."""
    data: dict[str, Plain] = {}
    for path, value in values.items():
        level: dict[str, Any] = data
        for word in path[:-1]:
            level = level.setdefault(word, {})
        level[path[-1]] = value
    return data


def from_words(act: type[Act], words: list[str]) -> dict[str, Plain]:
    """Read ``field=value`` words; a field goes by its dotted path or by its last word.

    A word that begins with ``{`` is the whole act as JSON. Raises BadValueError.
    """
    if len(words) == 1 and words[0].startswith("{"):
        return _json(words[0])
    known = {name: leaf for leaf in leaves(act) for name in (leaf.dotted, leaf.name)}
    values: dict[tuple[str, ...], Plain] = {}
    for word in words:
        name, equals, text = word.partition("=")
        leaf = known.get(name.replace("-", "_"))
        if not equals or leaf is None:
            raise BadValueError(
                name[:80], f"is not a field of {act.verb!r}; it has {', '.join(sorted(known))}"
            )
        if leaf.many:
            parts = [plain(leaf, part) for part in text.split(",") if part]
            values[leaf.path] = parts
        elif leaf.path in values:
            raise BadValueError(leaf.dotted, "stands there twice")
        else:
            values[leaf.path] = plain(leaf, text)
    return nested(values)


def _json(text: str) -> dict[str, Plain]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadValueError("act", f"is not JSON: {error}") from error
    assert isinstance(data, dict)  # it began with a brace
    return data


def choices(leaf: Leaf) -> tuple[str, ...]:
    """Return the words a value may be, or nothing when it is free."""
    return tuple(leaf.kind) if issubclass(leaf.kind, StrEnum) else ()


def shape(leaf: Leaf) -> str:
    """Say in a word what is to be typed."""
    if options := choices(leaf):
        return "|".join(options)
    words = {
        Mass: "'100 mg'",
        int: "NUMBER",
        bool: "yes|no",
        date: "DAY",
        datetime: "INSTANT",
        Score: "NAME:NUMBER",
    }
    return words.get(leaf.kind, "TEXT")
