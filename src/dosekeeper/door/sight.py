"""Where a course enters a door with who looks at it: every door shows what comes from here."""

from datetime import datetime

from django.utils import timezone

from dosekeeper.core.chart import Chart
from dosekeeper.core.events import course_stream
from dosekeeper.core.people import Actor
from dosekeeper.core.sharing import seen
from dosekeeper.core.sight import Sight, sight_of
from dosekeeper.door.installed import desk
from dosekeeper.store import directory, reading


def sight(chart: Chart, viewer: Actor, now: datetime) -> Sight:
    """Return what somebody sees of a course at a moment. ``chart`` is the whole of it."""
    return sight_of(chart, viewer, desk().policies.named(chart.policy), now)


def course_seen(person: str, course: str) -> tuple[Actor, Chart]:
    """Return a course as a person may see it now, and what they are to it.

    Raises NotYoursError when there is no relation to it.
    """
    viewer = Actor(person, directory.access_course(person, course))
    chart = reading.chart(course_stream(course))
    return viewer, seen(chart, sight(chart, viewer, timezone.now()))
