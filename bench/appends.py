"""Durable appends through the desk, beside bare durable commits with the same settings.

    python -m bench.appends            all three databases
    python -m bench.appends wal        one of them

Bare is one row of an entry's size, inserted and committed, on one connection of the same
driver with the same settings; it is measured before and after, since the machine is not the
same minute by minute. Through the desk is one count of a box, judged and written with its
projections: one after the other, and by sixteen threads through the one writer.
"""

import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench.http import ENGINES, database, quick
from bench.rows import Row, table
from tests.support.engines import migrate
from tests.support.repository import ROOT


SECONDS = 4.0
THREADS = 16
COURSES = 48
_INSERT = "INSERT INTO bare (body) VALUES (%s)"


def run(chosen: tuple[str, ...] = tuple(ENGINES)) -> list[Row]:
    return [row for name in chosen for row in measured(name)]


def measured(name: str) -> list[Row]:
    """Measure in a process of its own, whose settings are those of the database."""
    with database(name) as engine:
        if engine.url:
            migrate(engine.url)
        done = subprocess.run(
            [sys.executable, "-m", "bench.appends", "--here"],
            cwd=ROOT,
            env={**engine.env, **quick(name)},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise SystemExit(done.stderr)
    told = json.loads(done.stdout)
    bare = (told["before"][0] + told["after"][0]) / 2
    bare_row = Row(
        what=f"bare commits, {ENGINES[name]}",
        per_second=bare,
        p50_ms=told["before"][1],
        p99_ms=told["before"][2],
    )
    rows = [bare_row]
    for what in ("one by one", f"{THREADS} threads, one writer"):
        rate, p50, p99 = told[what]
        rows.append(
            Row(
                what=f"appends through desk, {what}, {ENGINES[name]}",
                per_second=rate,
                beside=bare,
                p50_ms=p50,
                p99_ms=p99,
            )
        )
    return rows


# --- in the process with the database's settings ---------------------------------------


def here() -> dict[str, tuple[float, float, float]]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)
    from dosekeeper.store.journal import DjangoJournal
    from dosekeeper.store.writer import GroupedJournal

    prepare()
    told = {"before": bare()}
    told["one by one"] = through(DjangoJournal(), 1)
    grouped = GroupedJournal()
    told[f"{THREADS} threads, one writer"] = through(grouped, THREADS)
    grouped.close()
    told["after"] = bare()
    return told


def prepare() -> None:
    """Bring in courses with a month of life each."""
    from dosekeeper.desk.decide import Desk
    from dosekeeper.rulebook import Rulebook
    from dosekeeper.store.transfer import import_entries
    from tests.support.memory import MemoryJournal
    from tests.support.walk import Walk

    entries = []
    for number in range(COURSES):
        reference = MemoryJournal()
        walk = Walk(Desk(journal=reference, policies=Rulebook()), course=f"c{number}")
        walk.open_course()
        walk.cycle()
        entries += reference.written
    import_entries(entries)


def bare() -> tuple[float, float, float]:
    from django.db import connection

    connection.close()
    connection.ensure_connection()
    raw: Any = connection.connection
    sqlite = connection.vendor == "sqlite"
    connection.cursor().execute(
        "CREATE TABLE IF NOT EXISTS bare (id integer primary key, body text)"
        if sqlite
        else "CREATE TABLE IF NOT EXISTS bare (id bigserial primary key, body text)"
    )
    insert = "INSERT INTO bare (body) VALUES (?)" if sqlite else _INSERT
    body = "x" * 1_000

    def commit() -> None:
        if sqlite:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(insert, [body])
            raw.execute("COMMIT")
        else:
            with raw.transaction():
                raw.execute(insert, [body])

    return rate([commit])


def through(journal: Any, threads: int) -> tuple[float, float, float]:
    from django.db import connection

    from dosekeeper.core import acts
    from dosekeeper.core.acts import Request
    from dosekeeper.core.events import course_stream
    from dosekeeper.desk.decide import Desk
    from dosekeeper.rulebook import Rulebook
    from tests import cast

    desk = Desk(journal=journal, policies=Rulebook())
    now = cast.BEGIN + timedelta(days=40)
    request = Request(
        act=acts.Count(hand=cast.BOX, product=cast.TROCHE, units=0), by=cast.MARCO, at=now
    )
    keys = itertools.count()

    def work(number: int) -> Callable[[], None]:
        streams = itertools.cycle(
            [course_stream(f"c{n}") for n in range(COURSES) if n % threads == number]
        )

        def append() -> None:
            key = f"{id(journal)}-{next(keys)}"
            outcome = desk.decide(next(streams), request, now=now, key=key)
            assert outcome.verdict.allowed

        return append

    connection.close()
    return rate([work(number) for number in range(threads)])


def rate(works: list[Callable[[], None]]) -> tuple[float, float, float]:
    """Run each work in a thread of its own; return the rate, the half and the slowest."""
    took: list[float] = []
    ends_at = time.perf_counter() + SECONDS

    def loop(work: Callable[[], None]) -> None:
        while (started := time.perf_counter()) < ends_at:
            work()
            took.append(time.perf_counter() - started)

    started = time.perf_counter()
    if len(works) == 1:
        loop(works[0])
    else:
        threads = [threading.Thread(target=loop, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    seconds = time.perf_counter() - started
    took.sort()
    return (
        len(took) / seconds,
        took[len(took) // 2] * 1e3,
        took[len(took) * 99 // 100] * 1e3,
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["--here"]:
        sys.stdout.write(json.dumps(here()))
    else:
        sys.stdout.write(table(run(tuple(sys.argv[1:]) or tuple(ENGINES))) + "\n")
