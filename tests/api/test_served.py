"""The API as it is served: threads, writes committed together, clients all at once."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.support.server import served


MANY = 16


def fills(clinic, server, keys):
    """Send a fill a key, all at the same time; return status, replayed, and body."""

    def one(key):
        parts = urlsplit(server.url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        headers |= clinic.token("femi")
        body = json.dumps(clinic.fill())
        connection.request("POST", "/api/v1/courses/lucia/fill", body, headers)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        return answer.status, answer.headers.get("Idempotent-Replay"), said

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, keys))


def test_sixteen_clients_and_one_fill_left(any_clinic):
    from dosekeeper.store.verify import verify

    facts = any_clinic.facts()
    with served(any_clinic.engine) as server:
        answers = fills(any_clinic, server, [f"key-{n}" for n in range(MANY)])
        assert Counter(status for status, _, _ in answers) == {200: 1, 422: MANY - 1}
        again = fills(any_clinic, server, [f"key-{n}" for n in range(MANY)])
    assert [said for _, _, said in again] == [said for _, _, said in answers]
    assert {replay for _, replay, _ in again} == {"true"}
    assert any_clinic.facts() == facts + MANY
    assert verify().ok


def test_sixteen_times_the_same_click(any_clinic):
    facts = any_clinic.facts()
    with served(any_clinic.engine) as server:
        answers = fills(any_clinic, server, ["the-one"] * MANY)
    assert {status for status, _, _ in answers} == {200}
    assert len({said for _, _, said in answers}) == 1
    assert Counter(replay for _, replay, _ in answers) == {None: 1, "true": MANY - 1}
    assert any_clinic.facts() == facts + 1
