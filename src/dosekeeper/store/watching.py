"""Which streams have to be looked through for what is due, and what was found in them.

A stream is stale when it was never looked through, when it has moved on since, when somebody
woke it, or when the moment has come at which the last look said that something changes. So it
is when that moment is further off than any look puts it: then the clock was ahead. A pass over
ten thousand quiet courses is one query that walks two primary keys.
"""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from dosekeeper.core.events import course_stream, site_stream
from dosekeeper.core.people import Role
from dosekeeper.core.units import CLOCK_SLACK
from dosekeeper.store.courses import ALIVE
from dosekeeper.store.journal import with_patience
from dosekeeper.store.models import (
    ERROR_MAX,
    WAKING_LENGTH,
    CourseIndex,
    CourseSite,
    MayFill,
    OutboxRow,
    Site,
    StreamHead,
    Watch,
)
from dosekeeper.store.statements import engine_value


AGAIN_AFTER = timedelta(days=1)
"""At the latest: duties, addresses and policies change without a word in the journal."""
AGAIN_AFTER_ERROR = timedelta(minutes=5)
"""A stream that could not be looked through keeps nobody waiting, and is tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Somebody who has to be told, because of which step.

    ``rank`` is the kind's place in the order of what is worst, ``not_before`` the moment
    before which no message may go out.
    """

    step: str
    person: str
    stream: str
    site: str
    kind: str
    role: Role
    rank: int
    step_at: datetime
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message: what is told, on which channel, and under which names.

    ``message_id`` and ``reference`` say nothing of whom it is about.
    """

    telling: Telling
    channel: str
    message_id: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a look through one stream came to: what is to be told, and when to look again.

    ``error`` says why there is nothing; then the stream is looked through again soon.
    ``answers`` is the waking that was known before the look began.
    """

    stream: str
    position: int
    next_at: datetime
    doctor: str = ""
    tellings: tuple[Telling, ...] = ()
    error: str = ""
    answers: str = ""


_STALE = """
SELECT h.stream, COALESCE(w.woken, '')
  FROM store_streamhead h LEFT JOIN store_watch w ON w.stream = h.stream
 WHERE h.position > 0
   AND (w.stream IS NULL OR w.position <> h.position OR w.next_at <= %s OR w.next_at > %s
        OR w.woken <> w.answers)
 ORDER BY h.stream LIMIT %s
"""


def stale(now: datetime, most: int) -> dict[str, str]:
    """Return streams that have to be looked through now, so many at most, with their waking.

    By name, so that courses stand before the sites whose doctors they tell.
    """
    with connection.cursor() as cursor:
        furthest = now + AGAIN_AFTER + CLOCK_SLACK
        cursor.execute(_STALE, [engine_value(now), engine_value(furthest), most])
        return dict(cursor.fetchall())


def wake(streams: Iterable[str], now: datetime) -> None:
    """Have streams looked through with the next run: who is told may be somebody else now.

    A look that is under way does not answer it, since it may have asked before.
    """
    waking = secrets.token_hex(WAKING_LENGTH // 2)
    Watch.objects.bulk_create(
        # A stream nobody has looked through yet may be under a look that does so first.
        [Watch(stream=each, position=0, next_at=now, woken=waking) for each in sorted(streams)],
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["stream"],
        update_fields=["woken"],
    )


def streams_at(site: str) -> set[str]:
    """Return the streams of which people at a site are told: its own, and its courses.

    A pharmacy's are those it may fill for. A course that has ended is among them as long as
    it owes a word or has doses out.
    """
    at_clinic = Q(clinic=site) | Q(clinic__in=Site.objects.filter(pk=site).values("clinic"))
    filled = Q(pk__in=CourseSite.objects.filter(site=site).values("course"))
    may_fill = Q(pk__in=MayFill.objects.filter(site=site).values("course"))
    courses = CourseIndex.objects.filter(at_clinic | filled | may_fill).filter(ALIVE)
    found = {course_stream(course) for course in courses.values_list("course", flat=True)}
    return {site_stream(site), *found}


def next_at() -> datetime | None:
    """Return when the first stream has to be looked through again, if nothing is written."""
    return Watch.objects.order_by("next_at").values_list("next_at", flat=True).first()


_DOCTORS = """
SELECT w.stream, w.doctor FROM store_watch w JOIN store_streamhead h ON h.stream = w.stream
 WHERE w.position = h.position AND w.error = '' AND w.doctor <> '' AND w.stream IN
"""


def doctors_of(streams: Iterable[str]) -> dict[str, str]:
    """Return whose courses those are, as far as they were looked through to their end."""
    wanted = list(streams)
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            cursor.execute(f"{_DOCTORS} ({', '.join(['%s'] * len(some))})", some)
            found |= dict(cursor.fetchall())
    return found


def untold(found: Iterable[Found]) -> list[Telling]:
    """Return what was found and that nobody has written a message about yet.

    Who was told of a step on any channel is not told again on another they add later; a
    message that was given up has told nobody. What was withdrawn and has to be told after all
    is among it.
    """
    tellings = [telling for each in found for telling in each.tellings]
    steps = sorted({telling.step for telling in tellings})
    told: set[tuple[str, str]] = set()
    for first in range(0, len(steps), _AT_ONCE):
        rows = OutboxRow.objects.filter(
            step__in=steps[first : first + _AT_ONCE], withdrawn_at=None, failed_at=None
        )
        told |= set(rows.values_list("step", "person"))
    return [t for t in tellings if (t.step, t.person) not in told]


_AT_ONCE = 500


def record(found: Collection[Found], messages: Collection[Outgoing], now: datetime) -> int:
    """Write what was found, all in one transaction; return how many messages it were.

    A stream that has moved on since it was looked through is left out: what was due in it
    may be done. A message that is there already stays as it is.
    """
    return with_patience(lambda: _record(found, messages, now))


def _record(found: Collection[Found], messages: Collection[Outgoing], now: datetime) -> int:
    with transaction.atomic(durable=not connection.in_atomic_block):
        # By name, as every run does: two of them wait for each other and never in a circle.
        looked = sorted(found, key=lambda each: each.stream)
        heads = _heads(each.stream for each in looked)
        kept = [each for each in looked if heads.get(each.stream) == each.position]
        streams = {each.stream for each in kept}
        told = _insert([m for m in messages if m.telling.stream in streams], now)
        Watch.objects.bulk_create(
            [
                Watch(
                    stream=each.stream,
                    position=each.position,
                    next_at=each.next_at,
                    doctor=each.doctor,
                    error=each.error[:ERROR_MAX],
                    answers=each.answers,
                )
                for each in kept
            ],
            update_conflicts=True,
            unique_fields=["stream"],
            update_fields=["position", "next_at", "doctor", "error", "answers"],
        )
    return told


def _heads(streams: Iterable[str]) -> dict[str, int]:
    found = StreamHead.objects.filter(stream__in=list(streams))
    return dict(found.values_list("stream", "position"))


def _insert(messages: list[Outgoing], now: datetime) -> int:
    given_up = _given_up(m.message_id for m in messages)
    rows = [
        OutboxRow(
            step=m.telling.step,
            person=m.telling.person,
            channel=m.channel,
            message_id=m.message_id,
            reference=m.reference,
            stream=m.telling.stream,
            site=m.telling.site,
            kind=m.telling.kind,
            role=m.telling.role.value,
            rank=m.telling.rank,
            step_at=m.telling.step_at,
            made_at=now,
            not_before=m.telling.not_before,
            next_try_at=m.telling.not_before,
        )
        for m in sorted(messages, key=lambda m: (m.telling.step, m.telling.person, m.channel))
        if m.message_id not in given_up
    ]
    if rows:
        _bring_back(rows)
        OutboxRow.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _given_up(message_ids: Iterable[str]) -> set[str]:
    """Return the messages that the other side has refused for good."""
    found = OutboxRow.objects.filter(message_id__in=list(message_ids)).exclude(failed_at=None)
    return set(found.values_list("message_id", flat=True))


def _bring_back(rows: list[OutboxRow]) -> None:
    """Let what was withdrawn and has to be told after all go out, under its own names."""
    fresh = {row.message_id: row for row in rows}
    withdrawn = OutboxRow.objects.filter(message_id__in=fresh).exclude(withdrawn_at=None)
    for row in withdrawn.order_by("message_id"):
        row.withdrawn_at, row.tries, row.last_error = None, 0, ""
        row.not_before = row.next_try_at = fresh[row.message_id].not_before
        row.save(
            update_fields=["withdrawn_at", "tries", "last_error", "not_before", "next_try_at"]
        )


# --- what could not be looked through ----------------------------------------------------


def errors() -> list[tuple[str, str]]:
    """Return the streams whose last look failed, and why, by name."""
    found = Watch.objects.exclude(error="").order_by("stream")
    return list(found.values_list("stream", "error"))


def is_new_error(stream: str, said: str) -> bool:
    """Whether the last look at a stream did not fail, or did for another reason."""
    return not Watch.objects.filter(stream=stream, error=said[:ERROR_MAX]).exists()
