"""Where to get help, shown with every refusal that cuts a patient off.

The clinic's time zone says the country; the time zone database knows which is where.
"""

import tomllib
from functools import cache
from importlib.resources import files

from dosekeeper.door.shapes import Help


@cache
def help_in(zone: str) -> tuple[Help, ...]:
    """Return the help lines of the country a time zone lies in, else what holds anywhere."""
    lines = countries()
    return lines.get(_country(zone), lines["anywhere"])


@cache
def countries() -> dict[str, tuple[Help, ...]]:
    """Return all there is, by country."""
    text = files("dosekeeper.door").joinpath("help.toml").read_text("utf-8")
    return {
        country: tuple(
            Help(
                name=line["name"],
                contact=line["contact"],
                when=line["when"],
                verified=line["verified"],
            )
            for line in lines
        )
        for country, lines in tomllib.loads(text).items()
    }


def _country(zone: str) -> str:
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    for line in table.splitlines():
        columns = line.split("\t")
        if not line.startswith("#") and columns[2] == zone:
            return columns[0]
    return "anywhere"
