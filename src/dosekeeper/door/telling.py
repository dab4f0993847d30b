"""Who has to be told what: from what is expected to one message a person and channel.

The core says which steps of which expectations have come; the directory says who the
people are; the store keeps each message once. Nothing is sent here (``delivering``).
"""

import hashlib
import hmac
import logging
from base64 import b32encode
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from dosekeeper.core.chart import Chart
from dosekeeper.core.custody import keepers
from dosekeeper.core.due import (
    Expectation,
    Kind,
    Step,
    due_until,
    rounds_due,
    rounds_next_at,
    steps,
)
from dosekeeper.core.events import site_stream
from dosekeeper.core.people import HOLDERS, Role
from dosekeeper.core.units import utc
from dosekeeper.door.installed import desk
from dosekeeper.door.looking import doctor_of
from dosekeeper.door.rounds import whose
from dosekeeper.store import contacts, directory, reading, watching
from dosekeeper.store.contacts import OnDuty
from dosekeeper.store.errors import UnavailableError
from dosekeeper.store.watching import Found, Outgoing, Telling


log = logging.getLogger(__name__)
KINDS = tuple(Kind)
LOOKED_AT_ONCE = 100
SITE_AGAIN_AFTER = timedelta(hours=1)
"""A clinic's rounds depend on whose courses it has, and those are other streams."""
NIGHT_FROM, NIGHT_TO = time(21), time(8)
CAN_WAIT = frozenset(
    {Kind.MISSED, Kind.COUNT, Kind.DECLINED, Kind.ACCEPT, Kind.HAND_BACK, Kind.EVALUATION}
)
"""What is no reason to wake anybody."""
_REFERENCE_BYTES = 10
_SOONEST = timedelta(seconds=1)


def find(now: datetime) -> int:
    """Look through every stream that needs it, and write down the messages that have come.

    Returns how many. A course that cannot be looked through is logged, shown and tried again,
    and keeps nobody else waiting; so only a database that fails raises, UnavailableError.
    """
    told = 0
    while streams := watching.stale(now, LOOKED_AT_ONCE):
        # Asked anew each time: what woke a stream must be seen by the look that answers it.
        around = Around(now)
        found = [
            replace(look(stream, around), answers=waking) for stream, waking in streams.items()
        ]
        told += watching.record(found, outgoing(watching.untold(found)), now)
    return told


def outgoing(tellings: Collection[Telling]) -> list[Outgoing]:
    """Return a message for every way to reach each person; for who has none there is none."""
    if not tellings:
        return []
    ways = contacts.contacts_for(telling.person for telling in tellings)
    found = []
    for telling in tellings:
        for way in ways.get(telling.person, ()):
            message_id, reference = names_of(telling.step, telling.person, way.channel)
            found.append(
                Outgoing(
                    telling=telling,
                    channel=way.channel,
                    message_id=message_id,
                    reference=reference,
                )
            )
    return found


@dataclass(slots=True)
class Around:
    """Who is who, asked once."""

    now: datetime
    _duties: dict[str, OnDuty] = field(default_factory=dict)

    def on_duty(self, site: str) -> OnDuty:
        """Return who works at a site."""
        if site not in self._duties:
            self._duties[site] = contacts.on_duty(site)
        return self._duties[site]


def look(stream: str, around: Around) -> Found:
    """Look through one stream; what goes wrong with it is in the answer."""
    try:
        return _look(reading.chart(stream), around)
    except (DatabaseError, InterfaceError, UnavailableError):
        raise
    except Exception as error:  # one bad course must not silence the others
        said = f"{type(error).__name__}: {error}"
        if watching.is_new_error(stream, said):
            log.exception("what is due could not be worked out for %s", stream)
        position, _ = reading.ends([stream]).get(stream, (0, ""))
        return Found(
            stream=stream,
            position=position,
            next_at=around.now + watching.AGAIN_AFTER_ERROR,
            error=said,
        )


def _look(chart: Chart, around: Around) -> Found:
    now, latest = around.now, around.now + watching.AGAIN_AFTER
    if chart.opened_at is None:  # begun with a refusal, and nothing else yet
        return Found(stream=chart.stream, position=chart.position, next_at=latest)
    policy = desk().policies.named(chart.policy)
    if chart.stream.startswith("site:"):
        latest = now + SITE_AGAIN_AFTER
        site = chart.stream.partition(":")[2]
        doctors = _expected_of(contacts.doctors_with_courses(site), around.on_duty(site))
        expected, until = (
            rounds_due(chart, doctors, policy, now),
            rounds_next_at(chart, doctors, policy, now),
        )
    else:
        site = chart.clinic
        expected, until = due_until(chart, policy, now)
    told = [
        telling
        for expectation in expected
        for telling in _latest(expectation, chart, site, around)
    ]
    return Found(
        stream=chart.stream,
        position=chart.position,
        # Never now: that would be a mistake of ours, and this would go round for ever.
        next_at=max(min(until, latest), now + _SOONEST),
        doctor=doctor_of(chart),
        tellings=tuple(told),
    )


def in_force(stream: str, around: Around) -> frozenset[tuple[str, str]] | None:
    """Return the steps of a stream that have to be told now, and whom, by name and id.

    None when it cannot be looked through: then nobody knows better than when it was.
    """
    found = look(stream, around)
    return None if found.error else frozenset((t.step, t.person) for t in found.tellings)


def _expected_of(treating: Collection[str], here: OnDuty) -> tuple[str, ...]:
    """Return whose round is expected: who treats somebody here, or might have to.

    A course without a doctor, or whose doctor has left, is on everybody's list (``rounds``).
    """
    on_duty = here.of(Role.PRESCRIBER)
    if any(not whose(doctor, on_duty) for doctor in treating):
        return on_duty
    return tuple(doctor for doctor in on_duty if doctor in treating)


def unsigned_rounds(
    site: str, treating: Collection[str], now: datetime
) -> tuple[Expectation, ...]:
    """Return the rounds that a clinic's doctors have yet to sign today.

    ``treating`` names whose courses it has, with an empty name for one nobody has.
    Raises PolicyError when the clinic's policy is not there.
    """
    chart = reading.chart(site_stream(site))
    if chart.opened_at is None:
        return ()
    doctors = _expected_of(treating, Around(now).on_duty(site))
    return rounds_due(chart, doctors, desk().policies.named(chart.policy), now)


def _latest(
    expectation: Expectation, chart: Chart, site: str, around: Around
) -> Iterable[Telling]:
    """Return the last telling that has come for each person: one, whatever they are here."""
    latest: dict[str, Telling] = {}
    for step in steps(expectation, around.now):
        for telling in _tellings(step, chart, site, around):
            known = latest.get(telling.person)
            if known is None or telling.step_at > known.step_at:
                latest[telling.person] = telling
    return latest.values()


def _tellings(step: Step, chart: Chart, site: str, around: Around) -> Iterator[Telling]:
    name = f"{chart.stream}/{step.key}"
    for person in recipients(step, chart, site, around):
        yield Telling(
            step=name,
            person=person,
            stream=chart.stream,
            site=site,
            kind=step.expectation.kind,
            role=step.role,
            rank=KINDS.index(step.expectation.kind),
            step_at=step.at,
            not_before=not_before(step, chart, around.now),
        )


def recipients(step: Step, chart: Chart, site: str, around: Around) -> tuple[str, ...]:
    """Return who a step tells, by id. Nobody is told of their own care as one of the staff."""
    found = _people(step, chart, around.on_duty(site), around)
    own = {chart.patient, *chart.trusts} if step.role not in HOLDERS else set()
    return tuple(dict.fromkeys(person for person in found if person not in own))


def _people(step: Step, chart: Chart, here: OnDuty, around: Around) -> tuple[str, ...]:
    of = step.expectation.of
    match step.role:
        case Role.PATIENT:
            return (chart.patient,)
        case Role.DELEGATE:
            in_force = chart.delegate_on(chart.day(around.now))
            theirs = of in chart.trusts or of in keepers(chart)
            return (of,) if theirs else (in_force,) if in_force else ()
        case Role.PRESCRIBER:
            return _prescribers(step, chart, here)
        case Role.PHARMACIST:
            return _pharmacists(step, chart, around)
        case _:
            return here.of(step.role)


def _prescribers(step: Step, chart: Chart, here: OnDuty) -> tuple[str, ...]:
    """Return who is meant: the one it is expected of, else whose course it is, else all.

    What is owed by the clinic and not by somebody (``of`` is empty) is told to all of them:
    a patient who is not safe must not wait for the one doctor who is away.
    """
    all_here, of = here.of(Role.PRESCRIBER), step.expectation.of
    meant = of if of in all_here else doctor_of(chart)
    if step.rung.deputy:
        return here.instead_of(meant, Role.PRESCRIBER)
    return (meant,) if of and meant in all_here else all_here


def _pharmacists(step: Step, chart: Chart, around: Around) -> tuple[str, ...]:
    """Return who fills where it was filled; else who may fill for this course."""
    position = step.expectation.position
    filled_at = [s.site for s in chart.supplies if s.position == position]
    course = chart.stream.partition(":")[2]
    sites = filled_at or [view.id for view in directory.pharmacies_of(course)]
    return tuple(p for site in sites for p in around.on_duty(site).of(Role.PHARMACIST))


def not_before(step: Step, chart: Chart, now: datetime) -> datetime:
    """Return when a message may go out: what can wait lets people sleep."""
    if step.expectation.kind not in CAN_WAIT:
        return step.at
    there = max(step.at, now).astimezone(chart.zone)
    if NIGHT_TO <= there.time() < NIGHT_FROM:
        return step.at
    day = there.date() + timedelta(days=there.time() >= NIGHT_FROM)
    return utc(datetime.combine(day, NIGHT_TO, tzinfo=chart.zone))


def names_of(step: str, person: str, channel: str) -> tuple[str, str]:
    """Return a message's id and reference.

    Made from what it is about with this installation's secret: the same whenever it is made
    again, even after a backup was put back, and nobody can read from it whom it is about.
    """
    text = f"message\0{step}\0{person}\0{channel}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).digest()
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"{digest[:16].hex()}@{host}", b32encode(
        digest[16 : 16 + _REFERENCE_BYTES]
    ).decode().lower()
