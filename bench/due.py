"""What is due in 10,000 courses: computed, looked through, and left alone when nothing moved.

    python -m bench.due

Each course has a month of life: a prescription, a fill that was taken over, doses, a check-in
on most days. *Computed* is `core.due` on charts in memory. *Looked through* is a run over
courses that were never looked at: read, folded, worked out, and the messages written. *Quiet*
is a run that finds nothing to do. All of it on SQLite as it is shipped.
"""

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from bench.http import database
from bench.rows import Row, table
from tests.support.repository import ROOT


COURSES = 10_000
QUIET_RUNS = 20
SETTLE = timedelta(minutes=1)


def run() -> list[Row]:
    """Measure in a process of its own, whose settings are those of the database."""
    with database("delete") as engine:
        done = subprocess.run(
            [sys.executable, "-m", "bench.due", "--here"],
            cwd=ROOT,
            env=engine.env,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise SystemExit(done.stderr)
    told = json.loads(done.stdout)
    return [
        Row(
            what=f"due of {COURSES:,} courses, computed, {told['computed']:.1f} s",
            per_second=COURSES / told["computed"],
        ),
        Row(
            what=f"run over {COURSES:,} courses never looked through, {told['looked']:.0f} s,"
            f" {told['messages']:,} messages",
            per_second=COURSES / told["looked"],
        ),
        Row(
            what=f"run over {COURSES:,} quiet courses",
            per_second=1 / told["quiet"][QUIET_RUNS // 2],
            p50_ms=told["quiet"][QUIET_RUNS // 2] * 1000,
            p99_ms=told["quiet"][-1] * 1000,
        ),
    ]


# --- in the process with the database's settings ---------------------------------------


def here() -> dict[str, object]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)
    now = prepare()
    computed = compute(now)
    started = time.perf_counter()
    messages = look(now)
    looked = time.perf_counter() - started
    look(now + SETTLE)
    quiet = []
    for _ in range(QUIET_RUNS):
        started = time.perf_counter()
        assert look(now + SETTLE) == 0
        quiet.append(time.perf_counter() - started)
    return {
        "computed": computed,
        "looked": looked,
        "messages": messages,
        "quiet": sorted(quiet),
    }


def story() -> tuple[list[object], datetime]:
    """One course's month; every course has the same."""
    from dosekeeper.core import acts
    from tests import cast

    told = cast.filled()
    told.tell(acts.Follow(daily=True, by_hour=20), cast.DR_REYES)
    begun = told.now
    for day in range(1, 27):
        at = begun + timedelta(days=day)
        if day in {2, 5, 9}:
            told.tell(cast.home_dose(), cast.MARCO, at - timedelta(hours=1))
        if day % 4:
            told.tell(acts.CheckIn(mood=5, craving=2, safe=True), cast.LUCIA, at)
    return list(told.entries), told.now + timedelta(hours=6)


def prepare() -> datetime:
    """Write the courses straight into the journal; they are judged elsewhere."""
    from django.db import connection, transaction

    from dosekeeper.core.people import Role
    from dosekeeper.store import contacts, directory
    from dosekeeper.store.codec import FIRST, seal
    from dosekeeper.store.models import JournalRow, StreamHead
    from dosekeeper.store.statements import columns
    from tests import cast

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
    entries, now = story()
    site = {"kind": "clinic", "zone": cast.ZONE.key, "policy": cast.POLICY}
    directory.add_site(cast.CLINIC, "Harbor", **site)
    for person, role in (("dr-reyes", Role.PRESCRIBER), ("nell", Role.NURSE), ("lucia", None)):
        directory.add_person(person, person)
        way = contacts.ContactView(
            person=person, channel="email", address=f"{person}@example.org", language="en"
        )
        contacts.set_contact(way, now=now)
        if role:
            directory.add_duty(person, cast.CLINIC, role)
    for first in range(0, COURSES, 500):
        rows, heads = [], []
        for number in range(first, first + 500):
            digest, stream = FIRST, f"course:c{number}"
            for entry in entries:
                sealed = seal(replace(entry, stream=stream), digest)  # type: ignore[type-var]
                digest = sealed.digest
                rows.append(JournalRow(**columns(sealed)))
            heads.append(StreamHead(stream=stream, position=len(entries), digest=digest))
        with transaction.atomic():
            JournalRow.objects.bulk_create(rows)
            StreamHead.objects.bulk_create(heads)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = EXTRA")
    return now


def compute(now: datetime) -> float:
    from dosekeeper.core.due import due, next_at, steps
    from dosekeeper.rulebook import load
    from dosekeeper.store import reading

    policy, chart = load("article"), reading.chart("course:c0")
    started = time.perf_counter()
    for _ in range(COURSES):
        for expectation in due(chart, policy, now):
            list(steps(expectation, now))
        next_at(chart, policy, now)
    return time.perf_counter() - started


def look(now: datetime) -> int:
    """Do a run whose messages nobody has to carry; return how many were new."""
    from dosekeeper.door.running import run_due
    from dosekeeper.notify import Message

    class Nobody:
        def send(self, message: Message) -> None:
            """Take it."""

    @contextmanager
    def nobody():  # type: ignore[no-untyped-def]
        yield Nobody()

    return run_due(lambda: now, nobody).told


if __name__ == "__main__":
    if sys.argv[1:] == ["--here"]:
        sys.stdout.write(json.dumps(here()))
    else:
        sys.stdout.write(table(run()) + "\n")
