"""Whether a fill that may be due would be allowed now: the question its own form asks.

A list knows a few dates and counts of a course, and the gates know the chart. Who opens
twelve fills to find each refused stops to read why, so the button stands where it works.
"""

from datetime import datetime

from dosekeeper.web import scene
from dosekeeper.web.acts.forms import FORMS
from dosekeeper.web.acts.judging import rehearse
from dosekeeper.wording import said


NOTHING_TO_FILL = "The level, the prescription and the pharmacy leave nothing to fill here"


def waits_for(person: str, course: str, now: datetime) -> str:
    """Return the first reason against the usual fill, or nothing when it is allowed."""
    here = scene.acting(scene.of_course(person, course, now), "fill")
    answer = rehearse(FORMS["fill"](here).filled())
    if answer.verdict is None:
        return NOTHING_TO_FILL
    blocking = answer.verdict.blocking
    return said(blocking[0], here.names, here.chart.zone).line if blocking else ""
