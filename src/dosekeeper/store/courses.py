"""Lists of courses: one indexed query, whoever asks, however many there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from dosekeeper.core.events import ASKED_FOR_HELP
from dosekeeper.core.people import Role
from dosekeeper.core.plan import Place
from dosekeeper.core.sharing import ON_A_LIST
from dosekeeper.core.today import Need, Standing
from dosekeeper.core.units import day_of, days_between
from dosekeeper.store.models import (
    CourseIndex,
    CourseSite,
    CourseTie,
    Duty,
    MayFill,
    Person,
    TaskRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRow(Standing):
    """One line of a list of courses.

    `days_left` are days until all fills so far run out, negative when they have;
    `case_at` and `case_gap` are of the oldest count that does not agree.
    """

    course: str
    patient: str
    clinic: str
    policy: str
    level: str
    opened_at: datetime
    last_at: datetime
    days_left: int | None
    home_units: int | None
    open_offers: int
    open_tasks: int
    case_at: datetime | None
    case_gap: int | None
    task_verb: str | None
    task_position: int | None


_READ = (
    "course",
    "patient",
    "clinic",
    "zone",
    "policy",
    "level",
    "opened_at",
    "closed_at",
    "last_at",
    "evaluated_on",
    "runs_out_on",
    "script_ends_on",
    "script_units_left",
    "home_units",
    "open_offers",
    "open_cases",
    "open_tasks",
    "open_losses",
    "other_source",
    "decision",
    "case_at",
    "case_gap",
    "offered_at",
    "place",
    "dose_due_at",
    "asked_from_on",
    "answered_on",
)
_TASK = ("task_due_at", "task_verb", "task_position")


ALIVE = Q(closed_at=None) | Q(open_tasks__gt=0) | Q(home_units__gt=0)
"""What asks something of somebody: an ended course may owe a word, or have doses out."""


def courses_of(person_id: str, *, closed: bool = False) -> list[CourseRow]:
    """Return the courses a person has to do with, worst first.

    Worst first: who asks for help, a word to a patient that is late, then any owed word,
    a loss, a count that does not add up, another source, a supply that ran out, then by the
    day of the last evaluation. Courses that have
    ended stand last, and only if asked for, or as long as they are ``ALIVE``.
    """
    found = _related(person_id)
    if not closed:
        found = found.filter(ALIVE)
    now = timezone.now()
    read = _with_task(found).values_list(*_READ, *_TASK)
    rows = sorted(_rows(read, now), key=lambda row: _worse(row, now))
    return _as_seen(person_id, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some courses of a longer list: the first ones, and how many there are in all."""

    rows: tuple[CourseRow, ...]
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """Up to when a list looks: evaluations and answers as old as that, supplies until then.

    Wide enough for every policy in use; which course needs what is asked again of each
    row (`core.today`).
    """

    evaluated_by: date
    runs_out_by: date
    dose_due_by: datetime
    answered_by: date


def waiting(person_id: str, wanted: Collection[Need], until: Horizon, most: int) -> Page:
    """Return the courses that may need one of `wanted`, worst first, `most` of them.

    Open ones, and closed ones in which a word is still owed.
    """
    matching = Q(pk__in=[])
    for need in wanted:
        still = Q() if need in {Need.CALL, Need.CALL_LATE} else Q(closed_at=None)
        matching |= _may_need(need, until) & still
    found = _related(person_id).filter(matching)
    rows = tuple(_as_seen(person_id, _worst(found, most)))
    return Page(rows=rows, found=found.count() if len(rows) == most else len(rows))


def _may_need(need: Need, until: Horizon) -> Q:
    ends = Q(runs_out_on=None) | Q(runs_out_on__lte=until.runs_out_by)
    return {
        Need.CALL_LATE: Q(open_tasks__gt=0),
        Need.CALL: Q(open_tasks__gt=0),
        Need.LOSS: Q(open_losses__gt=0),
        Need.COUNT: Q(open_cases__gt=0),
        Need.SOURCE: Q(other_source=True),
        Need.EVALUATION_LATE: Q(evaluated_on__lte=until.evaluated_by),
        Need.OFFER: Q(open_offers__gt=0),
        Need.OFFER_LATE: Q(open_offers__gt=0),
        Need.DOSE: Q(place=Place.CLINIC, dose_due_at__lt=until.dose_due_by),
        Need.MISSED: Q(asked_from_on__lte=until.answered_by)
        & (Q(answered_on=None) | Q(answered_on__lte=until.answered_by)),
        Need.FOLLOW: Q(place=Place.HOME, asked_from_on=None, script_ends_on__isnull=False),
        Need.FILL: ends
        & Q(script_units_left__gt=0, open_offers=0, open_cases=0, open_losses=0)
        & Q(other_source=False, evaluated_on__isnull=False),
    }[need]


def search(
    person_id: str, text: str = "", level: str = "", *, closed: bool = False, most: int
) -> Page:
    """Return courses by the patient's name or the course's id, worst first."""
    found = _related(person_id)
    if not closed:
        found = found.filter(closed_at=None)
    if level:
        found = found.filter(level=level)
    if text:
        named = Person.objects.filter(name__icontains=text).values("pk")
        found = found.filter(Q(course__icontains=text) | Q(patient__in=named))
    return Page(rows=tuple(_as_seen(person_id, _worst(found, most))), found=found.count())


def alive_at(clinic: str) -> dict[str, str]:
    """Return the courses of a clinic that are ``ALIVE``, each with its patient, by course."""
    found = CourseIndex.objects.filter(ALIVE, clinic=clinic).order_by("course")
    return dict(found.values_list("course", "patient"))


def open_courses(person_id: str) -> int:
    """Count the open courses a person has to do with."""
    return _related(person_id).filter(closed_at=None).count()


def own_courses(person_id: str, most: int) -> dict[str, str]:
    """Return the open courses tied to a patient or delegate today, with their zones."""
    found = CourseIndex.objects.filter(pk__in=_tied(person_id), closed_at=None)
    return dict(found.order_by("course").values_list("course", "zone")[:most])


def patients_of(courses: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return course to its patient and its zone."""
    found = CourseIndex.objects.filter(pk__in=courses)
    return {course: (who, zone) for course, who, zone in found.values_list(*_READ[:2], "zone")}


def policies_of(person_id: str) -> set[str]:
    """Name the policies that the courses of a person are under."""
    return set(_related(person_id).order_by().values_list("policy", flat=True).distinct())


def _worst(found: "QuerySet[CourseIndex]", most: int) -> list[CourseRow]:
    """Return the first rows in an order the database can make: worst first, roughly."""
    ordered = _with_task(found).order_by(
        Case(When(task_verb__in=ASKED_FOR_HELP, then=0), default=1),
        F("task_due_at").asc(nulls_last=True),
        F("closed_at").asc(nulls_first=True),
        "-open_losses",
        "-open_cases",
        "-other_source",
        F("evaluated_on").asc(nulls_first=True),
        "course",
    )
    return _rows(ordered.values_list(*_READ, *_TASK)[:most], timezone.now())


def _with_task(found: "QuerySet[CourseIndex]") -> "QuerySet[CourseIndex, Any]":
    """Put the first word owed beside each course: until when, and after which entry.

    A call for help comes before every refusal, as in the round.
    """
    first = TaskRow.objects.filter(course=OuterRef("course")).order_by(
        Case(When(verb__in=ASKED_FOR_HELP, then=0), default=1), "due_at", "position"
    )
    return found.annotate(
        task_due_at=Subquery(first.values("due_at")[:1]),
        task_verb=Subquery(first.values("verb")[:1]),
        task_position=Subquery(first.values("position")[:1]),
    )


def _related(person_id: str) -> "QuerySet[CourseIndex]":
    duties = list(
        Duty.objects.filter(person=person_id).values_list("site_id", "site__clinic_id", "role")
    )
    clinics = {site for site, _, _ in duties}
    fills_at = {site for site, _, role in duties if role == Role.PHARMACIST}
    clinics |= {of for _, of, role in duties if role == Role.PHARMACIST and of}
    return CourseIndex.objects.filter(
        Q(clinic__in=clinics)
        | Q(course__in=_tied(person_id))
        | Q(course__in=CourseSite.objects.filter(site__in=fills_at).values("course"))
        | Q(course__in=MayFill.objects.filter(site__in=fills_at).values("course"))
    )


def _tied(person_id: str) -> Sequence[str]:
    """Name the courses whose own journal ties this person to them, today."""
    ties = CourseTie.objects.filter(person=person_id).values_list("course", "until_on")
    now, found = timezone.now(), []
    for course, until_on in ties:
        if until_on is not None:
            zone = CourseIndex.objects.values_list("zone", flat=True).get(pk=course)
            if day_of(now, _zone(zone)) > until_on:
                continue
        found.append(course)
    return found


def _as_seen(person_id: str, rows: list[CourseRow]) -> list[CourseRow]:
    """Keep back from a trusted person what a list does not tell them, the order included."""
    ties = CourseTie.objects.filter(person=person_id, role=Role.DELEGATE)
    theirs = set(ties.values_list("course", flat=True))
    if not theirs:
        return rows
    shown = [replace(row, **ON_A_LIST) if row.course in theirs else row for row in rows]
    return sorted(shown, key=lambda row: (row.withheld, row.course if row.withheld else ""))


def _rows(read: "QuerySet[CourseIndex, tuple[object, ...]]", now: datetime) -> list[CourseRow]:
    days: dict[str, date] = {}
    made = []
    for values in read:
        told = dict(zip((*_READ, *_TASK), values, strict=True))
        zone, runs_out_on = str(told["zone"]), told["runs_out_on"]
        today = days.setdefault(zone, day_of(now, _zone(zone)))
        left = days_between(today, runs_out_on) if isinstance(runs_out_on, date) else None
        made.append(CourseRow(**told, days_left=left))  # type: ignore[arg-type]
    return made


def _worse(row: CourseRow, now: datetime) -> tuple[object, ...]:
    return (
        row.closed_at is not None and not row.open_tasks,
        row.task_verb not in ASKED_FOR_HELP,
        not (row.task_due_at is not None and row.task_due_at <= now),
        not row.open_tasks,
        not row.open_losses,
        not row.open_cases,
        not row.other_source,
        row.days_left is not None and row.days_left > 0,
        row.evaluated_on or date.min,
        row.course,
    )


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def boxes_of(person: str, *, besides: str) -> int:
    """Count the open courses, other than that one, whose box a person holds or is to hold."""
    ties = CourseTie.objects.filter(person=person, role=Role.DELEGATE.value)
    found = CourseIndex.objects.filter(pk__in=ties.values("course"), closed_at=None)
    return found.exclude(pk=besides).count()


def boxes_beside(courses: Collection[str]) -> dict[str, dict[str, int]]:
    """Name for each open course the delegates who hold boxes of others too, and how many.

    As ``boxes_of`` counts them. Few people hold for more than one, so they are asked for first.
    """
    delegates = CourseTie.objects.filter(role=Role.DELEGATE.value)
    still_open = CourseIndex.objects.filter(closed_at=None).values("course")
    ties = delegates.filter(course__in=still_open)
    counts = ties.values("person").annotate(boxes=Count("course", distinct=True))
    several = list(counts.filter(boxes__gt=1).values_list("person", flat=True))
    held: dict[str, set[str]] = {person: set() for person in several}
    for course, person in ties.filter(person__in=several).values_list("course", "person"):
        held[person].add(course)
    return {
        course: {who: len(held[who]) - 1 for who in several if course in held[who]}
        for course in courses
    }
