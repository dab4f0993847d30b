"""One line of the round: the worst reason with its numbers, and the act that settles it."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from dosekeeper.core.acts import COURSE_VERBS
from dosekeeper.core.due import Stage
from dosekeeper.core.people import Role, may
from dosekeeper.core.round import Look, Why
from dosekeeper.door.looking import Looked
from dosekeeper.store.courses import CourseRow
from dosekeeper.web.presenters.moments import until, when, when_day
from dosekeeper.web.presenters.timeline import ICONS
from dosekeeper.wording import label, look_line


Row = dict[str, Any]
_TONES: Mapping[Why, str] = {
    Why.SAFETY: "refuse",
    Why.WORD: "warn",
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
    Why.FOLLOW: "info",
    Why.NOTE: "info",
}
_WORSE_LATE = frozenset({Why.WORD, Why.EVALUATION})
"""What cuts somebody off once it is late: until then it is a warning."""
_LATE = frozenset({Stage.LATE, Stage.OVERDUE})


def row(
    course: CourseRow,
    looked: Looked,
    roles: Collection[Role],
    names: Mapping[str, str],
    now: datetime,
) -> Row:
    """What components/today_row.html takes: the first reason, and how many more there are.

    ``roles`` are the viewer's at this clinic: nobody is offered what would be refused them.
    ``help`` says that somebody asks for it.
    """
    first, *rest = looked.looks
    zone = ZoneInfo(course.zone)
    action, take = settling(course, first, roles), taking_on(course, first, roles)
    return {
        **look_row(course, first, looked.form, names, now),
        "also": [_also(look, looked.form, names, zone) for look in rest],
        "action": action or take,
        "take": take if action else None,
        "help": first.why is Why.SAFETY,
    }


def _also(look: Look, form: str, names: Mapping[str, str], zone: ZoneInfo) -> str:
    line, late = look_line(look, names, zone, form), late_word(look.stage)
    return f"{line} ({late})." if late else f"{line}."


def late_word(stage: Stage) -> str:
    """The one word for how late something is, the same as the tab it is counted under."""
    return label("stage", stage) if stage in _LATE else ""


def look_row(
    course: CourseRow, look: Look, form: str, names: Mapping[str, str], now: datetime
) -> Row:
    """The same for one reason, without an act."""
    zone = ZoneInfo(course.zone)
    why = f"{look_line(look, names, zone, form)}."
    if look.acknowledged_by:
        who_did = names.get(look.acknowledged_by, look.acknowledged_by)
        still = "has taken it on" if look.taken_on else "took it on, and it is still open"
        why += f" {who_did} {still}."
    late = look.stage in _LATE
    return {
        "name": names.get(course.patient, course.patient),
        "href": reverse("course", args=[course.course]),
        "who": who(course),
        "tone": "refuse" if late and look.why in _WORSE_LATE else _TONES[look.why],
        "word": label("why", look.why),
        "late": late_word(look.stage),
        "icon": None,
        "why": why,
        "since": when(look.since_at, zone, now) if look.since_at else None,
        "since_word": "since",
        **_owed(look, zone, now),
    }


def _owed(look: Look, zone: ZoneInfo, now: datetime) -> Row:
    """Of a word owed: when it was said or refused, and until when somebody had to call."""
    if look.by_at is None:
        return {}
    return {
        "since_word": label("owed-since", str(look.numbers["after"])),
        "by": until(look.by_at, zone, now),
        "by_word": "a call was due by" if look.by_at <= now else "a call is due by",
    }


def people_of(course: CourseRow, looked: Looked) -> Iterator[str]:
    """Name everybody whom the lines of a course speak of."""
    yield course.patient
    for look in looked.looks:
        spoken = (v for reason in look.reasons for v in reason.numbers.values())
        people = (str(value).rpartition(":")[2] for value in spoken if isinstance(value, str))
        yield from (who for who in (look.about, look.acknowledged_by, *people) if who)


def folded_row(course: CourseRow, names: Mapping[str, str], now: datetime) -> Row:
    """A course with nothing to look at: when it was last evaluated, and nothing else."""
    zone = ZoneInfo(course.zone)
    today = now.astimezone(zone).date()
    return {
        "name": names.get(course.patient, course.patient),
        "href": reverse("course", args=[course.course]),
        "who": who(course),
        "tone": "ok",
        "word": "In order",
        "icon": None,
        "why": "Nothing to look at.",
        "since": when_day(course.evaluated_on, today) if course.evaluated_on else None,
        "since_word": "evaluated",
        "action": None,
    }


def who(course: CourseRow) -> str:
    """The patient's level, or that the course is over, and how many units are out with them."""
    level = f"level {course.level.removeprefix('L')}"
    stands = "course ended" if course.closed_at else level
    return f"{stands} · {course.home_units} out" if course.home_units else stands


def settling(course: CourseRow, look: Look, roles: Collection[Role]) -> Row | None:
    """The first act that would settle it and that one of these roles may ask for."""
    for verb in look.settled_by:
        if verb in COURSE_VERBS and any(may(role, verb) for role in roles):
            named = {"task": look.evidence[0]} if verb == "contact" and look.by_at else {}
            return _act(course, verb, **named)
    return None


def taking_on(course: CourseRow, look: Look, roles: Collection[Role]) -> Row | None:
    """The way to say that one sees to it; only what is expected of somebody is taken on."""
    if not look.key or look.taken_on:
        return None
    if not any(may(role, "acknowledge") for role in roles):
        return None
    return _act(course, "acknowledge", expectation=look.key)


def _act(course: CourseRow, verb: str, **filled: str | int) -> Row:
    href = reverse("course-act", args=[course.course, verb])
    href = f"{href}?{urlencode(filled)}" if filled else href
    return {"label": label("settles", verb), "href": href, "icon": ICONS.get(verb)}
