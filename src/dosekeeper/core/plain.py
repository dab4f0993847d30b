"""Frozen facts as plain data, and back: what a journal row, an export and a residue hold.

Written here rather than taken from a library because the core may have none, and because
the form must stay the same for as long as a journal is kept: every field is written, none
is guessed. Reading is strict: unknown and missing fields, a float, a bool for a number, a
day for an instant are all refused with their dotted place (``fact.act.what.units``).

An act is told by its ``verb``, a fact by its ``fact``; everything else by where it stands.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints, overload

from dosekeeper.core.events import Done, Refused
from dosekeeper.core.units import BadValueError


Plain = dict[str, "Plain"] | list["Plain"] | str | int | None
"""What JSON can hold, without the floats. (A bool is an int here.)"""

T = TypeVar("T")
_Reader = Callable[[Any], Any]
_FACTS: Mapping[type, str] = {Done: "done", Refused: "refused"}
_SHOWN = 80
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d(:\d\d)?)", re.ASCII
)


def to_plain(value: object) -> Plain:
    """Return a value as plain data; every field is written, defaults too."""
    match value:
        case StrEnum():
            return value.value
        case None | str() | int():
            return value
        case datetime():  # in UTC, so that one moment has one spelling (and one digest)
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case tuple():
            return [to_plain(item) for item in value]
        case Mapping():
            return {str(name): to_plain(item) for name, item in value.items()}
        case _:
            kind: Any = type(value)
            tag = _tag(kind)
            told: dict[str, Plain] = {tag[0]: tag[1]} if tag else {}
            return told | {name: to_plain(getattr(value, name)) for name in _names(kind)}


@overload
def from_plain(kind: type[T], data: object, path: str = ...) -> T: ...
@overload
def from_plain(kind: UnionType, data: object, path: str = ...) -> Any: ...
def from_plain(kind: type | UnionType, data: object, path: str = "") -> Any:
    """Read plain data as a value of a kind: a dataclass, or the union of acts or facts.

    Raises BadValueError; its field is the dotted place below ``path``.
    """
    try:
        return _reader(kind)(data)
    except BadValueError as error:
        raise BadValueError(_join(path, error.field), error.message) from error


@cache
def _names(kind: Any) -> tuple[str, ...]:
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} has no plain form")
    return tuple(field.name for field in fields(kind))


@cache
def _tag(kind: Any) -> tuple[str, str] | None:
    if kind in _FACTS:
        return "fact", _FACTS[kind]
    verb = getattr(kind, "verb", None)
    return ("verb", verb) if isinstance(verb, str) else None


def _join(outer: str, inner: str) -> str:
    return f"{outer}.{inner}" if outer and inner else outer or inner


@cache
def _reader(kind: Any) -> _Reader:
    """Make, once a kind, the function that reads it."""
    origin, inner = get_origin(kind), get_args(kind)
    if isinstance(kind, NewType):
        return _reader(kind.__supertype__)
    if origin in {Union, UnionType}:
        return _union(inner)
    if origin is tuple:
        return _many(_reader(inner[0]))
    if origin is Mapping:
        return _mapping(_reader(inner[1]))
    if is_dataclass(kind):
        return _record(kind)
    if issubclass(kind, StrEnum):
        return _word(kind)
    return _SCALARS[kind]


def _union(members: tuple[Any, ...]) -> _Reader:
    kinds = [kind for kind in members if kind is not NoneType]
    optional = len(kinds) < len(members)
    if len(kinds) == 1:
        read = _reader(kinds[0])
    elif all(is_dataclass(kind) for kind in kinds):
        read = _tagged(kinds)
    else:  # a compared number: an int or a str
        by_type = {kind: _reader(kind) for kind in kinds}

        def read(data: Any) -> Any:
            if type(data) not in by_type:
                raise BadValueError("", f"{_show(data)} is neither a whole number nor text")
            return by_type[type(data)](data)

    return (lambda data: None if data is None else read(data)) if optional else read


def _tagged(kinds: list[Any]) -> _Reader:
    tags = [tag for kind in kinds if (tag := _tag(kind))]
    assert len(tags) == len(kinds), f"{kinds} cannot be told apart"
    name = tags[0][0]
    readers = {word: _reader(kind) for (_, word), kind in zip(tags, kinds, strict=True)}

    def read(data: Any) -> Any:
        word = _dict(data).get(name)
        if type(word) is not str or word not in readers:
            raise BadValueError(name, f"{_show(word)} is not one of {', '.join(readers)}")
        return readers[word](data)

    return read


def _record(kind: Any) -> _Reader:
    hints = get_type_hints(kind)
    readers = [(name, _reader(hints[name])) for name in _names(kind)]
    check = _keys(kind)

    def read(data: Any) -> Any:
        given = _dict(data)
        check(given)
        values = {}
        for name, field in readers:
            if name in given:
                try:
                    values[name] = field(given[name])
                except BadValueError as error:
                    raise BadValueError(_join(name, error.field), error.message) from error
        try:
            return kind(**values)
        except AssertionError as broken:  # a fact that no code of ours would have written
            raise BadValueError("", str(broken)) from broken

    return read


def _keys(kind: Any) -> Callable[[dict[Any, Any]], None]:
    needed = {
        f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING
    }
    tag = _tag(kind)
    known = set(_names(kind)) | ({tag[0]} if tag else set())

    def check(given: dict[Any, Any]) -> None:
        if not given.keys() <= known:
            raise BadValueError(
                min(map(str, given.keys() - known))[:_SHOWN], "is no field here"
            )
        if not given.keys() >= needed:
            raise BadValueError(min(needed - given.keys()), "is missing")
        if tag and given.get(tag[0], tag[1]) != tag[1]:
            raise BadValueError(tag[0], f"{_show(given[tag[0]])} is not {tag[1]!r}")

    return check


def _many(read: _Reader) -> _Reader:
    def many(data: Any) -> Any:
        if type(data) is not list:
            raise BadValueError("", f"{_show(data)} is not a list")
        items = []
        for number, item in enumerate(data):
            try:
                items.append(read(item))
            except BadValueError as error:
                raise BadValueError(_join(str(number), error.field), error.message) from error
        return tuple(items)

    return many


def _mapping(read: _Reader) -> _Reader:
    def mapping(data: Any) -> Any:
        values = {}
        for name, item in _dict(data).items():
            try:
                values[_text(name)] = read(item)
            except BadValueError as error:
                raise BadValueError(
                    _join(str(name)[:_SHOWN], error.field), error.message
                ) from error
        return values

    return mapping


def _word(kind: type[StrEnum]) -> _Reader:
    words = {member.value: member for member in kind}

    def word(data: Any) -> Any:
        if type(data) is not str or data not in words:
            raise BadValueError("", f"{_show(data)} is not one of {', '.join(words)}")
        return words[data]

    return word


def _dict(data: Any) -> dict[Any, Any]:
    if type(data) is not dict:
        raise BadValueError("", f"{_show(data)} is not an object with fields")
    return data


def _text(data: Any) -> str:
    if type(data) is not str:
        raise BadValueError("", f"{_show(data)} is not text")
    if not data.isascii() and any("\ud800" <= sign <= "\udfff" for sign in data):
        raise BadValueError("", "holds half a character, which no file can keep")
    return data


def _whole(data: Any) -> int:
    if type(data) is not int:
        raise BadValueError("", f"{_show(data)} is not a whole number")
    return data


def _yes_no(data: Any) -> bool:
    if type(data) is not bool:
        raise BadValueError("", f"{_show(data)} is neither true nor false")
    return data


def _day(data: Any) -> date:
    if type(data) is str and _DAY.fullmatch(data):
        try:
            return date.fromisoformat(data)
        except ValueError:
            pass
    raise BadValueError("", f"{_show(data)} is not a day such as '2026-01-05'")


def _instant(data: Any) -> datetime:
    if type(data) is str and _INSTANT.fullmatch(data):
        try:
            return datetime.fromisoformat(data)
        except ValueError:
            pass
    raise BadValueError("", f"{_show(data)} is not an instant such as '2026-01-05T09:10:00Z'")


def _show(data: Any) -> str:
    """Quote what was given, briefly; a huge number or text is not repeated."""
    if type(data) is int and abs(data) > 10**30:
        return "that number"
    shown = repr(data) if isinstance(data, str | int | float | None) else type(data).__name__
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."


_SCALARS: Mapping[Any, _Reader] = {
    str: _text,
    int: _whole,
    bool: _yes_no,
    date: _day,
    datetime: _instant,
}
