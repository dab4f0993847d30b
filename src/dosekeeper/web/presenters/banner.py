"""The patient's banner, on every page of a course."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from dosekeeper.core.acts import Topic
from dosekeeper.core.ledger import UNACCOUNTED
from dosekeeper.core.units import days_between, mg_text
from dosekeeper.web.presenters.moments import age, days_away, short_day
from dosekeeper.web.scene import Scene
from dosekeeper.wording import day_text, label


Fact = dict[str, Any]


def banner(scene: Scene) -> dict[str, Any]:
    """Who it is, and the facts a tired person looks for first."""
    patient = scene.patient
    assert patient is not None, "a site has no patient"
    born = patient.born_on
    return {
        "name": patient.name or patient.id,
        "href": reverse("course", args=[scene.id]),
        "born": day_text(born) if born else "unknown",
        "age": f"{age(born, scene.today)} years" if born else "age unknown",
        "course": scene.id,
        "facts": [*_supply(scene)]
        if scene.holder
        else [_weight(scene), _level(scene), *_people(scene), *_supply(scene)],
        "alerts": list(_alerts(scene)),
    }


def _weight(scene: Scene) -> Fact:
    chart = scene.chart
    if chart.weight_g is None or chart.weighed_at is None:
        return {"label": "Weight", "value": "not known", "tone": "unknown", "word": "missing"}
    days = days_between(chart.day(chart.weighed_at), scene.today)
    fact: Fact = {
        "label": "Weight",
        "value": f"{mg_text(chart.weight_g)} kg",
        "detail": day_text(chart.day(chart.weighed_at)),
    }
    if days > scene.limit("dose-ceiling", "weight-days-max"):
        fact |= {"tone": "unknown", "word": "too old"}
    return fact


def _level(scene: Scene) -> Fact:
    level = scene.chart.level
    doses = scene.limit("doses-per-fill", level.lower())
    custody = str(scene.policy.value("held-by-delegate", level.lower(), scene.today).amount)
    detail = "nothing goes home"
    if custody != "clinic" and doses:
        holds = label("custody", custody)
        detail = f"{holds} holds, {doses} dose{'' if doses == 1 else 's'} a fill"
    return {"label": "Level", "value": level.removeprefix("L"), "detail": detail}


def _people(scene: Scene) -> Iterator[Fact]:
    chart = scene.chart
    trusted = chart.delegate_on(scene.today)
    if trusted:
        yield {"label": "Trusted person", "value": scene.name(trusted)}
    else:
        waiting = [t.delegate for t in chart.trusts.values() if t.accepted_at is None]
        detail = f"{scene.name(waiting[-1])} has not accepted yet" if waiting else ""
        yield {"label": "Trusted person", "value": "nobody", "detail": detail}
    if chart.script:
        yield {"label": "Prescriber", "value": scene.name(chart.script.prescriber)}


def _supply(scene: Scene) -> Iterator[Fact]:
    script, today = scene.chart.script, scene.today
    if script is None or script.ends_on <= today:
        yield {"label": "Prescription", "value": "none in force"}
    else:
        left = days_between(today, script.ends_on)
        doses = script.units_left // script.signed.plan.units_per_dose
        yield {
            "label": "Prescription",
            "value": f"{left} day{'' if left == 1 else 's'} left",
            "detail": f"{doses} of {script.signed.doses} doses left",
        }
    due_on = evaluation_due_on(scene)
    if not scene.sees(Topic.EVALUATIONS):
        return
    if due_on is None:
        yield {"label": "Next evaluation", "value": "none signed yet"}
    else:
        fact = {
            "label": "Next evaluation",
            "value": short_day(due_on),
            "detail": days_away(due_on, today),
        }
        yield fact | ({"tone": "refuse", "word": "overdue"} if due_on < today else {})


def evaluation_due_on(scene: Scene) -> date | None:
    """The last day on which the next evaluation is in time."""
    if not scene.chart.evaluations:
        return None
    last_on = scene.chart.day(scene.chart.evaluations[-1].at)
    return last_on + timedelta(days=scene.limit("evaluation-due", "days-max"))


def _alerts(scene: Scene) -> Iterator[dict[str, Any]]:
    chart = scene.chart
    if chart.closed_at:
        yield {"tone": "quiet", "word": "Course closed", "icon": "archive"}
    if late := [task for task in chart.tasks.values() if task.due_at <= scene.now]:
        yield {"tone": "refuse", "word": f"Call late ({len(late)})", "icon": None}
    elif chart.tasks:
        yield {"tone": "warn", "word": "Call owed", "icon": "telephone-fill"}
    if chart.cases:
        yield {"tone": "warn", "word": "Count open", "icon": None}
    if chart.books.units(UNACCOUNTED):
        yield {"tone": "refuse", "word": "Doses unaccounted for", "icon": None}
