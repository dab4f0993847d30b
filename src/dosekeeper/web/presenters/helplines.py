"""Where to get help now: the box of it, on a page that says no and on the patient's own."""

from collections.abc import Iterable
from typing import Any

from dosekeeper.door.helplines import help_in
from dosekeeper.door.shapes import Help


def help_near(zone: str) -> dict[str, Any]:
    """The box for the country of a clinic's time zone."""
    return help_box(help_in(zone))


def help_box(found: Iterable[Help], task: str = "") -> dict[str, Any]:
    """The box of some lines, with what is to be known before relying on them, said once."""
    lines = list(found)
    return {
        "lines": [
            {
                "label": f"{line['name']}: {line['when']}",
                "value": line["contact"],
                "href": tel(line["contact"]),
            }
            for line in lines
        ],
        "notes": list(dict.fromkeys(line["note"] for line in lines if line["note"])),
        "task": task,
    }


def tel(contact: str) -> str | None:
    """The address a phone dials; words alone have none."""
    digits = "".join(sign for sign in contact if sign.isdigit())
    return f"tel:{digits}" if digits else None
