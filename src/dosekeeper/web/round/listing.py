"""Courses that need a look, in the order of the round: Today and the round show the same."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dosekeeper.core.due import Stage
from dosekeeper.core.people import Role
from dosekeeper.door.looking import Looked
from dosekeeper.door.rounds import seen_for
from dosekeeper.store import directory
from dosekeeper.store.courses import CourseRow
from dosekeeper.store.directory import DutyView
from dosekeeper.web.round.rows import people_of, row


Roles = Mapping[str, Collection[Role]]
"""What somebody is at which site."""


@dataclass(frozen=True, slots=True)
class Needing:
    """Courses that need a look, the worst first, and what there is to see on them."""

    courses: tuple[CourseRow, ...] = ()
    looked: Mapping[str, Looked] = field(default_factory=dict)

    def stage(self, course: CourseRow) -> Stage:
        """How late the latest of its reasons is."""
        looks = self.looked[course.course].looks
        return max((each.stage for each in looks), key=lambda stage: stage.rank)


@dataclass(frozen=True, slots=True)
class DoctorsDay:
    """What Today has of the round: a doctor's own list, and calls owed to the others' patients.

    ``courses`` are those on the list, whether they need a look or not.
    """

    own: Needing = Needing()
    calls: Needing = Needing()
    courses: frozenset[str] = frozenset()


def round_for(
    person: str, works: Iterable[DutyView], listed: Iterable[CourseRow], now: datetime
) -> DoctorsDay:
    """Return what a doctor's own list needs, as the round says it; nothing for the others.

    ``listed`` are the open courses they have to do with.

    A call is owed by the clinic and not by one doctor: a patient who is not safe must not
    wait for the one who is away.
    """
    roles = roles_at(works)
    clinics = [site for site, here in roles.items() if Role.PRESCRIBER in here]
    if not clinics:
        return DoctorsDay()
    rows = [r for r in listed if r.clinic in clinics]
    owed = {r.course for r in rows if r.open_tasks}
    seen = seen_for({person}, {r.course: r.clinic for r in rows}, now, besides=owed)
    own = [r for r in rows if seen.is_on(person, r.course)]
    words = {
        course: replace(looked, looks=found)
        for course, looked in seen.looked.items()
        if (found := tuple(w for w in looked.looks if w.by_at and not w.taken_on)[:1])
    }
    others = [r for r in rows if r.course in words and not seen.is_on(person, r.course)]
    return DoctorsDay(
        own=needing(own, seen.looked, now),
        calls=needing(others, words, now),
        courses=frozenset(r.course for r in own),
    )


def roles_at(works: Iterable[DutyView]) -> Roles:
    """Return the roles of somebody's duties, by site."""
    found: dict[str, set[Role]] = {}
    for duty in works:
        found.setdefault(duty.site, set()).add(duty.role)
    return found


def needing(
    listed: Iterable[CourseRow], looked: Mapping[str, Looked], now: datetime
) -> Needing:
    """Return those with a reason to look: the worst first, then what nobody has taken on.

    Of equal ones the oldest stands first.
    """
    need = [course for course in listed if looked[course.course].looks]
    need.sort(key=lambda course: _order(looked[course.course], now))
    return Needing(tuple(need), looked)


def rows_of(
    courses: Collection[CourseRow], looked: Mapping[str, Looked], roles: Roles, now: datetime
) -> list[dict[str, Any]]:
    """What components/today_row.html takes, for each of some courses that need a look.

    A list of thousands shows dozens: whoever asks names only those.
    """
    names = directory.names(
        {who for course in courses for who in people_of(course, looked[course.course])}
    )
    return [
        row(course, looked[course.course], roles.get(course.clinic, ()), names, now)
        for course in courses
    ]


def _order(looked: Looked, now: datetime) -> tuple[int, bool, datetime]:
    first = looked.looks[0]
    return list(type(first.why)).index(first.why), first.taken_on, first.since_at or now
