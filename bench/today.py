"""The page a doctor's day begins with, with 2,000 courses: `python -m bench.today`.

One browser, one request after the other, as a person does it.
"""

import json
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

from bench.http import database, prepare
from bench.rows import Row, table
from tests.support.server import served


COURSES = 2_000
TIMES = 60
PAGES = ("/", "/courses/", "/courses/course-7/")


def run() -> list[Row]:
    with database("delete") as engine:
        cookie = json.loads(prepare(engine, COURSES))["cookie"]
        with served(engine) as server:
            return [page(server.url, path, cookie) for path in PAGES]


def page(url: str, path: str, cookie: str) -> Row:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}"})
        answer = connection.getresponse()
        said = answer.read()
        took.append(time.perf_counter() - started)
        assert answer.status == 200, said[:300]
    connection.close()
    took.sort()
    return Row(
        what=f"page {path} with {COURSES} courses",
        per_second=TIMES / sum(took),
        p50_ms=took[TIMES // 2] * 1000,
        p99_ms=took[-1] * 1000,
    )


if __name__ == "__main__":
    print(table(run()))
