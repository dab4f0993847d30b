"""A month of a clinic with 200 courses, looked at every five minutes of its time.

Every message goes out to each right person at the first run that can see it: none is missed,
none is early, none is doubled, and none is sent that the model does not ask for.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.db import connection

from dosekeeper.core import acts
from dosekeeper.core.events import Entry
from dosekeeper.core.people import Role
from dosekeeper.core.record import done
from dosekeeper.door.running import run_due
from dosekeeper.notify import Message
from dosekeeper.store import directory
from dosekeeper.store.journal import CHARTS, DjangoJournal
from dosekeeper.store.models import OutboxRow
from tests.messages import month
from tests.messages.month import CLINIC, Event, Life, Rounds, Told
from tests.messages.senders import reach


COURSES = 200
SECONDS_MAX = 60


@dataclass
class Sender:
    """Keeps what it is given, and when."""

    now: datetime = month.BEGIN
    sent: list[tuple[datetime, Message]] = field(default_factory=list)

    def send(self, message: Message) -> None:
        self.sent.append((self.now, message))

    def clock(self) -> datetime:
        return self.now

    @contextmanager
    def opened(self) -> Iterator["Sender"]:
        yield self


def people(lives: list[Life | Rounds]) -> None:
    for site, kind in ((CLINIC, "clinic"), ("corner-pharmacy", "pharmacy")):
        directory.add_site(
            site, site, kind=kind, zone=month.ZONE.key, policy="article", inside=False
        )
    on_duty = [
        *((doctor, CLINIC, Role.PRESCRIBER) for doctor in month.DOCTORS),
        *((nurse, CLINIC, Role.NURSE) for nurse in month.NURSES),
        *((manager, CLINIC, Role.MANAGER) for manager in month.MANAGERS),
        *((each, "corner-pharmacy", Role.PHARMACIST) for each in month.PHARMACISTS),
        ("aude", CLINIC, Role.AUDITOR),
    ]
    for person, site, role in on_duty:
        reachable(person)
        directory.add_duty(person, site, role, deputy=person == "dr-chen")
    for life in lives:
        if isinstance(life, Life):
            reachable(life.patient.person)
            reachable(life.delegate.person)


def reachable(person: str) -> None:
    directory.add_person(person, person)
    reach(person, month.BEGIN, language="es")


def write(stream: str, event: Event) -> None:
    """Write an event down unjudged: what happened here is made up, and all of it happened."""
    request = acts.Request(act=event.act(), by=event.by, at=event.happened or event.at)

    def work(pages):
        chart = pages.chart(stream)
        assert chart.position + 1 == event.position
        pages.append(
            Entry(
                stream=stream,
                position=event.position,
                fact=done(request, chart, None, event.at, event.seed),
                at=request.at,
                recorded_at=event.at,
                by=event.by,
            )
        )

    DjangoJournal().transact(stream, work)


@pytest.fixture
def quick_sqlite(sqlite_engine) -> None:
    """Without waiting for the disk: what is held here is what is sent, not what is kept."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("PRAGMA journal_mode = MEMORY")


def live(lives: list[Life | Rounds], sender: Sender) -> float:
    """Let the month pass; return the seconds of a processor that all runs took."""
    for life in lives:
        for event in life.opening:
            write(life.stream, event)
    events = sorted(
        ((event, life.stream) for life in lives for event in life.events),
        key=lambda pair: pair[0].at,
    )
    took = 0.0
    while sender.now < month.END:
        while events and events[0][0].at < sender.now:
            event, stream = events.pop(0)
            write(stream, event)
        started = time.process_time()
        run_due(sender.clock, sender.opened)
        took += time.process_time() - started
        sender.now += month.TICK
    return took


def sent(sender: Sender) -> dict[Told, datetime]:
    rows = {row.message_id: row for row in OutboxRow.objects.all()}
    found: dict[Told, datetime] = {}
    for at, message in sender.sent:
        row = rows[message.message_id]
        assert message.to == f"{row.person}@example.org"
        of = row.step.split(":")[2] if row.kind == "daily-round" else ""
        told = Told(row.stream, row.kind, row.person, row.step_at, of)
        assert told not in found, f"doubled: {told}"
        found[told] = at
    return found


def test_everybody_is_told_of_everything_when_it_is_time_and_once(quick_sqlite):
    CHARTS.forget()
    lives = month.month(COURSES, seed=20261125)
    people(lives)
    sender = Sender()
    took = live(lives, sender)
    must, did = month.expected(lives), sent(sender)
    assert {told: at for told, at in must.items() if told not in did} == {}, "missed"
    assert {told: at for told, at in did.items() if told not in must} == {}, "not to be sent"
    assert {t: (must[t], did[t]) for t in must if did[t] < must[t]} == {}, "early"
    assert {t: (must[t], did[t]) for t in must if did[t] > must[t]} == {}, "late"
    assert {told.kind for told in must} == {
        "word-owed",
        "hand-back",
        "call-back",
        "missed-check-ins",
        "session-record",
        "count-after-fill",
        "offer-open",
        "evaluation-ahead",
        "check-in",
        "daily-round",
    }
    assert len(must) > COURSES * month.DAYS
    assert took < SECONDS_MAX, f"{took:.1f} s"
    print(len(must), "messages", f"{took:.1f} s")  # noqa: T201
