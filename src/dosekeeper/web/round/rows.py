"""One line of the round: the worst reason with its numbers, and the act that settles it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from dosekeeper.core.acts import COURSE_VERBS
from dosekeeper.core.people import Role, may
from dosekeeper.core.round import Look, Why
from dosekeeper.door.looking import Looked
from dosekeeper.store.courses import CourseRow
from dosekeeper.web.presenters.moments import when, when_day
from dosekeeper.web.presenters.timeline import ICONS
from dosekeeper.wording import label, look_line


Row = dict[str, Any]
_TONES: Mapping[Why, str] = {
    Why.SAFETY: "refuse",
    Why.WORD: "refuse",
    Why.LOSS: "refuse",
    Why.COUNT: "warn",
    Why.SOURCE: "refuse",
    Why.RED: "refuse",
    Why.HAND_BACK: "warn",
    Why.MISSED: "warn",
    Why.CALL_BACK: "warn",
    Why.EVALUATION: "warn",
    Why.AMBER: "warn",
    Why.LATE: "warn",
    Why.NOTE: "info",
}


def row(course: CourseRow, looked: Looked, names: Mapping[str, str], now: datetime) -> Row:
    """What components/today_row.html takes: the first reason, and how many more there are."""
    first, *rest = looked.looks
    zone = ZoneInfo(course.zone)
    return {
        **look_row(course, first, looked.form, names, now),
        "also": [look_line(look, names, zone, looked.form) for look in rest],
        "action": _action(course, first),
    }


def look_row(
    course: CourseRow, look: Look, form: str, names: Mapping[str, str], now: datetime
) -> Row:
    """The same for one reason, without an act."""
    zone = ZoneInfo(course.zone)
    why = look_line(look, names, zone, form)
    if look.acknowledged_by:
        why += f" {names.get(look.acknowledged_by, look.acknowledged_by)} has taken it on."
    return {
        "name": names.get(course.patient, course.patient),
        "href": reverse("course", args=[course.course]),
        "who": _who(course),
        "tone": _TONES[look.why],
        "word": label("why", look.why),
        "icon": None,
        "why": why,
        "since": when(look.since_at, zone, now) if look.since_at else None,
        "since_word": "since",
    }


def folded_row(course: CourseRow, names: Mapping[str, str], now: datetime) -> Row:
    """A course with nothing to look at: when it was last evaluated, and nothing else."""
    zone = ZoneInfo(course.zone)
    today = now.astimezone(zone).date()
    return {
        "name": names.get(course.patient, course.patient),
        "href": reverse("course", args=[course.course]),
        "who": _who(course),
        "tone": "ok",
        "word": "In order",
        "icon": None,
        "why": "Nothing to look at.",
        "since": when_day(course.evaluated_on, today) if course.evaluated_on else None,
        "since_word": "evaluated",
        "action": None,
    }


def _who(course: CourseRow) -> str:
    level = f"level {course.level.removeprefix('L')}"
    return f"{level} · {course.home_units} out" if course.home_units else level


def _action(course: CourseRow, look: Look) -> Row | None:
    """The first act that would settle it and that a doctor may ask for."""
    for verb in look.settled_by:
        if verb in COURSE_VERBS and may(Role.PRESCRIBER, verb):
            href = reverse("course-act", args=[course.course, verb])
            says = label("settles", verb)
            return {"label": says, "href": href, "icon": ICONS.get(verb)}
    return None
