"""The files of words, read once. A word that is in none is shown as it is, never hidden.

English has all of them. Another language has what is said to those who may read it, and what
it lacks is said in English.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from dosekeeper.wording.languages import FIRST


@cache
def words(language: str = FIRST) -> Mapping[str, Any]:
    """Return the tables of a language, one of ``LANGUAGES``, with English in their gaps."""
    own = own_words(language)
    return own if language == FIRST else _filled(own, words())


@cache
def own_words(language: str) -> Mapping[str, Any]:
    """Return what a language says itself."""
    file = resources.files("dosekeeper.wording").joinpath(f"{language}.toml")
    return tomllib.loads(file.read_text("utf-8"))


def _filled(own: Mapping[str, Any], first: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        key: _filled(own[key], value) if isinstance(own.get(key), dict) else own.get(key, value)
        for key, value in first.items()
    }


def panel_words(language: str = FIRST) -> Mapping[str, Any]:
    """Return the words of the panel in which a page shows what the rules say."""
    return words(language)["panel"]  # type: ignore[no-any-return]


def notice_words(language: str = FIRST) -> Mapping[str, Mapping[str, str]]:
    """Return the bars that stand above every page."""
    return words(language)["notices"]  # type: ignore[no-any-return]


def label(kind: str, word: str, language: str = FIRST) -> str:
    """Return what people call a word: ``label("verb", "hand-over")`` is ``hand over``.

    A word nobody gave a label (an old journal may hold one) is shown with spaces. A kind
    that does not exist is a bug.
    """
    table: Mapping[str, str] = words(language)["labels"][kind]
    return table.get(word, str(word).replace("-", " "))


def frame(name: str, **parts: str) -> str:
    """Put parts into one of the sentences that hold other words together."""
    return str(words()["frames"][name]).format_map(parts)


def counted(name: str, number: int, language: str = FIRST, **parts: str) -> str:
    """Write a number with its noun: ``1 day``, ``34 days``."""
    one, many = words(language)["counted"][name]
    return str(one if number == 1 else many).format_map({"n": number, **parts})


def units_text(form: str, number: int, language: str = FIRST) -> str:
    """Write so many units of a product's form: ``4 troches``; an unknown one has units."""
    if form == TENTHS:
        return f"{amount(form, number)} {amount_name(form, number)}"
    forms = words(language)["units"]
    one, many = forms.get(form, forms["unit"])
    return str(one if number == 1 else many).format_map({"n": number})


def unit_name(form: str, number: int, language: str = FIRST) -> str:
    """Return the noun alone, as a heading has it: ``troches``."""
    forms = words(language)["units"]
    one, many = forms.get(form, forms["unit"])
    return str(one if number == 1 else many).removeprefix("1 ").removeprefix("{n} ")


TENTHS, MILLILITRES = "tenth-ml", "mL"
"""The one form that is counted in tenths of what people call it in, and what that is."""


def amount(form: str, number: int) -> str:
    """Write a number of units as a register has it: ``4``, and ``6.2`` of 62 tenths."""
    return f"{number // 10}.{number % 10}" if form == TENTHS else str(number)


def amount_name(form: str, number: int) -> str:
    """Return what that number is of: ``troches``, ``mL``."""
    return MILLILITRES if form == TENTHS else unit_name(form, number)
