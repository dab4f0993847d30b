"""Judging a one-year course in process: folded from nothing and judged, and judged alone.

python -m bench.judge
"""

import sys
import time
from collections.abc import Callable
from datetime import timedelta

from bench.rows import Row, table
from dosekeeper.core.acts import Request
from dosekeeper.core.fold import chart_of
from dosekeeper.core.gates import judge
from dosekeeper.desk.decide import Desk
from dosekeeper.rulebook import Rulebook, load
from tests import cast
from tests.support.memory import MemoryJournal
from tests.support.walk import Walk


ROUNDS = 300


def run() -> list[Row]:
    reference = MemoryJournal()
    walk = Walk(Desk(journal=reference, policies=Rulebook()))
    walk.open_course()
    walk.year()
    entries = list(reference.written)
    chart, policy = chart_of(cast.COURSE, entries), load(cast.POLICY)
    now = walk.now + timedelta(minutes=1)
    fill = Request(act=walk.fill_act(next(reversed(chart.scripts))), by=cast.FEMI, at=now)

    def fold_and_judge() -> None:
        judge(fill, chart_of(cast.COURSE, entries), policy, now)

    return [
        timed(f"fold {len(entries)} facts and judge a fill", fold_and_judge),
        timed("judge a fill", lambda: judge(fill, chart, policy, now)),
    ]


def timed(what: str, work: Callable[[], object]) -> Row:
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    took.sort()
    half, most = took[len(took) // 2], took[len(took) * 99 // 100]
    return Row(what=what, per_second=1 / half, p50_ms=half * 1e3, p99_ms=most * 1e3)


if __name__ == "__main__":
    sys.stdout.write(table(run()) + "\n")
