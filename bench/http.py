"""Durable fills over HTTP, beside the same server's view that does nothing.

    python -m bench.http              all three databases
    python -m bench.http wal          one of them

Sixteen clients on kept connections. Every fill is the first of a course of its own, allowed,
and on disk before it is answered. The view that does nothing (`/healthz`) is measured before
and after with the same clients, since the machine is not the same minute by minute.
"""

import itertools
import json
import os
import queue
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from bench.rows import Row, table
from tests.support.engines import Engine
from tests.support.postgres import Cluster, new_cluster
from tests.support.server import served


CLIENTS = 16
FILLS = 800
IDLE_SECONDS = 3.0
ENGINES = {
    "delete": "SQLite, DELETE + EXTRA (as shipped)",
    "wal": "SQLite, WAL + FULL",
    "postgresql": "PostgreSQL",
}
Call = Callable[[HTTPConnection], None]


def run(chosen: tuple[str, ...] = tuple(ENGINES)) -> list[Row]:
    return [row for name in chosen for row in measured(name)]


def measured(name: str) -> list[Row]:
    with database(name) as engine:
        prepared = json.loads(prepare(engine))
        with served(engine, **quick(name)) as server:
            idle = [call_for(server.url, IDLE_SECONDS, nothing)]
            fills = call_all(server.url, [fill(prepared, n) for n in range(FILLS)])
            idle.append(call_for(server.url, IDLE_SECONDS, nothing))
    bare = sum(each.per_second for each in idle) / len(idle)
    nothing_row = Row(
        what=f"no-op view, {ENGINES[name]}",
        per_second=bare,
        p50_ms=max(each.p50_ms or 0 for each in idle),
        p99_ms=max(each.p99_ms or 0 for each in idle),
    )
    fill_row = Row(
        what=f"durable fills, {ENGINES[name]}",
        per_second=fills.per_second,
        beside=bare,
        p50_ms=fills.p50_ms,
        p99_ms=fills.p99_ms,
    )
    return [nothing_row, fill_row]


# --- databases -------------------------------------------------------------------------


@contextmanager
def database(name: str) -> Iterator[Engine]:
    home = Path(tempfile.mkdtemp(prefix="dosekeeper-bench-"))
    home.chmod(0o711)
    cluster: Cluster | None = None
    url = ""
    if name == "postgresql":
        cluster = new_cluster(home / "postgres")
        url = cluster.create("bench")
    try:
        yield Engine(name, url, home)
    finally:
        if cluster is not None:
            cluster.stop()
        shutil.rmtree(home, ignore_errors=True)


def quick(name: str) -> dict[str, str]:
    """WAL is refused on a SQLite that may corrupt it; here only a figure is at stake."""
    return (
        {"DOSEKEEPER_SQLITE_JOURNAL": "wal", "DOSEKEEPER_BENCH": "1"} if name == "wal" else {}
    )


def prepare(engine: Engine, many: int = FILLS) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bench.courses", str(many)],
        env={**engine.env, "PYTHONPATH": os.getcwd()},  # noqa: PTH109 - the checkout's root
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


# --- requests --------------------------------------------------------------------------


def nothing(connection: HTTPConnection) -> None:
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200


def fill(prepared: dict[str, str], number: int) -> Call:
    body = json.dumps(
        {
            "prescription": 10,
            "site": "corner-pharmacy",
            "recipient": "marco",
            "units": 4,
        }
    )
    headers = {
        "Authorization": f"Bearer {prepared['femi']}",
        "Content-Type": "application/json",
        "Idempotency-Key": secrets.token_hex(8),
    }

    def call(connection: HTTPConnection) -> None:
        path = f"/api/v1/courses/course-{number}/fill"
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        said = answer.read()
        assert answer.status == 200, said

    return call


def call_for(url: str, seconds: float, call: Call) -> Row:
    ends_at = time.perf_counter() + seconds
    return clients(
        url,
        (
            call
            for _ in itertools.takewhile(
                lambda _: time.perf_counter() < ends_at, itertools.count()
            )
        ),
    )


def call_all(url: str, calls: list[Call]) -> Row:
    return clients(url, iter(calls))


def clients(url: str, calls: Iterator[Call]) -> Row:
    """Have sixteen clients take call after call until there is none."""
    taking, took = threading.Lock(), []
    failed: queue.SimpleQueue[BaseException] = queue.SimpleQueue()

    def client() -> None:
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        try:
            while True:
                with taking:
                    call = next(calls, None)
                if call is None:
                    return
                started = time.perf_counter()
                call(connection)
                took.append(time.perf_counter() - started)
        except BaseException as error:  # noqa: BLE001 - told to whoever measures
            failed.put(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted = time.perf_counter() - started
    if not failed.empty():
        raise failed.get()
    took.sort()
    return Row(
        what="",
        per_second=len(took) / lasted,
        p50_ms=took[len(took) // 2] * 1000,
        p99_ms=took[len(took) * 99 // 100] * 1000,
    )


if __name__ == "__main__":
    print(table(run(tuple(sys.argv[1:]) or tuple(ENGINES))))
