"""One policy file: its sources, its notes, its values, read strictly.

What is unknown, doubled, out of order or of the wrong type is refused with its line. A
policy that loads means what it says, because there is nothing in it that was passed over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from dosekeeper.core.policy import Amount, Basis, Change, Cite, Setting, Stricter, Value
from dosekeeper.core.units import BadValueError, check_id
from dosekeeper.rulebook.amounts import UNITS
from dosekeeper.rulebook.document import Document


_TOP = frozenset({"title", "extends", "sources", "notes"})
_SOURCE = frozenset({"basis", "citation", "source", "checked-on", "expires-on", "verified"})
_NOTE = frozenset({"text", "cite"})
_DATED = frozenset({"from-on", "value", "cite"})
_NEW = frozenset({"unit", "stricter", "value", "cite", "dated"})
_CHANGED = frozenset({"value", "cite", "dated", "loosens"})


@dataclass(frozen=True, slots=True)
class Note:
    """What a profile knows and no rule asks about yet."""

    name: str
    text: str
    cite: Cite


@dataclass(frozen=True, slots=True)
class Layer:
    """A file read against what stands below it."""

    title: str
    sources: Mapping[str, Cite]
    notes: tuple[Note, ...]


@dataclass(slots=True)
class Reader:
    """Reads one file; ``below`` are the sources of the layers it stands on."""

    doc: Document
    below: Mapping[str, Cite] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    own: dict[str, Cite] = field(default_factory=dict)

    def head(self) -> Layer:
        """Read title, sources and notes."""
        sources = self._table("sources")
        for name in sources:
            if name in self.below:
                raise self.doc.error(f"source {name!r} is defined below", "sources", name)
            self.own[name] = self._source(name)
        notes = tuple(self._note(name) for name in self._table("notes"))
        return Layer(self.text("title"), {**self.below, **self.own}, notes)

    def rules(self) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Yield the tables of rules with their words."""
        for word in self.doc.top:
            if word not in _TOP:
                yield word, self._table(word)

    def done(self) -> None:
        """Refuse a source that nothing cites: it is a leftover, or a misspelt name."""
        for name in self.own:
            if name not in self.used:
                raise self.doc.error(f"source {name!r} is cited by nothing", "sources", name)

    def setting(self, rule: str, name: str) -> Setting:
        """Read a setting of the base, which says its unit and how it tightens."""
        path = (rule, name)
        table = self._table(*path)
        self._keys(table, _NEW, path)
        unit = table.get("unit")
        if not isinstance(unit, str) or unit not in UNITS:
            raise self._error(f"unit {unit!r} is none of {', '.join(UNITS)}", path)
        _, ways = UNITS[unit]
        stricter = table.get("stricter")
        if stricter not in ways:
            words = " or ".join(sorted(ways))
            raise self._error(f"stricter is {stricter!r}, for {unit} it is {words}", path)
        values = self._values(table, path, unit)
        if values[0].from_on != date.min:
            raise self._error("the first value of the base has no from-on", path)
        return Setting(
            rule=rule,
            name=name,
            unit=unit,
            stricter=Stricter(str(stricter)),
            values=values,
            place=self.doc.place(*path),
        )

    def change(self, rule: str, name: str, old: Setting) -> Change:
        """Read a layer's change; before its first day the layer below stays in force."""
        path = (rule, name)
        table = self._table(*path)
        if stated := table.keys() & {"unit", "stricter"}:
            raise self._error(f"{min(stated)} stands in the base", path)
        self._keys(table, _CHANGED, path)
        values = self._values(table, path, old.unit)
        earlier = tuple(v for v in old.values if v.from_on < values[0].from_on)
        return Change(
            rule=rule,
            name=name,
            values=earlier + values,
            place=self.doc.place(*path),
            loosens=self.doc.line_of_text(table["loosens"], "loosens", *path)
            if "loosens" in table
            else "",
        )

    def text(self, name: str) -> str:
        """Read a line of text at the top of the file."""
        if name not in self.doc.top:
            raise self.doc.error(f"{name} is missing")
        return self.doc.line_of_text(self.doc.top[name], name)

    def _values(
        self, table: Mapping[str, object], path: tuple[str, str], unit: str
    ) -> tuple[Value, ...]:
        if "dated" not in table:
            return (self._value(table, path, unit, date.min),)
        if "value" in table or "cite" in table:
            raise self._error("has both a value and dated values", path)
        dated = table["dated"]
        if not isinstance(dated, list) or not dated:
            raise self._error("dated is no list of values", path)
        values: list[Value] = []
        for index, item in enumerate(dated):
            here = (*path, "dated", str(index))
            if not isinstance(item, dict):
                raise self._error(f"{item!r} is no table", here)
            self._keys(item, _DATED, here)
            start = date.min if not index and "from-on" not in item else item.get("from-on")
            value = self._value(item, here, unit, self._day(start, "from-on", here))
            if values and value.from_on <= values[-1].from_on:
                word = "twice" if value.from_on == values[-1].from_on else "out of order"
                raise self._error(f"from-on {value.from_on} stands there {word}", here)
            values.append(value)
        return tuple(values)

    def _value(
        self, table: Mapping[str, object], path: tuple[str, ...], unit: str, start: date
    ) -> Value:
        if "value" not in table:
            raise self._error("has no value", path)
        return Value(
            amount=self._amount(table["value"], path, unit),
            cite=self._cite(table.get("cite"), path),
            from_on=start,
        )

    def _amount(self, raw: object, path: tuple[str, ...], unit: str) -> Amount:
        read, _ = UNITS[unit]
        try:
            amount = read(raw)
        except ValueError as error:
            raise self._error(str(error), path) from error
        if path[1] == "unknown" and amount == "off":
            raise self._error("is 'off': what cannot be told is at least warned about", path)
        return amount

    def _cite(self, name: object, path: tuple[str, ...]) -> Cite:
        if name is None:
            raise self._error("has no citation: cite names a source", path)
        cite = self.own.get(str(name)) or self.below.get(str(name))
        if cite is None:
            raise self._error(f"cites {name!r}, which is no source", path)
        self.used.add(str(name))
        return cite

    def _source(self, name: str) -> Cite:
        path = ("sources", name)
        table = self._table(*path)
        self._keys(table, _SOURCE, path)
        basis = table.get("basis")
        if basis not in set(Basis):
            raise self._error(f"basis {basis!r} is none of {', '.join(Basis)}", path)
        if "citation" not in table:
            raise self._error("has no citation", path)
        source = (
            self.doc.line_of_text(table["source"], "source", *path) if "source" in table else ""
        )
        return Cite(
            basis=Basis(str(basis)),
            citation=self.doc.line_of_text(table["citation"], "citation", *path),
            source=source,
            checked_on=self._optional_day(table, "checked-on", path),
            expires_on=self._optional_day(table, "expires-on", path),
            verified=self._verified(table, path, Basis(str(basis))),
        )

    def _verified(
        self, table: Mapping[str, object], path: tuple[str, ...], basis: Basis
    ) -> bool:
        """A judgement has nobody to verify it with; anything else says whether it was."""
        verified = table.get("verified")
        if basis is Basis.JUDGEMENT:
            if verified is not None:
                raise self._error("a judgement is neither verified nor unverified", path)
            return True
        if not isinstance(verified, bool):
            raise self._error("says neither verified = true nor verified = false", path)
        if verified and "checked-on" not in table:
            raise self._error("is verified, and does not say when: checked-on", path)
        return verified

    def _note(self, name: str) -> Note:
        path = ("notes", name)
        table = self._table(*path)
        self._keys(table, _NOTE, path)
        text = self.doc.line_of_text(table.get("text"), "text", *path)
        return Note(name, text, self._cite(table.get("cite"), path))

    def _table(self, *path: str) -> Mapping[str, object]:
        found: object = self.doc.top
        for key in path:
            found = found.get(key, {}) if isinstance(found, dict) else found
        if not isinstance(found, dict):
            raise self._error("is no table", path)
        return found

    def _keys(
        self, table: Mapping[str, object], known: frozenset[str], path: tuple[str, ...]
    ) -> None:
        for key in table:
            if key not in known:
                where = ".".join((*path, key))
                raise self.doc.error(f"{where}: no such key", *path, key)

    def _optional_day(
        self, table: Mapping[str, object], name: str, path: tuple[str, ...]
    ) -> date | None:
        return self._day(table[name], name, path) if name in table else None

    def _day(self, raw: object, name: str, path: tuple[str, ...]) -> date:
        if not isinstance(raw, date) or isinstance(raw, datetime):
            raise self._error(f"{name} is {raw!r}, no day such as 2026-01-31", path)
        return raw

    def _error(self, message: str, path: tuple[str, ...]) -> Exception:
        return self.doc.error(f"{'.'.join(path)}: {message}", *path)


def check_name(name: str, doc: Document) -> None:
    """Refuse a policy name nobody could write in a chart."""
    try:
        check_id("name", name)
    except BadValueError as error:
        raise doc.error(str(error)) from error
