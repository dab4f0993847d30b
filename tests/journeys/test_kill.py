"""kill -9 in the middle of writes over HTTP: what was answered is there, once.

Every request weighs Lucia with a weight of its own, so that a fact that was written twice,
or not at all, is seen in the journal itself. What was under way when the server died is
asked again with its key after the restart, and must be there once too.
"""

import itertools
import json
import os
import queue
import random
import signal
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import pytest
from django.db import connection

from dosekeeper.core.acts import Weigh
from dosekeeper.core.events import Done, course_stream
from dosekeeper.store import reading
from dosekeeper.store.journal import CHARTS
from dosekeeper.store.verify import verify
from tests.support.server import served


CLIENTS = 12
KILLS, SOAK_KILLS = 10, 200
LIGHTEST_G = 20_000
BUSY_SECONDS = (0.2, 1.2)


@dataclass
class Load:
    token: str
    weights: "itertools.count[int]" = field(default_factory=lambda: itertools.count(LIGHTEST_G))
    answered: dict[int, int] = field(default_factory=dict)
    """Weight to the position it was answered with."""
    unanswered: "queue.SimpleQueue[int]" = field(default_factory=queue.SimpleQueue)

    def run(self, url: str) -> None:
        """Weigh until nobody answers any more."""
        with closing(HTTPConnection(urlsplit(url).netloc, timeout=30)) as http:
            while True:
                weight = next(self.weights)
                try:
                    self.answered[weight] = weigh(http, self.token, weight)
                except (OSError, HTTPException):
                    self.unanswered.put(weight)
                    return

    def ask_again(self, url: str) -> None:
        """Ask for what was under way once more, with its key; and for some old ones."""
        with closing(HTTPConnection(urlsplit(url).netloc, timeout=30)) as http:
            while not self.unanswered.empty():
                weight = self.unanswered.get()
                self.answered[weight] = weigh(http, self.token, weight)
            for weight in [*self.answered][-5:]:
                assert weigh(http, self.token, weight) == self.answered[weight]


def weigh(http: HTTPConnection, token: str, weight: int) -> int:
    """Ask for one weighing; return its position in the journal."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"weight-{weight}",
    }
    body = json.dumps({"weight_g": weight})
    http.request("POST", "/api/v1/courses/lucia/weigh", body, headers)
    answer = http.getresponse()
    said = answer.read()
    assert answer.status == 200, said
    position: int = json.loads(said)["entry"]["position"]
    return position


def written() -> dict[int, int]:
    """Return weight to position, of every weighing in the journal; none stands twice."""
    CHARTS.forget()
    found: dict[int, int] = {}
    for entry in reading.entries(course_stream("lucia")):
        fact = entry.fact
        if isinstance(fact, Done) and isinstance(fact.act, Weigh) and entry.key:
            assert fact.act.weight_g not in found, "written twice"
            found[fact.act.weight_g] = entry.position
    connection.close()
    return found


def kill(clinic, kills: int) -> int:
    load, dice = Load(clinic.tokens["nell"]), random.Random(20260105)  # noqa: S311
    for _ in range(kills):
        with served(clinic.engine) as server:
            load.ask_again(server.url)
            clients = [
                threading.Thread(target=load.run, args=(server.url,)) for _ in range(CLIENTS)
            ]
            for client in clients:
                client.start()
            time.sleep(dice.uniform(*BUSY_SECONDS))
            os.killpg(server.process.pid, signal.SIGKILL)
            for client in clients:
                client.join()
        there = written()
        assert {w: there.get(w) for w in load.answered} == load.answered
        assert verify().problems == ()
    assert len(load.answered) > kills * CLIENTS / 2, "the server was hardly busy"
    return len(load.answered)


def test_what_was_answered_survives_kill_9(any_clinic):
    assert kill(any_clinic, KILLS)


@pytest.mark.soak
def test_what_was_answered_survives_kill_9_every_time(any_clinic):
    assert kill(any_clinic, SOAK_KILLS)
