"""Where to get help, shown with every refusal that cuts a patient off.

The clinic's time zone says the country; the time zone database knows which is where. Below
its numbers stands the clinic's own, where it is known.
"""

import tomllib
from functools import cache
from importlib.resources import files

from dosekeeper.core.events import CUTS_OFF
from dosekeeper.core.verdict import Answer, Verdict
from dosekeeper.door.shapes import Help
from dosekeeper.store.directory import SiteView


NO_EMERGENCY = "anything that is no emergency"
"""When the clinic's own number is the one to call."""


def help_for(
    verb: str, verdict: Verdict, zone: str, clinic: SiteView | None, *, owed: bool
) -> tuple[Help, ...]:
    """Return the help lines that belong beside an answer; none beside most.

    Who is left without what they expected sees them, before the refusal is written down and
    after. A number that is still to be typed cuts nobody off. Where a clinician owes the
    patient a word they are shown in any case, beside a dose told against a rule too.
    """
    cut_off = verb in CUTS_OFF and verdict.answer is Answer.REFUSED
    return help_in(zone, clinic) if owed or cut_off else ()


def help_in(zone: str, clinic: SiteView | None = None) -> tuple[Help, ...]:
    """Return the help lines of the country a time zone lies in, else what holds anywhere.

    A clinic whose number is known stands below them.
    """
    return (*_in_country(zone), *_of_clinic(clinic))


def _of_clinic(clinic: SiteView | None) -> tuple[Help, ...]:
    if clinic is None or not clinic.phone:
        return ()
    own = Help(
        name=clinic.name, contact=clinic.phone, when=NO_EMERGENCY, verified=True, note=""
    )
    return (own,)


@cache
def _in_country(zone: str) -> tuple[Help, ...]:
    lines = countries()
    return lines.get(_country(zone), lines["anywhere"])


@cache
def countries() -> dict[str, tuple[Help, ...]]:
    """Return all there is, by country."""
    text = files("dosekeeper.door").joinpath("help.toml").read_text("utf-8")
    countries = tomllib.loads(text)
    unverified = countries.pop("unverified")
    return {
        country: tuple(
            Help(
                name=line["name"],
                contact=line["contact"],
                when=line["when"],
                verified=line["verified"],
                note="" if line["verified"] else unverified,
            )
            for line in lines
        )
        for country, lines in countries.items()
    }


def _country(zone: str) -> str:
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    for line in table.splitlines():
        columns = line.split("\t")
        if not line.startswith("#") and columns[2] == zone:
            return columns[0]
    return "anywhere"
