"""The kinds of words a phrase may hold: how each is read, and how it is written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from dosekeeper.core import acts
from dosekeeper.core.ledger import check_hand
from dosekeeper.core.notation import moments
from dosekeeper.core.notation.words import Place, Sign, Token, did_you_mean, quote, show
from dosekeeper.core.people import Role
from dosekeeper.core.plan import Level, Order
from dosekeeper.core.plan import Place as Where
from dosekeeper.core.product import Product, Route, Substance, product_of
from dosekeeper.core.units import BadValueError, Mass, check_id, check_text, mg_text, zone_named


_WHOLE = re.compile(r"[0-9]{1,7}")
_DECIMAL = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?")
_PRESSURE = re.compile(r"([0-9]{1,3})/([0-9]{1,3})")


def _anything(token: Token) -> bool:
    return token.sign is not Sign.MARK


def _numeric(token: Token) -> bool:
    return token.sign is Sign.WORD and token.text.lstrip("+-")[:1].isdecimal()


def _day_like(token: Token) -> bool:
    return moments.looks_like_day(token.text)


def _one_of(kind: type[StrEnum]) -> Callable[[Token], bool]:
    """Return whether a word is one of a few, where a phrase is nothing but that word."""
    return lambda token: token.sign is Sign.WORD and token.text.lower() in set(kind)


def _clock_like(token: Token) -> bool:
    return moments.looks_like_clock(token.text)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of word."""

    read: Callable[[str, Place], Any]
    write: Callable[[Any], str] = str
    looks: Callable[[Token], bool] = _anything


def whole(text: str, place: Place) -> int:
    """Read a whole number; say what is wrong with any other."""
    if _WHOLE.fullmatch(text):
        return int(text)
    shown = show(text)
    if text.startswith("-"):
        place.fail(f"{shown} is negative; a whole number is needed")
    if text.isascii() and text.isdecimal():
        place.fail(f"{shown} is too large to be real")
    return place.fail(f"{shown} is not a whole number")


def _decimal(text: str, place: Place) -> str:
    if not _DECIMAL.fullmatch(text):
        place.fail(f"{show(text)} is not a number of at most three decimals")
    return text


def _mg(text: str, place: Place) -> Mass:
    mass: Mass = _valued(lambda: Mass.mg(_decimal(text, place)), place)
    return mass


def _kg(text: str, place: Place) -> int:
    grams, _, rest = _decimal(text, place).partition(".")
    return int(grams) * 1000 + int(rest.ljust(3, "0"))


def _kg_text(grams: int) -> str:
    return mg_text(grams)


def _pressure(text: str, place: Place) -> tuple[int, int]:
    match = _PRESSURE.fullmatch(text)
    if match is None:
        place.fail(f"{show(text)} is not a blood pressure such as 120/80")
    return int(match[1]), int(match[2])


def _pressure_text(value: tuple[int, int]) -> str:
    return f"{value[0]}/{value[1]}"


def _valued(make: Callable[[], Any], place: Place) -> Any:
    try:
        return make()
    except BadValueError as error:
        place.fail(error.message)


def word_of(kind: type[StrEnum]) -> Callable[[str, Place], Any]:
    """Return the reader of one of a fixed set of words."""
    words = {member.value.lower(): member for member in kind}

    def read(text: str, place: Place) -> Any:
        if text.lower() not in words:
            several = ", ".join(member.value for member in kind)
            hint = did_you_mean(text, list(words))
            place.fail(f"{show(text)} is not one of {several}{hint}")
        return words[text.lower()]

    return read


def _id(text: str, place: Place) -> str:
    _valued(lambda: check_id("name", text), place)
    return text


def _yes(text: str, place: Place) -> bool:
    if text.lower() not in {"yes", "no"}:
        place.fail(f"{show(text)} is neither yes nor no")
    return text.lower() == "yes"


def _text(text: str, place: Place) -> str:
    _valued(lambda: check_text("text", text), place)
    return text


def _hand(text: str, place: Place) -> str:
    if ":" in text:
        _valued(lambda: check_hand("hand", text), place)
        return text
    return _id(text, place)


def _product(text: str, place: Place) -> Product:
    product: Product = _valued(lambda: product_of(text), place)
    return product


def _form(text: str, place: Place) -> str:
    form = _id(text, place)
    return form.removesuffix("s") if len(form) > 3 else form  # noqa: PLR2004 - a plural has a word before its s


def _zone(text: str, place: Place) -> str:
    _valued(lambda: zone_named(text), place)
    return text


def _clock(text: str, place: Place) -> str:
    if not _clock_like(Token(Sign.WORD, text, place.column)):
        place.fail(f"{show(text)} is not a time such as 09:10")
    return text


def _iso(value: date) -> str:
    return value.isoformat()


KINDS: Mapping[str, Kind] = {
    "whole": Kind(whole, str, _numeric),
    "mg": Kind(_mg, lambda mass: mg_text(mass.micrograms), _numeric),
    "kg": Kind(_kg, _kg_text, _numeric),
    "pressure": Kind(_pressure, _pressure_text, _numeric),
    "id": Kind(_id),
    "hand": Kind(_hand),
    "text": Kind(_text, quote),
    "zone": Kind(_zone),
    "product": Kind(_product, lambda product: product.id),
    "route": Kind(word_of(Route)),
    "form": Kind(_form),
    "day": Kind(moments.day, _iso, _day_like),
    "clock": Kind(_clock, str, _clock_like),
    "substance": Kind(word_of(Substance), str, _one_of(Substance)),
    "role": Kind(word_of(Role)),
    "level": Kind(word_of(Level)),
    "place": Kind(word_of(Where)),
    "order": Kind(word_of(Order)),
    "evidence": Kind(word_of(acts.Evidence)),
    "finding": Kind(word_of(acts.Finding)),
    "decision": Kind(word_of(acts.Decision)),
    "outcome": Kind(word_of(acts.Outcome)),
    "concern": Kind(word_of(acts.Concern), str, _one_of(acts.Concern)),
    "condition": Kind(word_of(acts.Condition), str, _one_of(acts.Condition)),
    "yes": Kind(_yes, lambda said: "yes" if said else "no"),
    "look": Kind(word_of(acts.SourceCheck)),
    "why": Kind(word_of(acts.WaiveReason)),
}
