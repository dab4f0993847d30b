"""Days and instants as people say them, with the exact time for hover and print."""

from datetime import date, datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from dosekeeper.core.units import days_between
from dosekeeper.wording import FIRST, panel_words
from dosekeeper.wording.trusted import trusted_near


class When(TypedDict):
    """What ``components/when.html`` takes."""

    text: str
    iso: str
    full: str


_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}
WEEK_DAYS = 7


def when(instant: datetime, zone: ZoneInfo, now: datetime, language: str = FIRST) -> When:
    """``yesterday 18:30``, on the clinic's wall."""
    local = instant.astimezone(zone)
    text = f"{day_text(local.date(), now.astimezone(zone).date(), language)} {local:%H:%M}"
    return {"text": text, "iso": _iso(local), "full": _full(local)}


def from_when(instant: datetime, zone: ZoneInfo, now: datetime, language: str = FIRST) -> When:
    """From when on: the first instant of a day is the day, nobody comes back at midnight."""
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    if not _is_midnight(local):
        return when(instant, zone, now, language)
    made = when_day(local.date(), today)
    return {**made, "text": day_text(local.date(), today, language)}


def until(instant: datetime, zone: ZoneInfo, now: datetime, language: str = FIRST) -> When:
    """Before when: the first instant of a day is the end of the day before."""
    made, local = when(instant, zone, now, language), instant.astimezone(zone)
    if _is_midnight(local):
        last_on = local.date() - timedelta(days=1)
        day = day_text(last_on, now.astimezone(zone).date(), language)
        return {**made, "text": str(panel_words(language)["end_of"]).format(day=day)}
    return made


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute) == (0, 0)


def clock(instant: datetime, zone: ZoneInfo) -> When:
    """The time of day alone, where the day stands above it."""
    local = instant.astimezone(zone)
    return {"text": f"{local:%H:%M}", "iso": _iso(local), "full": _full(local)}


def when_day(day: date, today: date) -> When:
    """``tomorrow``, ``Monday``, ``4 Feb``."""
    return {
        "text": day_text(day, today),
        "iso": day.isoformat(),
        "full": f"{day:%A} {day.day} {day:%B %Y}",
    }


def day_text(day: date, today: date, language: str = FIRST) -> str:
    """Say a day the way people do, the year only when it is another one."""
    if language != FIRST:
        return trusted_near(day, today, language)
    away = days_between(today, day)
    if away in _NEAR:
        return _NEAR[away]
    if 0 < away < WEEK_DAYS:
        return f"{day:%A}"
    return short_day(day) if day.year == today.year else f"{short_day(day)} {day.year}"


def short_day(day: date) -> str:
    """``4 Feb``."""
    return f"{day.day} {day:%b}"


def heading(day: date, today: date) -> str:
    """``Today, Saturday 10 January 2026``."""
    full = f"{day:%A} {day.day} {day:%B %Y}"
    near = _NEAR.get(days_between(today, day))
    return f"{near.capitalize()}, {full}" if near else full


def days_away(day: date, today: date) -> str:
    """``in 3 days``, ``2 days ago``, ``today``."""
    away = days_between(today, day)
    if not away:
        return "today"
    number = f"{abs(away)} day{'' if abs(away) == 1 else 's'}"
    return f"in {number}" if away > 0 else f"{number} ago"


def age(born_on: date, today: date) -> int:
    """Whole years."""
    birthday_to_come = (today.month, today.day) < (born_on.month, born_on.day)
    return today.year - born_on.year - birthday_to_come


def _iso(local: datetime) -> str:
    return local.isoformat(timespec="minutes")


def _full(local: datetime) -> str:
    return f"{local:%A} {local.day} {local:%B %Y %H:%M} {local.tzname() or ''}".strip()
