"""What managers and auditors look at: refusals, overrides, how far the journal reaches."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Concat

from dosekeeper.core.events import Entry
from dosekeeper.core.people import Role
from dosekeeper.store.codec import entry_of
from dosekeeper.store.models import CourseIndex, Duty, JournalRow, StreamHead


OVERSEERS = frozenset({Role.MANAGER, Role.AUDITOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far the journals of somebody's clinics reach: streams, facts, the last of them."""

    streams: int
    facts: int
    last_at: datetime | None


def overrides(person_id: str, since: datetime, most: int) -> tuple[list[Entry], int]:
    """Return the overrides given since, in the clinics a person oversees, newest first."""
    return _notable(person_id, since, most, Q(verb="waive", kind="done"))


def refusals(person_id: str, since: datetime, most: int) -> tuple[list[Entry], int]:
    """Return what was refused since, in the clinics a person oversees, newest first."""
    return _notable(person_id, since, most, Q(kind="refused"))


def reach(person_id: str) -> Reach:
    """Say how far the journal of the clinics somebody oversees reaches."""
    heads = StreamHead.objects.filter(stream__in=_streams(person_id))
    told = heads.aggregate(streams=Count("pk"), facts=Sum("position"))
    last = (
        JournalRow.objects.filter(stream__in=_streams(person_id))
        .order_by("-pk")
        .values_list("recorded_at", flat=True)
        .first()
    )
    return Reach(
        streams=told["streams"],
        facts=told["facts"] or 0,
        last_at=last,
    )


def _notable(person_id: str, since: datetime, most: int, which: Q) -> tuple[list[Entry], int]:
    notable = Q(kind="refused") | Q(verb="waive")
    found = JournalRow.objects.filter(
        notable, which, recorded_at__gte=since, stream__in=_streams(person_id)
    )
    newest = found.order_by("-recorded_at").values_list("body", flat=True)[:most]
    return [entry_of(body) for body in newest], found.count()


def _streams(person_id: str) -> "QuerySet[CourseIndex, Any]":
    clinics = Duty.objects.filter(
        person=person_id, role__in=[role.value for role in OVERSEERS]
    ).values("site_id")
    courses = CourseIndex.objects.filter(clinic__in=clinics)
    named = courses.annotate(stream=Concat(Value("course:"), "course"))
    return named.values("stream")
