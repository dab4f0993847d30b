"""Many processes after the same last dose, for `test_race`.

    python -m tests.store.race locked 32

It forks the racers once. Every line it then reads is one race: a JSON list with the course
that each racer fills for. It answers with a JSON list of what each of them was told.
"""

import json
import sys
from collections.abc import Iterator
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
    try:
        outcome = desk.decide(stream, request, now=last.at)
    except Exception as error:  # noqa: BLE001 - the test asks what it was
        return f"error {type(error).__name__}: {error}"
    assert outcome.entry is not None
    if outcome.verdict.allowed:
        return f"won {outcome.entry.position}"
    return "refused " + " ".join(reason.rule for reason in outcome.verdict.blocking)


def racer(journal: str, orders: Connection, start: Barrier) -> None:
    desk = Desk(journal=JOURNALS[journal](), policies=Rulebook())
    while (course := orders.recv()) is not None:
        try:
            told = fill(desk, course, start)
        except Exception as error:  # noqa: BLE001 - as above
            start.wait()
            told = f"error {type(error).__name__}: {error}"
        orders.send(told)


def main(journal: str, racers: int) -> None:
    forks = get_context("fork")
    start = forks.Barrier(racers)
    connection.close()
    ends: list[Connection] = []
    for _ in range(racers):
        mine, theirs = forks.Pipe()
        forks.Process(target=racer, args=(journal, theirs, start), daemon=True).start()
        ends.append(mine)
    for line in sys.stdin:
        courses: list[Any] = json.loads(line)
        for end, course in zip(ends, courses, strict=True):
            end.send(course)
        sys.stdout.write(json.dumps([end.recv() for end in ends]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
