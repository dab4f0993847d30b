"""Where to get help now: the box of it, on a page that says no and on the patient's own."""

from collections.abc import Iterable
from typing import Any

from dosekeeper.core.chart import Chart
from dosekeeper.door.helplines import NO_EMERGENCY, help_in
from dosekeeper.door.shapes import Help
from dosekeeper.store import directory
from dosekeeper.web.scene import Scene
from dosekeeper.wording import FIRST, panel_words
from dosekeeper.wording.patient import patient_words


def help_near(scene: Scene) -> dict[str, Any]:
    """The box for a course: the country of its clinic, and the clinic itself."""
    chart = scene.chart
    return help_box(help_in(chart.zone.key, scene.places.get(chart.clinic)))


def help_shown(chart: Chart, language: str) -> list[dict[str, Any]]:
    """The numbers for a course, in the words of a language."""
    lines = help_in(chart.zone.key, directory.site_if_known(chart.clinic))
    return [spoken(line, language) for line in lines]


def help_box(found: Iterable[Help], task: str = "", language: str = FIRST) -> dict[str, Any]:
    """The box of some lines, with what is to be known before relying on them, said once."""
    lines = list(found)
    notes = [line["note"] for line in lines if line["note"]]
    if language != FIRST and notes:
        notes = [patient_words(language)["help"]["unverified"]]
    shown = [spoken(line, language) for line in lines]
    return {
        "title": panel_words(language)["help"],
        "lines": [
            {
                "label": f"{line['name']}: {line['when']}",
                "value": line["contact"],
                "href": line["href"],
            }
            for line in shown
        ],
        "notes": list(dict.fromkeys(notes)),
        "task": task,
    }


def spoken(line: Help, language: str) -> dict[str, Any]:
    """One line in the words of a language, with the address a phone dials."""
    words = patient_words(language)["lines"]
    return {
        "name": words.get(line["name"], line["name"]),
        "when": words.get(line["when"], line["when"]),
        "contact": words.get(line["contact"], line["contact"]),
        "href": tel(line["contact"]),
        "verified": line["verified"],
        "clinic": line["when"] == NO_EMERGENCY,
    }


def tel(contact: str) -> str | None:
    """The address a phone dials; words alone have none."""
    digits = "".join(sign for sign in contact if sign.isdigit())
    abroad = "+" if contact.startswith("+") else ""
    return f"tel:{abroad}{digits}" if digits else None
