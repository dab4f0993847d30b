"""The round of a doctor with 500 courses, cold and warm: `python -m bench.round`.

*Cold* is the first look of a server that has read no chart yet, once a server; *warm* is every
later one, as a person asks for them. Beside both stands the same server's view that does
nothing.
"""

import json
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

from bench.http import database, prepare
from bench.rows import Row, table
from tests.support.engines import Engine
from tests.support.server import served


COURSES = 500
SERVERS, TIMES = 3, 20


def run() -> list[Row]:
    with database("delete") as engine:
        cookie = json.loads(prepare(engine, COURSES))["cookie"]
        asked = [measured(engine, cookie) for _ in range(SERVERS)]
    idle = sorted(took for nothing, _, _ in asked for took in nothing)
    cold = sorted(took for _, took, _ in asked)
    warm = sorted(took for _, _, each in asked for took in each)
    bare = len(idle) / sum(idle)
    says = f"the round for a doctor with {COURSES}"
    return [row_of(f"{says}, cold", cold, bare), row_of(f"{says}, warm", warm, bare)]


def row_of(what: str, took: list[float], beside: float) -> Row:
    return Row(
        what=what,
        per_second=len(took) / sum(took),
        beside=beside,
        p50_ms=took[len(took) // 2] * 1000,
        p99_ms=took[-1] * 1000,
    )


def measured(engine: Engine, cookie: str) -> tuple[list[float], float, list[float]]:
    """Ask a new server: for nothing, for the round, and for the round again, in seconds."""
    with served(engine) as server:
        parts = urlsplit(server.url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        # Another page first, so that what a first request costs anyhow is not the round's.
        get(connection, "/rules/early-fill/", cookie)
        idle = [get(connection, "/healthz", cookie) for _ in range(TIMES)]
        cold = get(connection, "/round/", cookie)
        warm = [get(connection, "/round/", cookie) for _ in range(TIMES)]
        connection.close()
    return idle, cold, warm


def get(connection: HTTPConnection, path: str, cookie: str) -> float:
    started = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}"})
    answer = connection.getresponse()
    said = answer.read()
    assert answer.status == 200, said[:300]
    return time.perf_counter() - started


if __name__ == "__main__":
    print(table(run()))
