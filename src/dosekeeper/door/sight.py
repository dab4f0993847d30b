"""Where a course enters a door with who looks at it: every door shows what comes from here."""

from dosekeeper.core.chart import Chart
from dosekeeper.core.events import course_stream
from dosekeeper.core.people import Actor
from dosekeeper.core.sharing import seen
from dosekeeper.store import directory, reading


def course_seen(person: str, course: str) -> tuple[Actor, Chart]:
    """Return a course as a person may see it, and what they are to it.

    Raises NotYoursError when there is no relation to it.
    """
    viewer = Actor(person, directory.access_course(person, course))
    return viewer, seen(reading.chart(course_stream(course)), viewer)
