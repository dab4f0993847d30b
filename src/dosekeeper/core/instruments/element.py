"""One element of a FHIR resource, with the place where it stands, for messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from dosekeeper.core.instruments.values import InstrumentError, Words
from dosekeeper.core.policy import Basis, Cite
from dosekeeper.core.units import BadValueError, check_text


Word = TypeVar("Word", bound=StrEnum)
OURS = "urn:dosekeeper:fhir:"
FHIR = "http://hl7.org/fhir/StructureDefinition/"
CITE = ("basis", "citation", "found-in", "checked-on", "verified")


@dataclass(frozen=True, slots=True)
class Element:
    """A JSON object of the file. ``place`` is the file with the item or the extension."""

    raw: Mapping[str, object]
    place: str

    def error(self, message: str) -> InstrumentError:
        """Make the error that stands here."""
        return InstrumentError(self.place, message)

    def text(self, key: str) -> str:
        """Return a line of text that has to be there."""
        return self._line(key, self.raw.get(key))

    def words(self, key: str) -> Words:
        """Return a text with its translations (FHIR keeps them beside it, under ``_key``)."""
        found = {"en": self.text(key)}
        for beside in self.elements(f"_{key}"):
            for each in beside.all(FHIR + "translation"):
                found[each.line("lang")] = each.line("content")
        return found

    def elements(self, key: str) -> list["Element"]:
        """Return the objects under a key: of a list, or the one that stands there alone."""
        raw = self.raw.get(key, [])
        rows = [raw] if isinstance(raw, dict) else raw
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.error(f"{key} is no list of objects")
        return [Element(row, self._below(key, row)) for row in rows]

    def all(self, url: str) -> list["Element"]:
        """Return the extensions of one address."""
        rows = self.elements("extension")
        place = f"{self.place}, {_word(url)}"
        return [Element(row.raw, place) for row in rows if row.raw.get("url") == url]

    def one(self, url: str) -> "Element":
        """Return the only extension of an address. Raises InstrumentError unless it is one."""
        found = self.all(url)
        if len(found) != 1:
            raise self.error(f"has {len(found) or 'no'} extension {_word(url)}, and needs one")
        return found[0]

    def has(self, url: str) -> bool:
        """Say whether there is an extension of that address."""
        return bool(self.all(url))

    def line(self, url: str) -> str:
        """Return the text of an extension in here; it has to be there."""
        return self._line(_word(url), self.one(url).value())

    def word(self, url: str, kind: type[Word]) -> Word:
        """Return one of the words of ``kind``, from an extension in here."""
        raw = self.one(url).value()
        if raw not in list(kind):
            raise self.error(f"{url} is {shown(raw)}, none of {', '.join(kind)}")
        return kind(str(raw))

    def number(self, url: str) -> int:
        """Return the whole number of an extension in here."""
        raw = self.one(url).value()
        if type(raw) is not int:
            raise self.error(f"{_word(url)} is {shown(raw)}, no whole number")
        return raw

    def flag(self, url: str) -> bool:
        """Return the yes or no of an extension in here; no, when there is none."""
        raw = self.one(url).value() if self.has(url) else False
        if not isinstance(raw, bool):
            raise self.error(f"{url} is {shown(raw)}, not true or false")
        return raw

    def value(self) -> object:
        """Return what an extension says, under whichever ``value…`` it says it."""
        found = [value for key, value in self.raw.items() if key.startswith("value")]
        if len(found) != 1:
            raise self.error(f"says {len(found)} values, and needs one")
        return found[0]

    def only(self, *urls: str) -> None:
        """Refuse an extension in here that nobody reads: a misspelt one would be no rule."""
        for row in self.elements("extension"):
            if row.raw.get("url") not in urls:
                raise self.error(f"{shown(row.raw.get('url'))} is not known here")

    def _line(self, key: str, raw: object) -> str:
        if not isinstance(raw, str):
            raise self.error(f"{key} is missing" if raw is None else f"{key} is no text")
        line = " ".join(raw.split())  # FHIR lets a text have line breaks
        try:
            check_text(key, line, least=1)
        except BadValueError as error:
            raise self.error(f"{key} {error.message}") from error
        return line

    def _below(self, key: str, row: Mapping[str, object]) -> str:
        return f"{self.place}, item {row.get('linkId', '?')}" if key == "item" else self.place


def shown(raw: object) -> str:
    """Show what stands there, not all of it where it is long."""
    return repr(raw)[:80]


def _word(url: str) -> str:
    return url.removeprefix(OURS).removeprefix(FHIR)


def cited(element: Element) -> Cite:
    """Read where something comes from: basis, citation, where it was found, whether read."""
    days = [element.line("checked-on")] if element.has("checked-on") else []
    try:
        checked_on = date.fromisoformat(days[0]) if days else None
    except ValueError as error:
        raise element.error(f"checked-on is {shown(days[0])}, no day") from error
    return Cite(
        basis=element.word("basis", Basis),
        citation=element.line("citation"),
        source=element.line("found-in") if element.has("found-in") else "",
        checked_on=checked_on,
        verified=element.flag("verified"),
    )
