"""Why each of many courses needs a look, without folding each of them again every time.

The core says until when its answer holds (``until``), the end of a stream says whether
anything was written since, and one count what its delegates hold elsewhere. So an answer is
asked for again only when one of them says so: a list of five hundred courses costs three
queries and as many look-ups. What has to be asked anew is read a hundred charts at a time.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from dosekeeper.core.chart import Around, Chart
from dosekeeper.core.due import next_at
from dosekeeper.core.events import course_stream
from dosekeeper.core.policy import Policy
from dosekeeper.core.round import Called, Look, calls, looks
from dosekeeper.core.units import start_of, utc
from dosekeeper.door.installed import desk
from dosekeeper.store import directory, reading


KEPT_MAX = 20_000
READ_AT_ONCE = 100
CALLS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What there is to see on one course, and until when that stays so by itself.

    ``doctor`` is who evaluated or prescribed last; ``called`` are the contacts of the last
    days. ``form`` is what the plan's units are.
    """

    course: str
    doctor: str
    form: str
    looks: tuple[Look, ...]
    called: tuple[Called, ...]
    until: datetime

    @property
    def open(self) -> bool:
        """Whether there is something that nobody has taken on."""
        return any(not look.taken_on for look in self.looks)


@dataclass(frozen=True, slots=True)
class _Kept:
    end: tuple[int, str]
    around: Around
    at: datetime
    looked: Looked


_kept: OrderedDict[str, _Kept] = OrderedDict()
_lock = Lock()


def looked_at(courses: Iterable[str], now: datetime) -> dict[str, Looked]:
    """Return what is to be seen on each course, in the order they were named.

    Raises PolicyError when a course's policy is not there.
    """
    wanted = list(courses)
    if not wanted:
        return {}
    ends = reading.ends(course_stream(course) for course in wanted)
    boxes = directory.boxes_beside(wanted)
    asked = {
        course: (ends.get(course_stream(course)), Around(boxes=beside))
        for course, beside in boxes.items()
    }
    found = {course: _kept_of(course, *asked[course], now) for course in wanted}
    new = [course for course, looked in found.items() if looked is None]
    for first in range(0, len(new), READ_AT_ONCE):
        some = new[first : first + READ_AT_ONCE]
        charts = reading.charts([course_stream(course) for course in some])
        for course in some:
            end, around = asked[course]
            chart = replace(charts[course_stream(course)], around=around)
            looked = _look(course, chart, desk().policies.named(chart.policy), now)
            found[course] = looked
            _keep(course, end, around, now, looked)
    return {course: looked for course, looked in found.items() if looked is not None}


def _kept_of(
    course: str, end: tuple[int, str] | None, around: Around, now: datetime
) -> Looked | None:
    with _lock:
        kept = _kept.get(course)
    if kept is None or (kept.end, kept.around) != (end, around):
        return None
    # Policies are read once a start, so none has changed since.
    return kept.looked if kept.at <= now < kept.looked.until else None


def _keep(
    course: str, end: tuple[int, str] | None, around: Around, now: datetime, looked: Looked
) -> None:
    if end is None:
        return
    with _lock:
        _kept[course] = _Kept(end, around, now, looked)
        _kept.move_to_end(course)
        while len(_kept) > KEPT_MAX:
            _kept.popitem(last=False)


def _look(course: str, chart: Chart, policy: Policy, now: datetime) -> Looked:
    midnight = utc(start_of(chart.day(now) + timedelta(days=1), chart.zone))
    plan = chart.plan
    return Looked(
        course=course,
        doctor=doctor_of(chart),
        form=plan.drug.form if plan else "unit",
        looks=looks(chart, policy, now),
        called=tuple(c for c in calls(chart) if c.at > now - CALLS_KEPT),
        until=min(next_at(chart, policy, now), midnight),
    )


def doctor_of(chart: Chart) -> str:
    """Return who evaluated or prescribed last; empty when nobody has yet."""
    last_at, who = None, ""
    for at, person in (
        *((e.at, e.by) for e in chart.evaluations[-1:]),
        *((s.at, s.prescriber) for s in list(chart.scripts.values())[-1:]),
    ):
        if last_at is None or at > last_at:
            last_at, who = at, person
    return who
