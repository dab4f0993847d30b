"""One line for a course that needs somebody: what, why, since when, and the act for it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from dosekeeper.core.due import Kind, Stage
from dosekeeper.core.events import ASKED_FOR_HELP
from dosekeeper.core.people import Role, may
from dosekeeper.core.round import Look as OfChart
from dosekeeper.core.round import Why
from dosekeeper.core.today import Limits, Need, missed_days
from dosekeeper.core.units import day_of, days_between
from dosekeeper.door.looking import Looked
from dosekeeper.store.courses import CourseRow
from dosekeeper.web.presenters.duties import LABELS
from dosekeeper.web.presenters.moments import day_text, until, when, when_day
from dosekeeper.web.presenters.strip import gap_text
from dosekeeper.web.presenters.timeline import ICONS
from dosekeeper.web.round.rows import late_word, who
from dosekeeper.wording import counted, label, look_line


Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A course with what it needs first, under the numbers of its policy.

    ``stage`` is how late it is, ``since_at`` since when it is due. ``waits_for`` is why the
    act for it would be refused now; then it is not offered.
    ``after_look`` says that a look for another source is all that has to come before it.
    """

    course: CourseRow
    need: Need
    limits: Limits
    now: datetime
    stage: Stage = Stage.DUE
    since_at: datetime | None = None
    waits_for: str = ""
    after_look: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.course.zone)

    @property
    def today(self) -> date:
        return day_of(self.now, self.zone)

    def at(self, instant: datetime | None, word: str) -> Row:
        """When it began or ends, with the word before it."""
        if instant is None:
            return {}
        return {"since": when(instant, self.zone, self.now), "since_word": word}

    def on(self, day: date | None, word: str) -> Row:
        """The same for a day."""
        return {"since": when_day(day, self.today), "since_word": word} if day else {}


ACTS: Mapping[Need, tuple[str, str]] = {
    Need.CALL_LATE: ("contact", "Say what came of it"),
    Need.CALL: ("contact", "Say what came of it"),
    Need.COUNT: ("count", "Count again"),
    Need.SOURCE: ("check-source", "Check again"),
    Need.MISSED: ("acknowledge", "Take it on"),
    Need.FOLLOW: ("follow", "Set it up"),
    Need.OFFER_LATE: ("expire", "Call back"),
    Need.DOSE: ("dose", "Give a dose"),
    Need.FILL: ("fill", "Fill"),
}


CALLS = frozenset({Need.CALL_LATE, Need.CALL})
"""Of these the round knows more than a list."""

KINDS: Mapping[Need, Kind] = {
    Need.CALL_LATE: Kind.WORD,
    Need.CALL: Kind.WORD,
    Need.EVALUATION_LATE: Kind.EVALUATION,
    Need.EVALUATION_SOON: Kind.EVALUATION,
    Need.MISSED: Kind.MISSED,
    Need.OFFER_LATE: Kind.ACCEPT,
}
"""What is expected behind a need: how late it is, only the chart can tell."""


def as_expected(look: Look, seen: Looked) -> Look:
    """Say how late a need is, and since when, as the round does; what nobody expects is due."""
    kind = KINDS.get(look.need)
    found = [each for each in seen.looks if each.word == kind]
    if not found:
        return look
    stage = max((each.stage for each in found), key=lambda stage: stage.rank)
    return replace(look, stage=stage, since_at=found[0].since_at)


def row(look: Look, roles: Collection[Role], names: Mapping[str, str]) -> Row:
    """What components/today_row.html takes."""
    course = look.course
    return {
        "name": names.get(course.patient, course.patient),
        "href": reverse("course", args=[course.course]),
        "who": who(course),
        "icon": None,
        "action": _action(look, roles),
        "late": late_word(look.stage),
        **words(look),
    }


def words(look: Look) -> Row:
    """Tone, word and reason of a need, and since when."""
    return _WORDS[look.need](look)


def _action(look: Look, roles: Collection[Role]) -> Row | None:
    if look.waits_for:
        return None
    verb, says = ACTS.get(look.need, ("", ""))
    if look.need is Need.COUNT and look.course.case_gap == 0:
        verb, says = "resolve", "Close it"
    then = ""
    if look.after_look:
        verb, says, then = "check-source", LABELS["check-source"], f"?then={verb}"
    if not any(may(role, verb) for role in roles):
        return None
    href = reverse("course-act", args=[look.course.course, verb])
    return {"label": says, "href": f"{href}{then}", "icon": ICONS[verb]}


def _call(look: Look) -> Row:
    late = look.need is Need.CALL_LATE
    due_at = look.course.task_due_at
    verb = look.course.task_verb or ""
    after = label("owed-after", verb)
    return {
        "tone": "refuse" if late or verb in ASKED_FOR_HELP else "warn",
        "word": label("why", Why.SAFETY if verb in ASKED_FOR_HELP else Why.WORD),
        "why": f"{after}. Nobody has reached them yet.",
        "since": until(due_at, look.zone, look.now) if due_at else None,
        "since_word": "due by",
    }


def _loss(look: Look) -> Row:
    return {
        "tone": "refuse",
        "word": "Loss to review",
        "why": "A loss waits for the doctor or for its report. Nothing is filled until then.",
        **look.on(look.course.evaluated_on, "last evaluated"),
    }


def _count(look: Look) -> Row:
    gap = gap_text(look.course.case_gap or 0).capitalize()
    return {
        "tone": "warn",
        "word": "Count differs",
        "why": f"{gap}. Nothing is filled until the difference is closed.",
        **look.at(look.course.case_at, "counted"),
    }


def _source(look: Look) -> Row:
    return {
        "tone": "refuse",
        "word": "Other source",
        "why": "Another source is known. Nothing is prescribed, filled or given.",
        **look.at(look.course.last_at, "last entry"),
    }


def _late(look: Look) -> Row:
    assert look.course.evaluated_on is not None
    age = days_between(look.course.evaluated_on, look.today)
    most = look.limits.evaluation_days
    return {
        "tone": "refuse",
        "word": label("why", Why.EVALUATION),
        "why": f"Evaluated {age} days ago, at most {most}. Nothing is prescribed or filled.",
        **look.on(look.course.evaluated_on + timedelta(days=most), "was due"),
    }


def _soon(_: Look) -> Row:
    return {"tone": "warn", "word": label("why", Why.EVALUATION)}


def _never(_: Look) -> Row:
    return {"tone": "warn", "word": "Not evaluated"}


def _offer(look: Look) -> Row:
    late = look.need is Need.OFFER_LATE
    return {
        "tone": "warn" if late else "quiet",
        "word": "Not taken over" if late else "On its way",
        "icon": "truck",
        "why": "Nobody has taken the doses over. They can be called back."
        if late
        else "Waits to be taken over.",
        **look.at(look.course.offered_at, "since"),
    }


def _missed(look: Look) -> Row:
    missed = missed_days(look.course, look.now)
    return {
        "tone": "warn",
        "word": "No answer",
        "icon": "chat-left-heart",
        "why": f"{counted('days', missed)} in a row without a check-in. Call and ask.",
        **look.on(look.course.answered_on or look.course.asked_from_on, "last heard"),
    }


def _follow(look: Look) -> Row:
    begun = look.course.runs_out_on is not None
    finding = "doses-at-home" if begun else "before-the-first-fill"
    why = look_line(OfChart(why=Why.FOLLOW, word="not-followed", finding=finding))
    return {
        "tone": "info",
        "word": "Not followed",
        "icon": "calendar-heart",
        "why": f"{why}.",
        **look.on(look.course.script_ends_on, "prescription ends"),
    }


def _dose(look: Look) -> Row:
    return {
        "tone": "info",
        "word": "Dose in the clinic",
        "icon": "capsule",
        "why": "The next dose of the plan is due.",
        **look.at(look.course.dose_due_at, "planned from"),
    }


def _fill(look: Look) -> Row:
    course = look.course
    ends = course.runs_out_on
    lasts = f"The supply lasts until {day_text(ends, look.today)}" if ends else "Nothing filled"
    if look.waits_for:
        return {
            "tone": "quiet",
            "word": "Fill has to wait",
            "icon": "bag-plus",
            "why": f"{look.waits_for}. {lasts}.",
            **look.on(course.script_ends_on, "prescription ends"),
        }
    first = " Look for another source first." if look.after_look else ""
    return {
        "tone": "info",
        "word": "Next fill",
        "icon": "bag-plus",
        "why": f"{lasts}; {course.script_units_left} left on the prescription.{first}",
        **look.on(course.script_ends_on, "prescription ends"),
    }


_WORDS: Mapping[Need, Callable[[Look], Row]] = {
    Need.CALL_LATE: _call,
    Need.CALL: _call,
    Need.LOSS: _loss,
    Need.COUNT: _count,
    Need.SOURCE: _source,
    Need.EVALUATION_LATE: _late,
    Need.NEVER_EVALUATED: _never,
    Need.EVALUATION_SOON: _soon,
    Need.MISSED: _missed,
    Need.FOLLOW: _follow,
    Need.OFFER_LATE: _offer,
    Need.OFFER: _offer,
    Need.DOSE: _dose,
    Need.FILL: _fill,
}
