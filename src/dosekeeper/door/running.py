"""The run: look at what is due, send what is waiting, and say that it was done.

It may be started at any interval, twice at the same time, and killed anywhere.
"""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from dosekeeper.door.delivering import Clock, Sending, deliver, postbox
from dosekeeper.door.telling import find
from dosekeeper.store import links, outbox
from dosekeeper.store.errors import UnavailableError
from dosekeeper.store.journal import WRITTEN


log = logging.getLogger(__name__)
EVERY_SECONDS = 60.0
TIDY = "tidy-links"
GATHER_SECONDS = 1.0
"""How long a run that is woken by a write waits for more of them."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run came to."""

    told: int
    sent: int
    put_off: int
    given_up: int
    withdrawn: int


def run_due(clock: Clock = timezone.now, sending: Sending = postbox) -> Ran:
    """Do one run. Raises UnavailableError when the database fails; nothing is lost then.

    As long as there is more to send than fits in a minute, it looks again in between.
    """
    ran = Ran(0, 0, 0, 0, 0)
    while True:
        began_at = clock()
        told = find(began_at)
        done = deliver(clock, sending)
        outbox.beat(began_at, clock())
        ran = Ran(
            ran.told + told,
            ran.sent + done.sent,
            ran.put_off + done.put_off,
            ran.given_up + done.given_up,
            ran.withdrawn + done.withdrawn,
        )
        if not done.more:
            break
    if outbox.is_due_daily(TIDY, clock()):
        links.throw_away(clock())
    return ran


class Runner:
    """Runs again and again in a thread of a server, and at once after something is written.

    Each process of a server has its own; they do not get in each other's way.
    """

    def __init__(self, every_seconds: float = EVERY_SECONDS) -> None:
        """Start nothing yet."""
        self._every = every_seconds
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="run-due", daemon=True)

    def start(self) -> None:
        """Begin to run."""
        self._thread.start()

    def stop(self) -> None:
        """Let the run that is under way finish, and end."""
        self._ended.set()
        WRITTEN.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._ended.is_set():
                one_run()
                WRITTEN.wait(self._every)
                self._ended.wait(GATHER_SECONDS)
                WRITTEN.clear()
        finally:
            connection.close()


def one_run(sending: Sending = postbox) -> Ran | None:
    """Do one run of many: what goes wrong is logged, and the next one tries again."""
    close_old_connections()
    try:
        return run_due(sending=sending)
    except (UnavailableError, DatabaseError, InterfaceError) as error:
        log.error("the run of what is due failed: %s", error)  # noqa: TRY400 - one line; the cause is the machine's
    except Exception:
        log.exception("the run of what is due failed")
    return None


def run_for_ever(every_seconds: float, sending: Sending = postbox) -> None:
    """Run at an interval until the process is told to end."""
    while True:
        started = time.monotonic()
        one_run(sending)
        time.sleep(max(0.0, every_seconds - (time.monotonic() - started)))


def late(now: datetime) -> bool:
    """Whether no run has ended for so long that somebody should be told."""
    return outbox.status(now, ()).run_late(now)
