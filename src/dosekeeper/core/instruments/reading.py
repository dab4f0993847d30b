"""From a FHIR R4 Questionnaire, as JSON, to an instrument; strictly.

What would change a score and is not understood here is refused, not skipped: an item that
another switches off, an answer that is filled in beforehand, a type that has no points.
What only describes (codes, prefixes, tags) is left alone. Our own extensions begin with
``urn:dosekeeper:fhir:``; those of FHIR that are read are ``ordinalValue``, ``minValue``,
``maxValue`` and ``translation``.
"""

import json
import re
from collections.abc import Iterable

from dosekeeper.core.instruments.element import CITE, FHIR, OURS, Element, cited, shown
from dosekeeper.core.instruments.fitting import check_fit, range_of
from dosekeeper.core.instruments.values import (
    Band,
    Choice,
    Direction,
    Instrument,
    InstrumentError,
    Item,
    Method,
    Subscale,
    Translation,
    Trigger,
)
from dosekeeper.core.units import BadValueError, check_id


BYTES_MAX = 1_000_000
_TYPES = ("choice", "integer")
_LOINC = "http://loinc.org"
_NAME = re.compile(r"[A-Z][A-Za-z0-9_]{0,254}")
_TOLD = ("scoring", "source", "bands", "subscale", "task", "wording", "to-load")
_UNSCORED = {
    "modifierExtension": "could change what it means",
    "enableWhen": "could leave it out, and what is not answered is never zero",
    "answerValueSet": "has its answers in another file",
    "repeats": "could be answered more than once",
    "initial": "would be answered before anybody was asked",
    "item": "holds further items",
}


def read(data: bytes, file: str) -> Instrument:
    """Read an instrument; ``file`` is how it is called in messages.

    Raises InstrumentError with the file, the item's link id and what is wrong, for what is
    no such Questionnaire, and for one whose sums, bands, subscales, tasks or languages do
    not fit together.
    """
    top = _top(data, file)
    scoring = top.one(f"{OURS}scoring")
    scoring.only("direction", "minutes", "total", "least", "most")
    rows = top.elements("item")
    intro = rows[0].words("text") if rows and rows[0].raw.get("type") == "display" else None
    items = tuple(_item(row) for row in rows[1 if intro else 0 :])
    subscales = tuple(_subscale(each) for each in top.all(f"{OURS}subscale"))
    least, most = range_of(top, scoring, items, subscales)
    instrument = Instrument(
        name=top.text("id"),
        version=top.text("version"),
        title=top.words("title"),
        purpose=top.text("purpose"),
        publisher=top.text("publisher"),
        licence=top.text("copyright"),
        source=cited(top.one(f"{OURS}source")),
        direction=scoring.word("direction", Direction),
        items=items,
        intro=intro,
        least=least,
        most=most,
        minutes=scoring.number("minutes") if scoring.has("minutes") else None,
        bands=tuple(band for each in top.all(f"{OURS}bands") for band in _bands(each)),
        subscales=subscales,
        triggers=tuple(_trigger(each) for each in top.all(f"{OURS}task")),
        translations=tuple(_translation(each) for each in top.all(f"{OURS}wording")),
        panel_code=_loinc(top.elements("code")),
        total_code=_loinc(c for e in scoring.all("total") for c in e.elements("valueCoding")),
        to_load=top.line(f"{OURS}to-load") if top.has(f"{OURS}to-load") else "",
    )
    check_fit(top, instrument)
    return instrument


def _top(data: bytes, file: str) -> Element:
    """Parse the file, and refuse what is no Questionnaire or says more than is read here."""
    top = _parsed(data, file)
    if top.raw.get("resourceType") != "Questionnaire":
        raise top.error("is no FHIR Questionnaire")
    _check_head(top)
    if "modifierExtension" in top.raw:
        raise top.error(f"modifierExtension: it {_UNSCORED['modifierExtension']}")
    for row in top.elements("extension"):
        url = str(row.raw.get("url"))
        if url.startswith(OURS) and url.removeprefix(OURS) not in _TOLD:
            raise top.error(f"{shown(url)} is not known here")
    return top


def _check_head(top: Element) -> None:
    """Check what FHIR asks of every Questionnaire, and that it is one to be asked."""
    try:
        check_id("id", top.text("id"))
    except BadValueError as error:
        raise top.error(str(error)) from error
    top.text("url")
    if not _NAME.fullmatch(top.text("name")):
        raise top.error(f"name {shown(top.raw['name'])} is no word of letters, digits and _")
    if top.text("status") != "active":
        raise top.error(f"status is {shown(top.raw['status'])}; only what is active is asked")
    if str(top.raw.get("language", "en")).split("-", 1)[0] != "en":
        raise top.error("is not in English first, with its translations beside it")


def _parsed(data: bytes, file: str) -> Element:
    if len(data) > BYTES_MAX:
        raise InstrumentError(file, f"is larger than {BYTES_MAX} bytes")
    try:
        raw = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        raise InstrumentError(file, "is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise InstrumentError(f"{file}:{error.lineno}", f"is not JSON: {error.msg}") from error
    except RecursionError as error:
        raise InstrumentError(file, "is nested too deeply") from error
    except BadValueError as error:
        raise InstrumentError(file, str(error)) from error
    except ValueError as error:
        raise InstrumentError(file, "has a number of thousands of digits") from error
    if not isinstance(raw, dict):
        raise InstrumentError(file, "is no FHIR Questionnaire")
    return Element(raw, file)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that stands twice: JSON would keep the last, a reader the first."""
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise BadValueError(twice, "stands there twice")
    return made


def _item(row: Element) -> Item:
    link_id, kind = row.text("linkId"), row.text("type")
    if kind not in _TYPES:
        first = " (display: only as the first)" if kind == "display" else ""
        raise row.error(
            f"type {shown(kind)} has no points; there are {', '.join(_TYPES)}{first}"
        )
    for key, why in _UNSCORED.items():
        if row.raw.get(key):
            raise row.error(f"{key}: it {why}")
    if row.raw.get("required") is not True:
        raise row.error("is not required, and what is not answered is never zero")
    choices = _choices(row) if kind == "choice" else ()
    points = [choice.points for choice in choices] or _limits(row)
    return Item(
        link_id=link_id,
        words=row.words("text"),
        least=min(points),
        most=max(points),
        choices=choices,
    )


def _limits(row: Element) -> list[int]:
    limits = [row.number(f"{FHIR}minValue"), row.number(f"{FHIR}maxValue")]
    if limits[0] >= limits[1]:
        raise row.error(f"goes from {limits[0]} to {limits[1]}")
    return limits


def _choices(row: Element) -> tuple[Choice, ...]:
    choices = tuple(_choice(row, each) for each in row.elements("answerOption"))
    if len(choices) < 2:  # noqa: PLR2004 - one answer is no question
        raise row.error("has fewer than two answers")
    codes = [choice.code for choice in choices]
    for code in codes:
        if codes.count(code) > 1:
            raise row.error(f"answer {code!r} stands there twice")
    return choices


def _choice(row: Element, option: Element) -> Choice:
    codings = option.elements("valueCoding")
    if len(codings) != 1:
        raise row.error("has an answer that is no valueCoding")
    (coding,) = codings
    code = coding.text("code")
    if not option.has(f"{FHIR}ordinalValue"):
        raise row.error(f"answer {code!r} has no ordinalValue")
    points = Element(option.raw, f"{row.place}, answer {code!r}").number(f"{FHIR}ordinalValue")
    return Choice(code=code, points=points, words=coding.words("display"))


def _bands(element: Element) -> Iterable[Band]:
    element.only("band", *CITE)
    cite = cited(element)
    for each in element.all("band"):
        each.only("low", "high", "label")
        low, high = each.number("low"), each.number("high")
        yield Band(low=low, high=high, label=each.line("label"), cite=cite)


def _subscale(element: Element) -> Subscale:
    element.only("name", "title", "item", "method", "apart")
    return Subscale(
        name=element.line("name"),
        title=element.line("title"),
        items=tuple(str(each.value()) for each in element.all("item")),
        method=element.word("method", Method),
        apart=element.flag("apart"),
    )


def _trigger(element: Element) -> Trigger:
    element.only("item", "above", "below", "why", *CITE)
    return Trigger(
        item=element.line("item") if element.has("item") else "",
        why=element.line("why"),
        cite=cited(element),
        above=element.number("above") if element.has("above") else None,
        below=element.number("below") if element.has("below") else None,
    )


def _translation(element: Element) -> Translation:
    element.only("lang", "note")
    return Translation(language=element.line("lang"), note=element.line("note"))


def _loinc(codings: Iterable[Element]) -> str:
    found = (c.text("code") for c in codings if c.raw.get("system") == _LOINC)
    return next(found, "")
