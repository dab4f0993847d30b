"""The prescription and how long what there is will last: what patients ask first."""

from typing import Any

from dosekeeper.core.acts import Topic
from dosekeeper.core.units import days_between
from dosekeeper.rulebook import product_name
from dosekeeper.web.presenters.banner import evaluation_due_on
from dosekeeper.web.presenters.moments import When, days_away, when, when_day
from dosekeeper.web.presenters.units import unit_name
from dosekeeper.web.scene import Scene


def supply(scene: Scene) -> dict[str, Any]:
    """Lines of label, value, detail and perhaps a day; the title says what it is about."""
    lines = [*_days_left(scene), *_doses_left(scene), *_evaluation(scene), *_last_dose(scene)]
    plan = scene.chart.plan
    about = ""
    if plan is not None:
        about = (
            f"{plan.dose.text} ({plan.units_per_dose}"
            f" {unit_name(plan.product, plan.units_per_dose)}) of {product_name(plan.product)},"
            f" {plan.doses_per_week} a week, at least {plan.spacing_hours} h apart"
        )
    return {"plan": about, "lines": lines, "goal": scene.chart.end_point}


def _line(label: str, value: str, detail: str = "", day: When | None = None) -> dict[str, Any]:
    return {"label": label, "value": value, "detail": detail, "when": day}


def _days_left(scene: Scene) -> list[dict[str, Any]]:
    due_on, today = scene.chart.runs_out_on, scene.today
    if due_on is None:
        return []
    left = days_between(today, due_on)
    value = f"{left} day{'' if left == 1 else 's'}" if left > 0 else "used up"
    return [_line("Supply lasts", value, "runs out", when_day(due_on, today))]


def _doses_left(scene: Scene) -> list[dict[str, Any]]:
    script = scene.chart.script
    if script is None or script.ends_on <= scene.today:
        return [_line("On the prescription", "none in force")]
    per_dose = script.signed.plan.units_per_dose
    left = script.units_left // per_dose
    total = script.signed.doses
    return [
        _line(
            "On the prescription",
            f"{left} of {total} doses left",
            "ends",
            when_day(script.ends_on, scene.today),
        )
    ]


def _evaluation(scene: Scene) -> list[dict[str, Any]]:
    if not scene.sees(Topic.EVALUATIONS):
        return []
    due_on = evaluation_due_on(scene)
    if due_on is None:
        return [_line("Next evaluation", "none signed yet")]
    value = "overdue" if due_on < scene.today else days_away(due_on, scene.today)
    return [_line("Next evaluation", value, "due", when_day(due_on, scene.today))]


def _last_dose(scene: Scene) -> list[dict[str, Any]]:
    if not scene.chart.doses:
        return []
    last = max(scene.chart.doses, key=lambda dose: dose.at)
    at = when(last.at, scene.chart.zone, scene.now)
    return [_line("Last dose", last.mass.text, "", at)]
