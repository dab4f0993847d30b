"""What is known of a patient from all their courses: the one of a chart, and those around it.

A new course is a new journal and not a new patient: the body remembers the last dose, the
pharmacist the last loss. Without others around it, a chart answers for itself alone.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce

from dosekeeper.core import acts
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.facts import Script, Taken
from dosekeeper.core.record import entry_at


Look = tuple[acts.CheckSource | None, datetime | None]
"""A look for another source, and when it was."""


def courses_known(chart: Chart) -> tuple[Chart, ...]:
    """Return all courses of the patient, this one last."""
    return (*chart.around.earlier, chart)


def doses_known(chart: Chart) -> list[Taken]:
    """Return every dose taken in any course, each on its day at this chart's clinic."""
    elsewhere = (dose for other in chart.around.earlier for dose in other.doses)
    return [*(replace(dose, on=chart.day(dose.at)) for dose in elsewhere), *chart.doses]


def scripts_known(chart: Chart, since: date) -> list[Script]:
    """Return all prescriptions of this course, and those of others not over by a day.

    In the order in which they were signed.
    """
    elsewhere = (
        script
        for other in chart.around.earlier
        for script in other.scripts.values()
        if script.ends_on >= since
    )
    return sorted([*elsewhere, *chart.scripts.values()], key=lambda script: script.at)


@dataclass(frozen=True, slots=True)
class OpenLoss:
    """A loss that holds up supply: not ``reviewed`` yet, or a theft that nobody reported."""

    entry: Entry
    reviewed: bool


def open_losses(chart: Chart) -> tuple[OpenLoss, ...]:
    """Return the losses of all courses that hold up the next supply, oldest course first.

    An evaluation in any of the courses settles one, if it was signed after the loss was
    written down: before that the doctor could not know. A theft waits for the number of the
    report as well.
    """
    courses = courses_known(chart)
    return tuple(
        OpenLoss(entry, reviewed)
        for course in courses
        for entry in course.losses.values()
        if not (reviewed := any(_reviewed(each, entry, own=each is course) for each in courses))
        or _not_reported(entry)
    )


def _not_reported(lost: Entry) -> bool:
    act = lost.fact.act
    return isinstance(act, acts.Lose) and act.stolen and not act.report


def _reviewed(course: Chart, lost: Entry, *, own: bool) -> bool:
    """Whether the last evaluation in a course was written down after a loss."""
    if not course.evaluations:
        return False
    last = entry_at(course, course.evaluations[-1].position)
    if own:
        return last.position > lost.position
    return last.recorded_at > lost.recorded_at


def look_known(chart: Chart) -> Look:
    """Return the look for another source that counts, over all looks of all courses."""
    if not chart.around.earlier:
        return chart.source_check, chart.source_checked_at
    looks = [
        entry
        for course in courses_known(chart)
        for entry in course.entries
        if _stands(entry, course)
    ]
    nobody: Look = (None, None)
    return reduce(look_after, sorted(looks, key=lambda entry: entry.recorded_at), nobody)


def _stands(entry: Entry, course: Chart) -> bool:
    done = isinstance(entry.fact, Done) and isinstance(entry.fact.act, acts.CheckSource)
    return done and entry.position not in course.struck


def look_after(known: Look, entry: Entry) -> Look:
    """Let the youngest look count; a source that was found counts however late it is told.

    Once one is known, only a look that finds none takes it away: who could not check does
    not know better.
    """
    act, (before, before_at) = entry.fact.act, known
    assert isinstance(act, acts.CheckSource)
    found = before is not None and before.result is acts.SourceCheck.OTHER
    if act.result is acts.SourceCheck.UNCHECKED and found:
        return known
    youngest = before_at is None or before_at <= entry.at
    return (act, entry.at) if youngest or act.result is acts.SourceCheck.OTHER else known
