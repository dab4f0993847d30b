"""The first page of a patient or a trusted person: their own course at a glance.

One question a screen, no jargon: what is in the box, when is the next dose, what waits.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from dosekeeper.core.follow_up import first_asked_on
from dosekeeper.core.people import Role
from dosekeeper.core.today import Limits, limits_of, next_dose_at, next_fill_on
from dosekeeper.core.units import days_between
from dosekeeper.rulebook import product_name
from dosekeeper.web.presenters.answers import THANKS, answered_today
from dosekeeper.web.presenters.banner import evaluation_due_on
from dosekeeper.web.presenters.duties import actions, open_rows
from dosekeeper.web.presenters.helplines import help_near
from dosekeeper.web.presenters.moments import days_away, when, when_day
from dosekeeper.web.presenters.units import so_many_in
from dosekeeper.web.scene import Scene, of_course
from dosekeeper.wording import counted, label


Glance = dict[str, Any]


def home(person: str, course: str, now: datetime) -> dict[str, Any]:
    """What templates/today/home.html takes."""
    scene = of_course(person, course, now)
    limits = limits_of(scene.policy, scene.today)
    delegate = scene.role is Role.DELEGATE
    glances = _box(scene) if delegate else _patient(scene, limits)
    waits = list(open_rows(scene))
    return {
        "title": f"{scene.name(scene.chart.patient)}'s doses" if delegate else "Your course",
        "href": reverse("course", args=[course]),
        "glances": list(glances),
        "withheld": label("sharing", "withheld") if scene.chart.withheld else "",
        "waits": {
            "title": f"Waits for you: {scene.name(scene.chart.patient)}"
            if delegate
            else "What waits",
            "count": len(waits),
            "rows": waits,
        }
        if waits
        else None,
        "actions": {**actions(scene), "more": []},
        "check_in": None if delegate else _check_in(scene),
        "not_safe": None if delegate else reverse("not-safe", args=[course]),
        "help": help_near(scene),
    }


def _check_in(scene: Scene) -> dict[str, Any] | None:
    """Today's questions: still to answer, or answered; nothing while they are not asked."""
    chart, first_on = scene.chart, first_asked_on(scene.chart)
    if chart.closed_at or first_on is None or scene.today < first_on or chart.follow is None:
        return None
    return {
        "answered": answered_today(scene),
        "thanks": THANKS,
        "by": f"{chart.follow.by_hour}:00",
        "href": reverse("check-in-link", args=[scene.id]),
    }


def _box(scene: Scene) -> Iterator[Glance]:
    chart = scene.chart
    held = [(p, n) for h, p, _, n in chart.books.items() if h == scene.own_hand]
    products = dict.fromkeys(product for product, _ in held)
    for product in products:
        units = sum(n for name, n in held if name == product)
        yield {
            "label": "In your box now",
            "value": so_many_in(scene, scene.own_hand, product, units),
            "detail": product_name(product),
        }
    if not products:
        yield {"label": "In your box now", "value": "nothing", "detail": ""}
    yield _next_dose(scene)
    yield _last_count(scene)


def _next_dose(scene: Scene) -> Glance:
    chart = scene.chart
    due_at = next_dose_at(chart)
    if due_at is None or chart.plan is None:
        return {"label": "Next dose", "value": "no plan yet", "detail": ""}
    if not chart.doses:
        return {"label": "Next dose", "value": "the first", "detail": "none was taken yet"}
    late = due_at <= scene.now
    last = max(chart.doses, key=lambda dose: dose.at)
    taken = when(last.at, chart.zone, scene.now)["text"]
    glance: Glance = {"label": "Next dose", "detail": f"the last was {taken}"}
    if late:
        return glance | {"value": "due now"}
    return glance | {"when": when(due_at, chart.zone, scene.now), "word": "planned from"}


def _last_count(scene: Scene) -> Glance:
    if any(case.hand == scene.own_hand for case in scene.chart.cases.values()):
        return {
            "label": "Count",
            "value": "please count again",
            "detail": "the last count does not agree with the books",
            "tone": "warn",
        }
    counts = [
        e for e in scene.chart.entries if e.verb == "count" and e.by.person == scene.person
    ]
    if not counts:
        return {"label": "Last counted", "value": "not yet", "detail": ""}
    return {"label": "Last counted", "when": when(counts[-1].at, scene.chart.zone, scene.now)}


def _patient(scene: Scene, limits: Limits) -> Iterator[Glance]:
    chart, today = scene.chart, scene.today
    ends = chart.runs_out_on
    left = max(0, days_between(today, ends)) if ends else 0
    yield {
        "label": "Supply lasts",
        "value": counted("days", left) if ends else "nothing filled yet",
        "detail": "as planned, all fills together" if ends else "",
    }
    fill_on = next_fill_on(chart, limits, today)
    if fill_on is None:
        yield {"label": "Next fill", "value": "after the next prescription", "detail": ""}
    elif fill_on == today:
        yield {"label": "Next fill", "value": "possible now", "detail": ""}
    else:
        yield {
            "label": "Next fill",
            "word": "from",
            "when": when_day(fill_on, today),
            "detail": days_away(fill_on, today),
        }
    due_on = evaluation_due_on(scene)
    if due_on is None:
        yield {"label": "Next evaluation", "value": "the first is still to come", "detail": ""}
    else:
        yield {
            "label": "Next evaluation",
            "word": "by",
            "when": when_day(due_on, today),
            "detail": days_away(due_on, today),
            "tone": "refuse" if due_on < today else None,
        }
    yield _level(scene)


def _level(scene: Scene) -> Glance:
    level = scene.chart.level.lower()
    custody = str(scene.policy.value("held-by-delegate", level, scene.today).amount)
    doses = scene.limit("doses-per-fill", level)
    allows = "doses are taken in the clinic"
    if custody != "clinic":
        holds = label("custody", custody)
        allows = f"{counted('doses', doses)} a fill; {holds} holds them"
        allows = allows if doses else "not offered by this policy: nothing is filled"
    return {
        "label": "Your level",
        "value": scene.chart.level.removeprefix("L"),
        "detail": allows,
    }
