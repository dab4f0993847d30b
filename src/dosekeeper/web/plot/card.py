"""The plot on the course's page: a picture, its summary, and the same as a table."""

from typing import Any

from django.urls import reverse

from dosekeeper.web.plot.story import Week, summary, told
from dosekeeper.web.presenters.moments import When, day_text, when_day
from dosekeeper.web.scene import Scene


HEIGHT = 525
"""Of the picture in CSS pixels, so that the page does not jump when it arrives."""
ANSWERS_HEIGHT = 141


def plot_card(scene: Scene) -> dict[str, Any] | None:
    """What templates/course/plot.html takes; nothing before the first plan or dose."""
    found = told(scene.chart, scene.now)
    if found is None or not (found.plans or found.doses or found.fills):
        return None
    href = reverse("course-plot", args=[scene.id])
    # The address changes with the record, so that nobody looks at yesterday's picture.
    at = scene.chart.position
    return {
        "light": f"{href}?theme=light&at={at}",
        "dark": f"{href}?theme=dark&at={at}",
        "height": HEIGHT + (ANSWERS_HEIGHT if found.follows else 0),
        "follows": found.follows,
        "evaluates": found.evaluates,
        "summary": summary(found),
        "weeks": [_week(week, scene) for week in reversed(found.weeks)],
    }


def _week(week: Week, scene: Scene) -> dict[str, Any]:
    starts: When = when_day(week.starts_on, scene.today)
    return {
        "starts": starts | {"text": day_text(week.starts_on, scene.today)},
        "level": week.level.removeprefix("L"),
        "planned": week.planned,
        "taken": week.taken,
        "filled": week.filled,
        "out": week.out,
        "evaluated": week.evaluated,
        "answered": f"{week.answered} of {week.asked}" if week.asked else "",
        "mood": week.mood,
        "craving": week.craving,
    }
