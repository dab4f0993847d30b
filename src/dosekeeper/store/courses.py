"""Lists of courses: one indexed query, whoever asks, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from dosekeeper.core.people import Role
from dosekeeper.core.units import day_of, days_between
from dosekeeper.store.models import CourseIndex, CourseSite, CourseTie, Duty, MayFill, TaskRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRow:
    """One line of a list of courses.

    `days_left` are days until all fills so far run out, negative when they have;
    `task_due_at` is the earliest word owed to the patient.
    """

    course: str
    patient: str
    clinic: str
    zone: str
    policy: str
    level: str
    opened_at: datetime
    closed_at: datetime | None
    last_at: datetime
    evaluated_on: date | None
    runs_out_on: date | None
    days_left: int | None
    script_ends_on: date | None
    script_units_left: int | None
    home_units: int
    open_offers: int
    open_cases: int
    open_tasks: int
    task_due_at: datetime | None


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
)


def courses_of(person_id: str, *, closed: bool = False) -> list[CourseRow]:
    """Return the courses a person has to do with, worst first.

    Worst first: an overdue word to a patient, then any owed word, a count that does not
    add up, a supply that ran out, then by the day of the last evaluation. Closed courses
    stand last, and only if asked for.
    """
    found = _related(person_id)
    if not closed:
        found = found.filter(closed_at=None)
    due = (
        TaskRow.objects.filter(course=OuterRef("course"))
        .values("course")
        .annotate(first=Min("due_at"))
        .values("first")
    )
    now = timezone.now()
    read = found.annotate(task_due_at=Subquery(due)).values_list(*_READ, "task_due_at")
    return sorted(_rows(read, now), key=lambda row: _worse(row, now))


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


def _rows(read: "QuerySet[CourseIndex, tuple[object, ...]]", now: datetime) -> list[CourseRow]:
    days: dict[str, date] = {}
    made = []
    for values in read:
        told = dict(zip((*_READ, "task_due_at"), values, strict=True))
        zone, runs_out_on = str(told["zone"]), told["runs_out_on"]
        today = days.setdefault(zone, day_of(now, _zone(zone)))
        left = days_between(today, runs_out_on) if isinstance(runs_out_on, date) else None
        made.append(CourseRow(**told, days_left=left))  # type: ignore[arg-type]
    return made


def _worse(row: CourseRow, now: datetime) -> tuple[object, ...]:
    return (
        row.closed_at is not None,
        not (row.task_due_at is not None and row.task_due_at <= now),
        not row.open_tasks,
        not row.open_cases,
        row.days_left is not None and row.days_left > 0,
        row.evaluated_on or date.min,
        row.course,
    )


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
