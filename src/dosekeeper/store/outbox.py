"""The messages that are to go out, one row each: taken, sent, put off, withdrawn, given up.

Who takes rows to send them puts them off by the lease, so that nobody else sends them at
the same time, and so that they come up again, under the same message id, when the sender
dies. What cannot be sent now is tried again for ever, less and less often; only what the
other side has refused for good is given up, and stays in sight. What need not be told any
more before it went out is withdrawn.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, F, Min, Q, QuerySet

from dosekeeper.core.people import Role
from dosekeeper.core.units import CLOCK_SLACK
from dosekeeper.store.errors import NotYoursError
from dosekeeper.store.journal import with_patience
from dosekeeper.store.models import ERROR_MAX, Heartbeat, OutboxRow
from dosekeeper.store.statements import engine_value


LEASE = timedelta(minutes=5)
"""For so long a row that was taken belongs to who took it."""
RUN_LATE_AFTER = timedelta(minutes=15)
"""The run is late when the last one ended so long ago: nothing is noticed meanwhile."""
WAITS_LONG_AFTER = timedelta(minutes=15)
RUN = "run-due"
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=1)
_PUT_OFF_MAX = timedelta(days=1)
"""Nothing waits so long for its next try: a pause is an hour at most, and no night a day. What
does was put off by a clock that was ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message that somebody has taken to send it."""

    id: int
    person: str
    channel: str
    message_id: str
    reference: str
    stream: str
    step: str
    kind: str
    role: Role
    made_at: datetime
    tries: int


def channels(now: datetime) -> set[str]:
    """Return on which channels something may go out now. Asked without a lock."""
    return set(_due(now).order_by().values_list("channel", flat=True).distinct())


def claim(now: datetime, channel: str, most: int, *, lease: timedelta = LEASE) -> list[Waiting]:
    """Take a channel's messages that may go out now, the worst kind first.

    They are the taker's alone until the lease is over.
    """

    def once() -> list[Waiting]:
        with transaction.atomic():
            due = _due(now).filter(channel=channel)
            # PostgreSQL passes over what another sender is taking; SQLite has one writer.
            taken = due.order_by("rank", "next_try_at", "pk").select_for_update(
                skip_locked=True
            )
            rows = [_of(row) for row in taken[:most]]
            OutboxRow.objects.filter(pk__in=[row.id for row in rows]).update(
                next_try_at=now + lease, tries=F("tries") + 1
            )
            return rows

    return with_patience(once)


def sent(row: Waiting, now: datetime) -> None:
    """Write down that a message has gone out, whatever others thought of it meanwhile."""
    _settle(row, sent_at=now, failed_at=None, withdrawn_at=None, last_error="")


def put_off(row: Waiting, now: datetime, why: str) -> None:
    """Let a message that could not go out now be tried again later."""
    pause = min(_FIRST_PAUSE * 2 ** min(row.tries - 1, 16), _LONGEST_PAUSE)
    _settle(row, next_try_at=now + pause, last_error=why[:ERROR_MAX])


def give_up(row: Waiting, now: datetime, why: str) -> None:
    """Write down that a message can never be delivered, and why; it stays in sight."""
    _settle(row, failed_at=now, last_error=why[:ERROR_MAX])


def withdraw(row: Waiting, now: datetime) -> None:
    """Write down that a message need not be told any more: done, or a later one tells it."""
    _settle(row, withdrawn_at=now)


def release(rows: Iterable[Waiting], now: datetime, why: str = "") -> None:
    """Give back messages that were taken and not tried."""
    ids = [row.id for row in rows]
    changes = {"last_error": why[:ERROR_MAX]} if why else {}
    with_patience(
        lambda: OutboxRow.objects.filter(pk__in=ids, sent_at=None).update(
            next_try_at=now, tries=F("tries") - 1, **changes
        )
    )


def _settle(row: Waiting, **changes: object) -> None:
    # Not if it has gone out: a sender that comes back late must not call it unsent.
    with_patience(lambda: OutboxRow.objects.filter(pk=row.id, sent_at=None).update(**changes))


def _waiting() -> "QuerySet[OutboxRow]":
    return OutboxRow.objects.filter(sent_at=None, failed_at=None, withdrawn_at=None)


def _due(now: datetime) -> "QuerySet[OutboxRow]":
    moment = Q(next_try_at__lte=now) | Q(next_try_at__gt=now + _PUT_OFF_MAX)
    return _waiting().filter(moment)


def _of(row: OutboxRow) -> Waiting:
    return Waiting(
        id=row.pk,
        person=row.person,
        channel=row.channel,
        message_id=row.message_id,
        reference=row.reference,
        stream=row.stream,
        step=row.step,
        kind=row.kind,
        role=Role(row.role),
        made_at=row.made_at,
        tries=row.tries + 1,
    )


def about(reference: str, person: str) -> Waiting:
    """Return the message a link came with. Raises NotYoursError for who did not get it."""
    row = OutboxRow.objects.filter(reference=reference, person=person).first()
    if row is None:
        raise NotYoursError(f"message {reference[:32]!r}")
    return _of(row)


# --- what staff see ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A message that has not gone out as it should."""

    person: str
    channel: str
    kind: str
    stream: str
    since_at: datetime
    tries: int
    error: str
    given_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How the messages of some clinics stand.

    ``waiting`` should have gone out by now, since ``waiting_since_at``; ``failed`` were
    given up in the last days, ``withdrawn`` need not be told any more since then.
    """

    run_at: datetime | None
    waiting: int
    waiting_since_at: datetime | None
    failed: int
    withdrawn: int

    def run_late(self, now: datetime) -> bool:
        """Whether nothing has been looked at for so long that somebody has to be told.

        Nobody knows how long where the last run is still to come: a clock was wrong.
        """
        return self.run_at is None or abs(now - self.run_at) > RUN_LATE_AFTER

    def stuck(self, now: datetime) -> bool:
        """Whether messages wait that should have been delivered."""
        since = self.waiting_since_at
        return since is not None and now - since > WAITS_LONG_AFTER


SHOWN = timedelta(days=7)


def status(now: datetime, sites: Collection[str] | None = None) -> Status:
    """Return how the messages stand, of all clinics unless named."""
    mine = Q() if sites is None else Q(site__in=list(sites))
    waiting = _waiting().filter(mine, not_before__lte=now)
    counted = waiting.aggregate(n=Count("pk"), since=Min("not_before"))
    failed = OutboxRow.objects.filter(mine, failed_at__gt=now - SHOWN)
    withdrawn = OutboxRow.objects.filter(mine, withdrawn_at__gt=now - SHOWN)
    return Status(
        run_at=run_at(),
        waiting=counted["n"],
        waiting_since_at=counted["since"],
        failed=failed.count(),
        withdrawn=withdrawn.count(),
    )


def lines(now: datetime, sites: Collection[str] | None, most: int) -> list[Line]:
    """Return messages that wait or were given up, the oldest first."""
    mine = Q() if sites is None else Q(site__in=list(sites))
    due = Q(sent_at=None, failed_at=None, withdrawn_at=None, not_before__lte=now)
    found = OutboxRow.objects.filter(mine, due | Q(failed_at__gt=now - SHOWN))
    return [
        Line(
            person=row.person,
            channel=row.channel,
            kind=row.kind,
            stream=row.stream,
            since_at=row.not_before,
            tries=row.tries,
            error=row.last_error,
            given_up=row.failed_at is not None,
        )
        for row in found.order_by("not_before", "pk")[:most]
    ]


# --- the watchdog --------------------------------------------------------------------------


def run_at() -> datetime | None:
    """Return when the last run ended; None when there was none."""
    found = Heartbeat.objects.filter(name=RUN).values_list("ended_at", flat=True)
    return found.first()


def beat(began_at: datetime, ended_at: datetime) -> None:
    """Write down that a run has come to its end."""

    def once() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BEAT, [RUN, engine_value(began_at), engine_value(ended_at)])

    with_patience(once)


def is_due_daily(name: str, now: datetime) -> bool:
    """Whether something was not begun for a day; it counts as begun by whom this says so."""
    moment = engine_value(now)
    before, ahead = engine_value(now - timedelta(days=1)), engine_value(now + CLOCK_SLACK)

    def once() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_DAILY, [name, moment, moment, before, ahead])
            return bool(cursor.rowcount)

    return with_patience(once)


_DAILY = (
    "INSERT INTO store_heartbeat (name, began_at, ended_at) VALUES (%s, %s, %s)"
    " ON CONFLICT (name) DO UPDATE"
    " SET began_at = excluded.began_at, ended_at = excluded.ended_at"
    " WHERE store_heartbeat.began_at <= %s OR store_heartbeat.began_at > %s"
)
_BEAT = (
    "INSERT INTO store_heartbeat (name, began_at, ended_at) VALUES (%s, %s, %s)"
    " ON CONFLICT (name) DO UPDATE"
    " SET began_at = excluded.began_at, ended_at = excluded.ended_at"
)
