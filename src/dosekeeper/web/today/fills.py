"""Whether a fill that may be due would be allowed now: the question its own form asks.

A list knows a few dates and counts of a course, and the gates know the chart. Who opens
twelve fills to find each refused stops to read why, so the button stands where it works.
"""

from dataclasses import dataclass
from datetime import datetime

from dosekeeper.web import scene
from dosekeeper.web.acts.forms import FORMS
from dosekeeper.web.acts.judging import rehearse
from dosekeeper.wording import said


NOTHING_TO_FILL = "The level, the prescription and the pharmacy leave nothing to fill here"


@dataclass(frozen=True, slots=True)
class Fill:
    """How the usual fill stands: a reason against it, or that a look comes first."""

    waits_for: str = ""
    after_look: bool = False


def usual_fill(person: str, course: str, now: datetime) -> Fill:
    """Ask for the usual fill of a course; a look that is missing is made on the way to it."""
    here = scene.acting(scene.of_course(person, course, now), "fill")
    answer = rehearse(FORMS["fill"](here).filled())
    if answer.verdict is None:
        return Fill(waits_for=NOTHING_TO_FILL)
    if answer.wants_look:
        return Fill(after_look=True)
    blocking = answer.verdict.blocking
    if not blocking:
        return Fill()
    # What a look would clear is not what the fill waits for, while there is anything else.
    others = [reason for reason in blocking if "check-source" not in reason.clears_by]
    return Fill(said([*others, *blocking][0], here.names, here.chart.zone).line)
