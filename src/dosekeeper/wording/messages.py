"""What a message says: as little as will do, in the language of whoever reads it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from dosekeeper.core.due import Kind
from dosekeeper.core.people import Role
from dosekeeper.wording.languages import FIRST, LANGUAGES


_OWN = {Role.PATIENT: "patient", Role.DELEGATE: "delegate"}


@dataclass(frozen=True, slots=True)
class Written:
    """A message: its subject, and the same as a letter and as a few words for a phone."""

    subject: str
    letter: str
    short: str


def message(kind: Kind, role: Role, language: str, link: str, reference: str) -> Written:
    """Write the message about an expectation for somebody in a role.

    It holds the link and the reference and nothing else that is particular: neither does it
    take a name, a product or a course, so that none can get into it.
    """
    words = message_words(language)
    audience: Mapping[str, Mapping[str, str]] = words[_OWN.get(role, "staff")]
    said = audience.get(kind, audience["other"])
    named = str(words["reference"]).format_map({"reference": reference})
    return Written(
        subject=f"{words['from-whom']}: {said['subject']}",
        letter=f"{said['says']}\n\n{link}\n\n{named}\n{words['footer']}\n",
        short=f"{said['says']} {link} ({named})",
    )


@cache
def message_words(language: str) -> Mapping[str, Any]:
    """Return the words of one language; of the first for one that there are none for."""
    known = language if language in LANGUAGES else FIRST
    file = resources.files("dosekeeper.wording").joinpath(f"messages.{known}.toml")
    return tomllib.loads(file.read_text("utf-8"))
