"""Send what is in the outbox: each message once, and again only under the same message id.

What waited may have been done meanwhile. So each is held against what is due now before it
goes out, and withdrawn when it need not be told any more.
"""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.urls import reverse

from dosekeeper.core.due import Kind
from dosekeeper.core.people import Role
from dosekeeper.door.check_in import check_in_url, public
from dosekeeper.door.telling import Around, in_force
from dosekeeper.notify import Channel, Message, NotSentError, Postbox, Servers
from dosekeeper.store import contacts, outbox
from dosekeeper.store.contacts import ContactView
from dosekeeper.store.errors import UnavailableError
from dosekeeper.store.outbox import Waiting
from dosekeeper.wording import message


log = logging.getLogger(__name__)
TAKEN_AT_ONCE = 20
SECONDS_MAX = 60.0
_SHARE_OF_LEASE = 0.1
"""A channel's turn ends after so much of the lease: its rows are certainly still its own, and
one that is slow does not keep the others waiting."""
FRESH_FOR = timedelta(minutes=1)
"""So long ago somebody looked whether a new message has to be told; older ones are asked."""
Clock = Callable[[], datetime]


class Sender(Protocol):
    """Whoever hands a message on, as ``notify.Postbox`` does. Raises NotSentError."""

    def send(self, message: Message) -> None:
        """Send one message."""
        ...


Sending = Callable[[], AbstractContextManager[Sender]]


@dataclass(slots=True)
class Sent:
    """What became of the messages; ``more`` are left that may go out now."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    withdrawn: int = 0
    more: bool = False


def servers() -> Servers:
    """Return what this installation sends through."""
    return Servers(mail=settings.MAIL, sms=settings.SMS, push=settings.PUSH)


def postbox() -> Postbox:
    """Return a sender for one run, through this installation's servers."""
    return Postbox(servers())


def deliver(clock: Clock, sending: Sending = postbox) -> Sent:
    """Send every message that may go out now: the channels in turn, the worst first in each.

    A channel whose server does not answer is left alone for the rest of the run: its
    messages wait, and hold up nobody else's. After a minute it stops: what has become due
    meanwhile may be worse than what is left.
    """
    done, down = Sent(), dict[str, str]()
    enough_at = time.monotonic() + SECONDS_MAX
    with sending() as sender:
        while waiting := outbox.channels(clock()) - down.keys():
            took = 0
            for channel in (each for each in Channel if each in waiting):
                taken = outbox.claim(clock(), channel, TAKEN_AT_ONCE)
                _send_all(taken, sender, clock, done, down)
                took += len(taken)
            if not took:  # somebody else is sending them
                break
            if time.monotonic() > enough_at:
                done.more = True
                break
    return done


def _send_all(
    taken: list[Waiting], sender: Sender, clock: Clock, done: Sent, down: dict[str, str]
) -> None:
    enough_at = time.monotonic() + outbox.LEASE.total_seconds() * _SHARE_OF_LEASE
    taken = _still_due(taken, clock(), done)
    ways = contacts.contacts_for(row.person for row in taken)
    for number, row in enumerate(taken):
        if time.monotonic() > enough_at:
            outbox.release(taken[number:], clock())
            return
        if row.channel in down:
            outbox.put_off(row, clock(), down[row.channel])
            done.put_off += 1
        else:
            _send(row, ways, sender, clock, done, down)


def _still_due(taken: list[Waiting], now: datetime, done: Sent) -> list[Waiting]:
    """Return what still has to be told, and withdraw what has not."""
    around, kept = Around(now), []
    asked = {row.stream for row in taken if not _is_fresh(row, now)}
    due = {stream: in_force(stream, around) for stream in asked}
    for row in taken:
        told = None if _is_fresh(row, now) else due[row.stream]
        if told is None or (row.step, row.person) in told:
            kept.append(row)
        else:
            outbox.withdraw(row, now)
            done.withdrawn += 1
    return kept


def _is_fresh(row: Waiting, now: datetime) -> bool:
    return row.tries == 1 and abs(now - row.made_at) < FRESH_FOR


def _send(
    row: Waiting,
    ways: Mapping[str, list[ContactView]],
    sender: Sender,
    clock: Clock,
    done: Sent,
    down: dict[str, str],
) -> None:
    way = next((w for w in ways.get(row.person, ()) if w.channel == row.channel), None)
    if way is None:
        outbox.give_up(row, clock(), "the person has switched this channel off")
        done.given_up += 1
        return
    try:
        sender.send(_written(row, way, clock()))
    except NotSentError as error:
        if error.final:
            outbox.give_up(row, clock(), error.said)
            done.given_up += 1
            log.error("message %s is given up: %s", row.reference, error.said)  # noqa: TRY400 - one line
            return
        if error.down and row.channel not in down:
            down[row.channel] = error.said
            log.warning("no %s goes out: %s", row.channel, error.said)
        outbox.put_off(row, clock(), error.said)
        done.put_off += 1
        return
    outbox.sent(row, clock())
    done.sent += 1


def _written(row: Waiting, way: ContactView, now: datetime) -> Message:
    """Write a message; one that cannot be written holds up nobody else's."""
    try:
        return written(row, way, now)
    except (DatabaseError, InterfaceError, UnavailableError):
        raise
    except Exception as error:
        log.exception("message %s could not be written", row.reference)
        raise NotSentError(f"it could not be written ({type(error).__name__})") from error


def written(row: Waiting, way: ContactView, now: datetime) -> Message:
    """Write a message to somebody, in their language."""
    text = message(Kind(row.kind), row.role, way.language, link_for(row, now), row.reference)
    channel = Channel(row.channel)
    return Message(
        channel=channel,
        to=way.address,
        subject=text.subject,
        text=text.letter if channel is Channel.EMAIL else text.short,
        message_id=row.message_id,
    )


def link_for(row: Waiting, now: datetime) -> str:
    """Return where a message leads, by whom it is for and what it is about.

    The patient's check-in opens by a secret link of its own, the same however often the
    message is tried; everything else at an address
    that names nothing but the message, and finds the right page for who signs in.
    """
    course = row.stream.partition(":")[2]
    if row.role is Role.PATIENT and row.kind in _BY_SECRET_LINK:
        return check_in_url(course, now, row.message_id)
    return public(reverse("go", args=[row.reference]))


_BY_SECRET_LINK = frozenset({Kind.CHECK_IN, Kind.MISSED})
