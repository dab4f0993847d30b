"""The words of the trusted person's phone, and of their training: one file a language each."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from dosekeeper.wording.patient import patient_day
from dosekeeper.wording.values import form_of
from dosekeeper.wording.words import units_text


@cache
def trusted_words(language: str) -> Mapping[str, Any]:
    """Return the tables of one language; it is one of ``LANGUAGES``."""
    return _read(f"trusted.{language}.toml")


@cache
def training_text(language: str) -> Mapping[str, Any]:
    """Return the lessons and the questions of the training in one language."""
    return _read(f"training.{language}.toml")


def _read(name: str) -> Mapping[str, Any]:
    file = resources.files("dosekeeper.wording").joinpath(name)
    return tomllib.loads(file.read_text("utf-8"))


def trusted_units(product: str, number: int, language: str) -> str:
    """Write ``4 troches`` in a language."""
    return units_text(form_of(product), number, language)


def trusted_moment(instant: datetime, zone: ZoneInfo, now: datetime, language: str) -> str:
    """Write ``tomorrow 20:10`` in a language, on the clinic's wall."""
    local = instant.astimezone(zone)
    return _near(local.date(), now.astimezone(zone).date(), language, f"{local:%H:%M}")


def trusted_near(day: date, today: date, language: str) -> str:
    """Write ``tomorrow`` in a language, and a day further away with its date."""
    return _near(day, today, language).strip(" ,")


def _near(day: date, today: date, language: str, time: str = "") -> str:
    word = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((day - today).days, "other")
    template = str(trusted_words(language)["days"][word])
    return template.format(time=time, day=patient_day(day, language))


def trusted_day(day: date, language: str) -> str:
    """Write a day in a language."""
    return patient_day(day, language)
