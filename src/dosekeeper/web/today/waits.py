"""What others have not done yet, for the nurse, the pharmacist and the manager.

A list of courses cannot know it: it takes the chart and the policy to say that a count was
called for, or that nobody ended the watch after a dose. Each role sees what its own grace is
over for, as the messages do. The doctor finds the same in the round.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from dosekeeper.core.due import Kind, Stage
from dosekeeper.core.people import Role
from dosekeeper.core.round import told
from dosekeeper.door.looking import Looked, looked_at
from dosekeeper.door.telling import unsigned_rounds
from dosekeeper.store import directory
from dosekeeper.store.courses import CourseRow
from dosekeeper.store.directory import DutyView
from dosekeeper.web.presenters.moments import when
from dosekeeper.web.round.rows import late_word, look_row, settling, taking_on


Row = dict[str, Any]
FOR = frozenset({Role.NURSE, Role.PHARMACIST, Role.MANAGER})
HERE = frozenset({Kind.HAND_BACK, Kind.CALL_BACK, Kind.SESSION, Kind.COUNT, Kind.DECLINED})
"""The kinds that no other list of the page has; the order is that of ``Kind``."""
_PLACE = {kind.value: place for place, kind in enumerate(Kind)}


def waits(
    works: list[DutyView], listed: list[CourseRow], besides: Collection[str], now: datetime
) -> list[tuple[Stage, Row]]:
    """What components/today_row.html takes for each, and how late it is; the latest first.

    ``listed`` are the open courses of whoever works there, ``besides`` those that another
    list of the page has whole.
    """
    roles = {duty.role for duty in works} & FOR
    if not roles:
        return []
    seen = looked_at((r.course for r in listed), now)
    at_home = [course for course in listed if course.course not in besides]
    rows = [*_at_home(at_home, seen, roles, now), *_rounds(listed, seen, works, now)]
    return sorted(rows, key=lambda pair: -pair[0].rank)


def _at_home(
    listed: list[CourseRow], seen: dict[str, Looked], roles: Collection[Role], now: datetime
) -> Iterator[tuple[Stage, Row]]:
    found = [
        (course, look)
        for course in listed
        for look in seen[course.course].looks
        if look.word in HERE and look.told & set(roles)
    ]
    found.sort(key=lambda pair: _PLACE[pair[1].word])
    names = directory.names(
        {who for c, look in found for who in (c.patient, look.about, look.acknowledged_by)}
        - {""}
    )
    for course, look in found:
        yield (
            look.stage,
            {
                **look_row(course, look, seen[course.course].form, names, now),
                "action": taking_on(course, look, roles) or settling(course, look, roles),
            },
        )


def _rounds(
    listed: list[CourseRow], seen: dict[str, Looked], works: list[DutyView], now: datetime
) -> Iterator[tuple[Stage, Row]]:
    """Rounds that nobody has signed, for the manager of the clinic."""
    for duty in works:
        if duty.role is not Role.MANAGER or duty.view.kind != "clinic":
            continue
        treating = {seen[r.course].doctor for r in listed if r.clinic == duty.site}
        late = [
            one
            for one in unsigned_rounds(duty.site, treating, now)
            if Role.MANAGER in told(one, now)
        ]
        names = directory.names(one.of for one in late)
        for one in late:
            stage = one.stage(now)
            row = {
                "name": f"The round of {names[one.of]}",
                "href": reverse("round"),
                "who": duty.view.name,
                "tone": "warn",
                "word": "Not signed",
                "icon": None,
                "why": "Nobody has signed for having looked at everybody today.",
                "since": when(one.due_at, ZoneInfo(duty.view.zone), now),
                "since_word": "due",
                "late": late_word(stage),
                "action": {"label": "Look", "href": reverse("round"), "icon": None},
            }
            yield stage, row
