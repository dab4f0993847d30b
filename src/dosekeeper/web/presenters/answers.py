"""The daily answers of the last days, one line a day: given, late, missed, still open."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from dosekeeper.core.acts import CheckIn
from dosekeeper.core.facts import CheckedIn
from dosekeeper.core.fold.following import in_time_until
from dosekeeper.core.follow_up import first_asked_on
from dosekeeper.door.check_in import HANDS_OUT
from dosekeeper.web.presenters.moments import when, when_day
from dosekeeper.web.scene import Scene


NO_ANSWER = "–"  # noqa: RUF001 - a dash, as people draw one
SHOWN, FOLDED = 7, 21
_LINK, _OWN_LINK = "Link for the patient", "Answer today's questions"
THANKS = "Thank you. The next questions come tomorrow."
Row = dict[str, Any]


def answers_card(scene: Scene) -> dict[str, Any] | None:
    """What templates/course/answers.html takes; nothing before the first question."""
    chart = scene.chart
    asked = first_asked_on(chart) is not None
    hands_out = chart.closed_at is None and any(map(scene.may, HANDS_OUT))
    if not (chart.check_ins or asked or hands_out):
        return None
    rows = _rows(scene)
    own = scene.person == chart.patient
    href = reverse("check-in-link", args=[scene.id])
    thanked = own and answered_today(scene)
    link = {"href": href, "label": _OWN_LINK if own else _LINK}
    return {
        "link": link if hands_out and not thanked else None,
        "thanks": THANKS if thanked else "",
        "title": "Your daily answers" if own else "Daily answers",
        "rows": rows[:SHOWN],
        "folded": rows[SHOWN:],
        "asked": asked,
    }


def answered_today(scene: Scene) -> bool:
    """Whether the patient has said how they are today."""
    return any(each.on == scene.today for each in scene.chart.check_ins)


def _rows(scene: Scene) -> list[Row]:
    """Newest first. A day with two answers has two lines, since neither is the better one."""
    chart, first_on = scene.chart, first_asked_on(scene.chart)
    last_on = chart.day(min(scene.now, chart.closed_at or scene.now))
    rows: list[Row] = []
    for back in range(SHOWN + FOLDED):
        on = last_on - timedelta(days=back)
        given = [each for each in chart.check_ins if each.on == on]
        rows += [_given(scene, each) for each in reversed(given)]
        if not given and first_on is not None and on >= first_on:
            rows.append(_not_given(scene, on))
    return rows


def _not_given(scene: Scene, on: date) -> Row:
    missed = in_time_until(scene.chart, on) <= scene.now
    return {
        "day": when_day(on, scene.today),
        "tone": "warn" if missed else "quiet",
        "word": "Missed" if missed else "Open",
        "icon": "dash-circle" if missed else "hourglass-split",
    }


def _given(scene: Scene, each: CheckedIn) -> Row:
    tone, word, icon = _state(each)
    return {
        "day": when_day(each.on, scene.today),
        "tone": tone,
        "word": word,
        "icon": icon,
        "notes": _notes(scene, each),
        "numbers": _numbers(each.act),
        "said": _said(each.act),
        "worry": each.act.worry,
    }


def _state(each: CheckedIn) -> tuple[str, str, str]:
    if each.act.safe is False:
        return "refuse", "Not safe", "exclamation-octagon-fill"
    if each.late:
        return "warn", "Late", "clock-history"
    return "ok", "Answered", "check2"


def _numbers(act: CheckIn) -> list[dict[str, str]]:
    """Each of the four scales, unknown where nothing was chosen."""
    return [
        {"label": name, "value": NO_ANSWER if (n := getattr(act, name)) is None else str(n)}
        for name in ("mood", "craving", "liking", "sleep")
    ]


def _said(act: CheckIn) -> list[dict[str, str]]:
    """What stands out among the other answers; a plain no is not told."""
    found = [
        _SAID[name][number > 1].format(number) for name, number in act.told() if name in _SAID
    ]
    asked = ("extra_doses", "missed_doses", "alcohol", "other_drugs", "urinary", "safe")
    open_ = [_CALLED[name] for name in asked if getattr(act, name) is None]
    said = [{"tone": "warn", "text": text} for text in found]
    if open_:
        said.append({"tone": "quiet", "text": f"not answered: {', '.join(open_)}"})
    return said


_SAID = {
    "extra_doses": ("1 dose beside the plan", "{} doses beside the plan"),
    "missed_doses": ("1 dose missed", "{} doses missed"),
    "alcohol": ("alcohol",),
    "other_drugs": ("other drugs",),
    "urinary": ("trouble when passing urine",),
}
"""How an answer is said, and where it is a number, how a larger one is."""
_CALLED = {
    "extra_doses": "extra doses",
    "missed_doses": "missed doses",
    "alcohol": "alcohol",
    "other_drugs": "other drugs",
    "urinary": "urine",
    "safe": "safety",
}


def _notes(scene: Scene, each: CheckedIn) -> list[str]:
    notes = []
    entry = next(e for e in scene.chart.entries if e.position == each.position)
    if each.late:
        zone = scene.chart.zone
        came = when(entry.recorded_at, zone, scene.now)["text"]
        given = when(each.at, zone, scene.now)["text"]
        notes.append(f"given {given}, came {came}")
    if each.act.time_unsure:
        notes.append("the phone's clock was wrong: when it was given is not sure")
    if each.act.delegates_phone:
        notes.append("from the trusted person's phone")
    return notes
