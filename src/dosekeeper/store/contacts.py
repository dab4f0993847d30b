"""How people can be reached, and who stands in for whom. Never in the journal.

A person has at most one way on each channel. What an address has to look like is not known
here: a door asks that before it gives one (``door.contacts``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from dosekeeper.core.events import course_stream
from dosekeeper.core.people import Role
from dosekeeper.store import directory, watching
from dosekeeper.store.courses import ALIVE, alive_at
from dosekeeper.store.models import (
    Contact,
    CourseIndex,
    CourseTie,
    Duty,
    MayFill,
    OutboxRow,
    Watch,
)


MENDED_WITHIN = timedelta(days=2)
"""A message that failed so lately is tried again when its address is corrected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """One way to reach a person: the channel, the address there, the language of the texts."""

    person: str
    channel: str
    address: str
    language: str
    on: bool = True


def contacts_of(person: str) -> list[ContactView]:
    """Return every way to reach a person, those that are switched off too, by channel."""
    return [_view(found) for found in Contact.objects.filter(person=person).order_by("channel")]


def contacts_for(people: Iterable[str]) -> dict[str, list[ContactView]]:
    """Return the ways that are switched on, by person; who has none is not among them."""
    found: dict[str, list[ContactView]] = {}
    wanted = Contact.objects.filter(person__in=set(people), on=True)
    for contact in wanted.order_by("person", "channel"):
        found.setdefault(contact.person_id, []).append(_view(contact))
    return found


def set_contact(contact: ContactView, *, now: datetime) -> None:
    """Keep a way to reach a person, in place of the one on the same channel.

    What is in force for them now goes out with the next run, and so does what lately failed
    on this channel: whoever corrects an address wants to hear what it missed.
    """
    directory.person(contact.person)
    with transaction.atomic():
        Contact.objects.update_or_create(
            person_id=contact.person,
            channel=contact.channel,
            defaults={
                "address": contact.address,
                "language": contact.language,
                "on": contact.on,
                "changed_at": now,
            },
        )
        if contact.on:
            _mend(contact.person, contact.channel, now)


def remove_contact(person: str, channel: str) -> None:
    """Forget a way to reach a person; once more changes nothing."""
    Contact.objects.filter(person=person, channel=channel).delete()


def _mend(person: str, channel: str, now: datetime) -> None:
    OutboxRow.objects.filter(
        person=person, channel=channel, failed_at__gt=now - MENDED_WITHIN
    ).update(failed_at=None, tries=0, next_try_at=now, last_error="")
    ties = CourseTie.objects.filter(person=person).values_list("course", flat=True)
    streams = {course_stream(course) for course in ties}
    for site in Duty.objects.filter(person=person).values_list("site", flat=True).distinct():
        streams |= watching.streams_at(site)
    watching.wake(streams, now)


# --- who works where, and who stands in ------------------------------------------------


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who may be told at a site: people by role, and which of them stand in for others."""

    people: dict[Role, tuple[str, ...]]
    deputies: dict[Role, tuple[str, ...]]

    def of(self, role: Role) -> tuple[str, ...]:
        """Return who has a role here, by id."""
        return self.people.get(role, ())

    def instead_of(self, person: str, role: Role) -> tuple[str, ...]:
        """Return who stands in for somebody: the deputies, else all others of the role."""
        others = tuple(p for p in self.of(role) if p != person)
        return tuple(p for p in self.deputies.get(role, ()) if p != person) or others


def on_duty(site: str) -> OnDuty:
    """Return who works at a site."""
    people: dict[Role, tuple[str, ...]] = {}
    deputies: dict[Role, tuple[str, ...]] = {}
    found = Duty.objects.filter(site=site).order_by("person")
    for person, word, deputy in found.values_list("person_id", "role", "deputy"):
        role = Role(word)
        people[role] = (*people.get(role, ()), person)
        if deputy:
            deputies[role] = (*deputies.get(role, ()), person)
    return OnDuty(people, deputies)


def doctors_with_courses(site: str) -> set[str]:
    """Return whose courses a clinic has; an empty name for one nobody has evaluated."""
    streams = [course_stream(course) for course in alive_at(site)]
    found: set[str] = set()
    for first in range(0, len(streams), _AT_ONCE):
        watched = Watch.objects.filter(stream__in=streams[first : first + _AT_ONCE])
        found |= set(watched.order_by().values_list("doctor", flat=True).distinct())
    return found


_AT_ONCE = 500


def unreachable(sites: Iterable[str]) -> list[str]:
    """Return who should be told things at these clinics and has no way switched on, by id.

    Their staff and that of the pharmacies that fill for them, and the patients and delegates
    of their courses.
    """
    clinics = set(sites)
    theirs = CourseIndex.objects.filter(ALIVE, clinic__in=clinics).values("course")
    tied = CourseTie.objects.filter(course__in=theirs)
    fill = MayFill.objects.filter(course__in=theirs).values("site")
    at_work = Q(site__in=clinics) | Q(site__clinic__in=clinics) | Q(site__in=fill)
    staff = Duty.objects.filter(at_work).exclude(role=Role.AUDITOR)
    people = set(tied.values_list("person", flat=True))
    people |= set(staff.values_list("person_id", flat=True))
    reached = set(Contact.objects.filter(on=True).values_list("person_id", flat=True))
    return sorted(people - reached)


def _view(found: Contact) -> ContactView:
    return ContactView(
        person=found.person_id,
        channel=found.channel,
        address=found.address,
        language=found.language,
        on=found.on,
    )
