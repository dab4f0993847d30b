"""The list of courses, with a search that a phone can use."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from dosekeeper.core.people import may
from dosekeeper.core.plan import Level
from dosekeeper.core.today import Limits, Need, limits_of, needs
from dosekeeper.core.units import day_of
from dosekeeper.door import desk
from dosekeeper.store import courses, directory
from dosekeeper.store.courses import CourseRow
from dosekeeper.web.presenters.moments import days_away, when_day
from dosekeeper.web.today.rows import Look, words


SHOWN = 50
TEXT_MAX = 80


def course_list(person: str, asked: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """What templates/records/courses.html takes."""
    text = asked.get("q", "").strip()[:TEXT_MAX]
    level = asked.get("level", "")
    level = level if level in set(Level) else ""
    closed, looked = "closed" in asked, "look" in asked
    page = courses.search(person, text, level, closed=closed, most=SHOWN)
    names = directory.names(row.patient for row in page.rows)
    limits = _limits(page.rows, now)
    rows = [_row(row, names, limits[row.policy], now) for row in page.rows]
    if looked:
        rows = [row for row in rows if row["needs"]]
    return {
        "opens": _opens(person),
        "rows": rows,
        "found": len(rows) if looked else page.found,
        "shown": len(rows),
        "asked": bool(text or level or closed or looked),
        "search": {
            "text": text,
            "levels": [
                {"value": str(each), "label": f"Level {each[1:]}", "selected": each == level}
                for each in Level
            ],
            "closed": closed,
            "look": looked,
        },
    }


def _opens(person: str) -> list[dict[str, str]]:
    """Where this person may open a course, by the clinic's name."""
    clinics = {
        duty.site: duty.view.name
        for duty in directory.sites_of(person)
        if duty.view.kind == "clinic" and may(duty.role, "open")
    }
    says = "Open a course" if len(clinics) == 1 else "Open a course at {}"
    return [
        {"label": says.format(name), "href": reverse("site-act", args=[site, "open"])}
        for site, name in clinics.items()
    ]


def _limits(rows: tuple[CourseRow, ...], now: datetime) -> dict[str, Limits]:
    policies, today = desk().policies, now.date()
    return {
        name: limits_of(policies.named(name), today) for name in {row.policy for row in rows}
    }


def _row(
    row: CourseRow, names: Mapping[str, str], limits: Limits, now: datetime
) -> dict[str, Any]:
    today = day_of(now, ZoneInfo(row.zone))
    found = needs(row, limits, today, now)
    worst = _worst(row, found, limits, now)
    return {
        "name": names.get(row.patient, row.patient),
        "href": reverse("course", args=[row.course]),
        "course": row.course,
        "level": row.level.removeprefix("L"),
        "needs": len(found),
        **worst,
        "withheld": row.withheld,
        "evaluated": when_day(row.evaluated_on, today) if row.evaluated_on else None,
        "evaluated_ago": days_away(row.evaluated_on, today) if row.evaluated_on else "",
        "days_left": row.days_left,
        "home_units": row.home_units,
    }


def _worst(
    row: CourseRow, found: tuple[Need, ...], limits: Limits, now: datetime
) -> dict[str, Any]:
    if row.closed_at is not None and not found:
        return {"tone": "quiet", "word": "Closed", "icon": "archive"}
    if row.withheld:
        return {"tone": "quiet", "word": "You are trusted", "icon": "person-heart"}
    if not found:
        return {"tone": "ok", "word": "In order", "icon": None}
    said = words(Look(course=row, need=found[0], limits=limits, now=now))
    return {"tone": said["tone"], "word": said["word"], "icon": said.get("icon")}
