"""Days and times on the clinic's wall, and what to do on the night the clocks change.

A time that does not exist that night is an error. One that exists twice is an error too,
unless its offset is written: ``01:30-04:00`` is the first of the two, ``01:30-05:00`` the
second. Nobody is to guess which of two doses an hour apart came first.
"""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dosekeeper.core.notation.words import Place, show
from dosekeeper.core.units import DAY_END, DAY_FIRST


NOON = "12:00"
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_YEARS = range(DAY_FIRST.year, DAY_END.year)


def looks_like_day(text: str) -> bool:
    """Whether somebody meant a day, right or wrong."""
    return text[:4].isdecimal() and text[4:5] == "-"


def looks_like_clock(text: str) -> bool:
    """Whether somebody meant a time of day, right or wrong."""
    return text[:1].isdecimal() and ":" in text


def day(text: str, place: Place) -> date:
    """Read ``2026-01-05``."""
    match = _DAY.fullmatch(text)
    if match is None:
        place.fail(f"{show(text)} is not a day such as 2026-01-05")
    try:
        found = date(*(int(part) for part in match.groups()))
    except ValueError:
        place.fail(f"{text} is no day of the calendar")
    if found.year not in _YEARS:
        place.fail(f"{text} is not between {_YEARS.start} and {_YEARS.stop - 1}")
    return found


def instant(on: date, clock: str, zone: ZoneInfo, place: Place) -> datetime:
    """Read a time of day, ``09:10`` or ``09:10:03-05:00``, as an instant in UTC."""
    match = _CLOCK.fullmatch(clock)
    if match is None:
        place.fail(f"{show(clock)} is not a time such as 09:10")
    hour, minute, second, fraction, offset = match.groups()
    try:
        wall = datetime(  # noqa: DTZ001 - the zone comes next, with a look at the clocks
            on.year, on.month, on.day, int(hour), int(minute), int(second or 0)
        )
        wall = wall.replace(microsecond=int((fraction or "0").ljust(6, "0")))
        if offset:
            return datetime.fromisoformat(wall.isoformat() + offset).astimezone(UTC)
    except ValueError:
        place.fail(f"{clock} is no time of day")
    return _on_the_wall(wall, zone, place)


def _on_the_wall(wall: datetime, zone: ZoneInfo, place: Place) -> datetime:
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        place.fail(
            f"{wall:%H:%M} on {wall:%Y-%m-%d} does not exist in {zone.key}: the clocks go"
            " forward that night"
        )
    if first.utcoffset() != second.utcoffset():
        either = " or ".join(t.isoformat(timespec="minutes")[11:] for t in (first, second))
        place.fail(
            f"{wall:%H:%M} on {wall:%Y-%m-%d} is there twice in {zone.key}: write {either}"
        )
    return first.astimezone(UTC)


def start_of_day(on: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a day, in UTC."""
    return datetime(on.year, on.month, on.day, tzinfo=zone).astimezone(UTC)


def tell(at: datetime, zone: ZoneInfo) -> str:
    """Write an instant as day and time on the wall, with its offset where it needs one."""
    wall = at.astimezone(zone)
    spec = "microseconds" if wall.microsecond else "seconds" if wall.second else "minutes"
    text = wall.replace(tzinfo=None).isoformat(" ", timespec=spec)
    if wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset():
        return text
    return text + wall.isoformat()[-6:]


def later(at: datetime, number: int, unit: str, zone: ZoneInfo) -> datetime:
    """Return an instant so many hours, days or weeks later; days are days on the wall."""
    step = {"min": timedelta(minutes=1), "h": timedelta(hours=1)}.get(unit)
    if step is not None:
        return at + number * step
    days = number * (7 if unit == "week" else 1)
    return (at.astimezone(zone) + timedelta(days=days)).astimezone(UTC)
