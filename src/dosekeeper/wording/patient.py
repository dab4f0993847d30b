"""The words of the pages a patient reads without signing in, one file a language.

They are apart from the other words because they are held to another measure: short, without
jargon, and the same in every language.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from dosekeeper.wording.languages import FIRST, LANGUAGES


_MONTHS = {
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
}
_DAYS = {"es": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]}


@cache
def patient_words(language: str) -> Mapping[str, Any]:
    """Return the tables of one language. The language is one of ours."""
    file = resources.files("dosekeeper.wording").joinpath(f"patient.{language}.toml")
    return tomllib.loads(file.read_text("utf-8"))


def language_among(wishes: Iterable[str]) -> str:
    """Return the first wish that we have words for: ``es-MX`` is answered in ``es``."""
    for wish in wishes:
        primary = wish.strip().lower().replace("_", "-").partition("-")[0]
        if primary in LANGUAGES:
            return primary
    return FIRST


def patient_date(day: date, language: str) -> str:
    """Write a day with its year, in a language that is not the first."""
    return f"{day.day} de {_MONTHS[language][day.month - 1]} de {day.year}"


def patient_day(day: date, language: str) -> str:
    """Write a day of the week with its date, in a patient's language."""
    if language in _DAYS:
        month = _MONTHS[language][day.month - 1]
        return f"{_DAYS[language][day.weekday()]} {day.day} de {month}"
    return f"{day:%A}, {day.day} {day:%B}"
