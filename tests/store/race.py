"""Many processes after the same last dose, or the same patient, for `test_race`.

    python -m tests.store.race locked 32 fill
    python -m tests.store.race grouped 8 open

It forks the racers once. Every line it then reads is one race: a JSON list with the course
that each racer fills for, or with the list of courses that it opens, all at once. It answers
with a JSON list of what each of them was told.
"""

import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

import django
from typing_extensions import override


django.setup()

from django.db import connection  # noqa: E402 - the settings come first

from dosekeeper.core import acts  # noqa: E402
from dosekeeper.core.events import course_stream  # noqa: E402
from dosekeeper.desk.decide import Desk  # noqa: E402
from dosekeeper.rulebook import Rulebook  # noqa: E402
from dosekeeper.store.journal import DjangoJournal, OpenPages  # noqa: E402
from dosekeeper.store.writer import GroupedJournal  # noqa: E402
from tests import cast  # noqa: E402


class UnlockedJournal(DjangoJournal):
    """What Django does by itself: no lock row, every statement its own transaction."""

    @override
    def _pages(self) -> OpenPages:
        return OpenPages(self.charts, lock=False)

    @contextmanager
    @override
    def _transaction(self) -> Iterator[None]:  # type: ignore[override]
        yield


JOURNALS: dict[str, type[DjangoJournal]] = {
    "locked": DjangoJournal,
    "unlocked": UnlockedJournal,
    "grouped": GroupedJournal,
}


def fill(desk: Desk, course: str, start: Barrier) -> str:
    """Ask for the last dose at the same moment as all others; say what came of it."""
    stream = course_stream(course)
    chart = desk.journal.look(stream, lambda pages: pages.chart(stream))
    last = chart.entries[-1]
    act = acts.Fill(
        prescription=next(iter(chart.scripts)), site=cast.INSIDE, recipient="marco", units=1
    )
    request = acts.Request(act=act, by=cast.INES, at=last.at)
    desk.rehearse(stream, request, now=last.at)  # all is loaded, every policy is read
    start.wait()
    return decided(desk, stream, request)


def open_all(desk: Desk, courses: list[str], start: Barrier) -> list[str]:
    """Open courses named after their patients, each in a thread, at the same moment as all."""

    def one(course: str) -> str:
        patient = course.partition(".")[0]
        act = acts.OpenCourse(
            patient=patient, clinic=cast.CLINIC, zone=cast.ZONE.key, policy=cast.POLICY
        )
        request = acts.Request(act=act, by=cast.NELL, at=cast.BEGIN)
        try:
            return f"{patient} {decided(desk, course_stream(course), request)}"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(courses)) as threads:
        start.wait()
        return list(threads.map(one, courses))


def decided(desk: Desk, stream: str, request: acts.Request) -> str:
    try:
        outcome = desk.decide(stream, request, now=request.at)
    except Exception as error:  # noqa: BLE001 - the test asks what it was
        return f"error {type(error).__name__}: {error}"
    assert outcome.entry is not None
    if outcome.verdict.allowed:
        return f"won {outcome.entry.position}"
    return "refused " + " ".join(reason.rule for reason in outcome.verdict.blocking)


RACES: dict[str, Callable[[Desk, Any, Barrier], Any]] = {"fill": fill, "open": open_all}


def racer(journal: str, race: str, orders: Connection, start: Barrier) -> None:
    desk = Desk(journal=JOURNALS[journal](), policies=Rulebook())
    while (course := orders.recv()) is not None:
        try:
            told = RACES[race](desk, course, start)
        except Exception as error:  # noqa: BLE001 - as above
            start.wait()
            told = f"error {type(error).__name__}: {error}"
        orders.send(told)


def main(journal: str, racers: int, race: str) -> None:
    forks = get_context("fork")
    start = forks.Barrier(racers)
    connection.close()
    ends: list[Connection] = []
    for _ in range(racers):
        mine, theirs = forks.Pipe()
        forks.Process(target=racer, args=(journal, race, theirs, start), daemon=True).start()
        ends.append(mine)
    for line in sys.stdin:
        courses: list[Any] = json.loads(line)
        for end, course in zip(ends, courses, strict=True):
            end.send(course)
        sys.stdout.write(json.dumps([end.recv() for end in ends]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
