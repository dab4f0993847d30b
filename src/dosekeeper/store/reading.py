"""What screens, the API and the command line read. Nothing here decides or writes.

Access is not asked here: a door asks `directory` first, and gives what it answers.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Entry, course_stream, site_stream
from dosekeeper.core.facts import Offer
from dosekeeper.core.ledger import Hand
from dosekeeper.core.people import Role
from dosekeeper.desk.ports import Pages
from dosekeeper.store import statements
from dosekeeper.store.charts import chained
from dosekeeper.store.codec import FIRST, Sealed
from dosekeeper.store.courses import CourseRow, courses_of
from dosekeeper.store.directory import duties_of
from dosekeeper.store.journal import DjangoJournal
from dosekeeper.store.models import (
    CourseIndex,
    CourseTie,
    Holding,
    JournalRow,
    StreamHead,
    TaskRow,
)
from dosekeeper.store.register import RegisterLine as RegisterLine  # noqa: PLC0414
from dosekeeper.store.register import register as register  # noqa: PLC0414


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """What one hand holds of one product and lot."""

    hand: Hand
    product: str
    lot: str
    units: int


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A word owed to a patient: since when, by when, after which refused act."""

    course: str
    patient: str
    position: int
    verb: str
    opened_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """An offer that somebody has not answered yet."""

    course: str
    offer: Offer


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site where somebody works: what stands there, and what does not add up."""

    site: str
    role: Role
    kept_here: bool
    holdings: tuple[HoldingRow, ...]
    open_cases: int


@dataclass(frozen=True, slots=True)
class Today:
    """What a person's day begins with, each list worst first."""

    person: str
    courses: tuple[CourseRow, ...]
    tasks: tuple[TaskLine, ...]
    waiting: tuple[Waiting, ...]
    sites: tuple[SiteLine, ...]


def chart(stream: str) -> Chart:
    """Return a stream's chart, a site's with its shelf. An unknown stream is empty."""

    def read(pages: Pages) -> Chart:
        found = pages.chart(stream)
        kind, _, name = stream.partition(":")
        shelf = pages.shelf(name) if kind == "site" else None
        return replace(found, shelves={name: shelf}) if shelf is not None else found

    return DjangoJournal().look(stream, read)


def charts(courses: Collection[str]) -> dict[str, Chart]:
    """Return the charts of several courses' streams, in two statements for all of them.

    All that are asked for are in memory at once.
    """
    return DjangoJournal().look_at(courses)


def entries(stream: str) -> list[Entry]:
    """Return a stream's entries in order."""
    return list(chart(stream).entries)


def sealed(stream: str) -> list[Sealed]:
    """Return a stream's entries with their digests, each held to its own.

    Raises BrokenSealError at the first that does not follow on the one before.
    """
    return chained(stream, statements.rows(stream, 0), (0, FIRST))


def digests(stream: str, after: int, most: int) -> dict[int, str]:
    """Return position to digest of the entries that follow on a position."""
    found = JournalRow.objects.filter(stream=stream, position__gt=after).order_by("position")
    return dict(found.values_list("position", "digest")[:most])


def ends(names: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return where streams end: position and digest. An unknown stream is not among them."""
    wanted = list(names)
    found = StreamHead.objects.filter(stream__in=wanted, position__gt=0)
    return {s: (position, digest) for s, position, digest in found.values_list(*_END)}


_END = ("stream", "position", "digest")


def streams() -> list[str]:
    """Return the name of every stream that has entries."""
    found = StreamHead.objects.filter(position__gt=0).order_by("stream")
    return list(found.values_list("stream", flat=True))


def holdings(course: str) -> list[HoldingRow]:
    """Return who holds what in a course, sinks and source included; zeros left out."""
    return _holdings(course_stream(course))


def stock(site: str) -> list[HoldingRow]:
    """Return what stands in a site's stock, and what became of what left it there."""
    return _holdings(site_stream(site))


def tasks(person: str) -> list[TaskLine]:
    """Return the words owed to the patients a clinician has to do with, oldest due first."""
    clinics = [
        site.id
        for site, role in duties_of(person)
        if role in {Role.PRESCRIBER, Role.NURSE, Role.MANAGER}
    ]
    if not clinics:
        return []
    theirs = CourseIndex.objects.filter(clinic__in=clinics)
    patients = dict(theirs.exclude(open_tasks=0).values_list("course", "patient"))
    found = TaskRow.objects.filter(course__in=theirs.values("course")).order_by("due_at", "pk")
    return [
        TaskLine(t.course, patients[t.course], t.position, t.verb, t.opened_at, t.due_at)
        for t in found
    ]


def today(person: str) -> Today:
    """Return what a person's day begins with, by what they are."""
    courses = courses_of(person)
    return Today(
        person=person,
        courses=tuple(courses),
        tasks=tuple(tasks(person)),
        waiting=tuple(_waiting(person, courses)),
        sites=tuple(_site_line(site.id, role) for site, role in duties_of(person)),
    )


def _holdings(stream: str) -> list[HoldingRow]:
    found = Holding.objects.filter(stream=stream).exclude(units=0).order_by("pk")
    return [HoldingRow(Hand(h.hand), h.product, h.lot, h.units) for h in found]


def _waiting(person: str, courses: list[CourseRow]) -> list[Waiting]:
    """Return the offers made to a person. Only the few courses of their own are folded."""
    own = set(CourseTie.objects.filter(person=person).values_list("course", flat=True))
    found = []
    for row in courses:
        if row.course not in own or not row.open_offers:
            continue
        told = chart(course_stream(row.course))
        mine = told.hand_of(person)
        found += [Waiting(row.course, o) for o in told.offers.values() if o.recipient == mine]
    return found


def _site_line(site: str, role: Role) -> SiteLine:
    told = chart(site_stream(site))
    return SiteLine(
        site=site,
        role=role,
        kept_here=bool(told.position),
        holdings=tuple(stock(site)),
        open_cases=len(told.cases),
    )
