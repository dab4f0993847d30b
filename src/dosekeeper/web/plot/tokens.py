"""The colours of the pages, read from their stylesheet: a plot has no others."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal


Theme = Literal["light", "dark"]
_TOKEN = re.compile(r"(--dk-[a-z-]+):\s*(#[0-9a-f]{6})\b")
_DARK = '[data-bs-theme="dark"] {'


@cache
def colours(theme: Theme) -> Mapping[str, str]:
    """Return token to colour: ``colours("dark")["--dk-ink"]``."""
    sheet = resources.files("dosekeeper.web") / "static" / "dosekeeper" / "app.css"
    light, _, rest = sheet.read_text("utf-8").partition(_DARK)
    found = dict(_TOKEN.findall(light))
    if theme == "dark":
        found |= dict(_TOKEN.findall(rest.partition("}")[0]))
    return found


def theme_named(word: str) -> Theme:
    """Return the theme of that name; whatever else is asked for is light."""
    return "dark" if word == "dark" else "light"
