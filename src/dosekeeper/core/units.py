"""Masses in whole micrograms, calendar days, half-open windows.

Why no floats: 0.1 + 0.2 is not 0.3, and this is where a dose is compared with a limit.
Why calendar days: a person who is told "thirty days" counts mornings, not 720 hours, and
a night on which the clocks change must neither give nor take a day.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Self
from zoneinfo import ZoneInfo


MASS_MAX_UG = 100_000_000  # 100 g: no product here comes near; a typing error does
UNITS_MAX = 100_000
TEXT_MAX = 2_000
POSITION_MAX = 10_000_000
ID_MAX = 64
_SHOWN_MAX = 10**30  # longer numbers are not repeated; Python refuses to write very long ones
DAY_FIRST = date(1970, 1, 1)
DAY_END = date(2200, 1, 1)
"""Days and instants are from the one up to, not including, the other: a day in the year
9999 is a typing error, and there is none after it to reckon with."""
CLOCK_SLACK = timedelta(minutes=5)
"""How far clocks may differ (21 CFR 1311.205 asks for five minutes)."""
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
# So few digits that decimal arithmetic never rounds them: 28 are exact.
_MG = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
_ID = re.compile(r"[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?")


class BadValueError(ValueError):
    """A value nobody can act on: malformed, negative, fractional, enormous.

    ``field`` names the place, so that every door can point at it. This is an error in the
    asking, not a verdict: nothing is written for it.
    """

    def __init__(self, field: str, message: str) -> None:
        """Keep the field apart from the sentence about it."""
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True, order=True)
class Mass:
    """A mass of drug substance in whole micrograms, from 0 to 100 g."""

    micrograms: int

    def __post_init__(self) -> None:
        """Refuse what is not a whole number of micrograms in range."""
        check_whole("micrograms", self.micrograms, least=0, most=MASS_MAX_UG)

    @classmethod
    def mg(cls, text: str | int) -> Self:
        """Read milligrams, exactly: ``Mass.mg("0.5")``; finer than 1 ug is refused."""
        if not _MG.fullmatch(str(text)[:ID_MAX]):
            raise BadValueError("mass", f"{str(text)[:80]!r} is not a number of mg")
        micrograms = Decimal(str(text)) * 1000
        if micrograms != micrograms.to_integral_value():
            raise BadValueError("mass", f"{text!r} mg is not a whole number of ug")
        return cls(int(micrograms))

    @property
    def text(self) -> str:
        """Milligrams, with as many decimals as needed: ``0.5 mg``."""
        return f"{mg_text(self.micrograms)} mg"

    def times(self, units: int) -> Self:
        """Return the mass of that many units."""
        return type(self)(self.micrograms * units)


def mg_text(micrograms: int) -> str:
    """Write micrograms as milligrams without a float.

    >>> mg_text(500), mg_text(100_000)
    ('0.5', '100')
    """
    whole, rest = divmod(micrograms, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")


def check_whole(field: str, number: int, *, least: int, most: int) -> None:
    """Refuse anything but a whole number from ``least`` to ``most``."""
    if type(number) is not int:  # a bool is an int to Python, not to a pharmacist
        raise BadValueError(field, f"{number!r} is not a whole number")
    if not least <= number <= most:
        shown = number if abs(number) < _SHOWN_MAX else "that number"
        raise BadValueError(field, f"{shown} is not between {least} and {most}")


def check_units(field: str, units: int) -> None:
    """Refuse a quantity that moves nothing or could not be real."""
    check_whole(field, units, least=1, most=UNITS_MAX)


def check_position(field: str, position: int) -> None:
    """Refuse what no journal position is; positions count from 1."""
    check_whole(field, position, least=1, most=POSITION_MAX)


def check_id(field: str, text: str) -> None:
    """Refuse an identifier that is not a short word of a-z, 0-9, ``-`` and ``.``."""
    if not _ID.fullmatch(text):
        raise BadValueError(
            field,
            f"{text[:80]!r} is not a word of a-z, 0-9, '-' and '.', at most 64",
        )


def check_text(field: str, text: str, *, least: int = 0) -> None:
    """Refuse text with control characters, too long, or empty where words are owed."""
    if _CONTROL.search(text):
        raise BadValueError(field, "has a control character or a line break")
    if len(text) > TEXT_MAX or len(text.strip()) < least:
        raise BadValueError(field, f"needs {least} to {TEXT_MAX} characters")


def one_line(text: str) -> str:
    """Put what somebody typed on one line, so that ``check_text`` has nothing against it."""
    return " ".join(_CONTROL.sub(" ", text).split())[:TEXT_MAX]


def check_day(field: str, day: date | None) -> None:
    """Refuse a day nobody here will see."""
    if day is not None and not DAY_FIRST <= day < DAY_END:
        raise BadValueError(field, f"{day} is not from {DAY_FIRST} to before {DAY_END}")


def check_instant(field: str, instant: datetime) -> None:
    """Refuse an instant without a zone, since it could mean two moments, and a far one."""
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise BadValueError(field, "has no time zone")
    if not _INSTANT_FIRST <= instant < _INSTANT_END:
        raise BadValueError(field, f"is not from {DAY_FIRST} to before {DAY_END}")


_INSTANT_FIRST = datetime(DAY_FIRST.year, DAY_FIRST.month, DAY_FIRST.day, tzinfo=UTC)
_INSTANT_END = datetime(DAY_END.year, DAY_END.month, DAY_END.day, tzinfo=UTC)


def utc(instant: datetime) -> datetime:
    """Return the same instant in UTC.

    Python compares two instants that share a zone as wall clocks, so on a night the clocks
    change 47 hours would pass for 48. Every instant that is kept is therefore UTC.
    """
    return instant.astimezone(UTC)


def zone_named(name: str) -> ZoneInfo:
    """Look an IANA zone up: ``America/New_York``."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise BadValueError("zone", f"{name[:80]!r} is not a time zone") from error


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day of an instant on the clinic's wall."""
    return instant.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a calendar day on the clinic's wall."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def days_between(earlier: date, later: date) -> int:
    """Count calendar days; negative when ``later`` is the earlier one."""
    return (later - earlier).days


def hours_text(minutes: int) -> str:
    """Write minutes as hours and minutes.

    >>> hours_text(2870)
    '47 h 50 min'
    """
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def ceil_div(number: int, by: int) -> int:
    """Divide whole numbers, rounding up: a day begun is a day.

    >>> ceil_div(14, 7), ceil_div(15, 7)
    (2, 3)
    """
    return -(-number // by)


@dataclass(frozen=True, slots=True)
class Window:
    """Whole calendar days from ``first_on`` up to, not including, ``end_on``."""

    first_on: date
    end_on: date

    @classmethod
    def last(cls, days: int, today: date) -> Self:
        """Return the ``days`` calendar days that end with today."""
        return cls(today - timedelta(days=days - 1), today + timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        """Say whether the day lies in the window."""
        return self.first_on <= day < self.end_on


def percent_rise(old: int, new: int) -> int:
    """Return by how many per cent ``new`` is above ``old``, rounded up; 0 when not above."""
    return max(0, ceil_div((new - old) * 100, old)) if old else 0
