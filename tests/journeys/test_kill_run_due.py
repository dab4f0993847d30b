"""kill -9 of the run at any point: no message is lost, and none is a new one that was not.

What may already have gone out is sent again under the same message id, so that a mail server
and a reader can tell. The mail server is a real one; it kills the run while it takes the mail
whose number was drawn, before the run hears that it was taken, or a clock kills it anywhere
else: while it starts, looks, writes or waits.
"""

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from dosekeeper.core import acts
from dosekeeper.door.running import run_due
from dosekeeper.notify import Postbox, Servers
from dosekeeper.store import outbox
from dosekeeper.store.models import OutboxRow
from dosekeeper.store.verify import verify
from tests.messages.receivers import MailServer, mail_server
from tests.messages.senders import nothing, reach
from tests.support.clinic import LUCIA, write


KILLS, SOAK_KILLS = 10, 200
WORRIES = 4
TOLD = ("dr-chen", "dr-reyes", "nell")
STARTS_SECONDS = 4.0


def worry() -> None:
    report = acts.Report(concern=acts.Concern.UNWELL)
    write("lucia", LUCIA, report, datetime.now(UTC))


def start(engine, server: MailServer) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "dosekeeper", "run-due"],
        env={**engine.env, "DOSEKEEPER_MAIL": server.url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill_once(engine, server: MailServer, dice: random.Random) -> bool:
    """Start a run and kill it somewhere; say whether it was killed before it was done."""
    process = start(engine, server)

    def kill() -> None:
        with suppress(ProcessLookupError):  # it was faster
            os.killpg(process.pid, signal.SIGKILL)

    at_mail = len(server.mails) + dice.randint(1, WORRIES * len(TOLD))
    by_clock = dice.random() < 0.4
    clock = threading.Timer(dice.uniform(0.1, STARTS_SECONDS), kill)
    if by_clock:
        clock.start()
    else:
        server.on_mail = lambda number: kill() if number == at_mail else None
    code = process.wait(60)
    clock.cancel()
    server.on_mail = nothing
    return code == -signal.SIGKILL


def kill(engine, kills: int) -> None:
    now = datetime.now(UTC)
    for person in TOLD:
        reach(person, now)
    dice, killed, tries = random.Random(20261125), 0, 0  # noqa: S311 - an example
    with mail_server(MailServer(pause=0.005)) as server:
        while killed < kills:
            for _ in range(WORRIES):
                worry()
            killed += kill_once(engine, server, dice)
            tries += 1
            assert tries < 3 * kills, "it is always faster than the kill"
        # What the dead had taken comes up again when their lease is over.
        later = datetime.now(UTC) + 2 * outbox.LEASE
        run_due(lambda: later, lambda: Postbox(Servers(mail=server.url)))
        sent = [(str(mail["Message-ID"]).strip("<>"), str(mail["To"])) for mail in server.mails]
    rows = OutboxRow.objects.filter(kind="word-owed")
    words = dict(rows.values_list("message_id", "person"))
    assert Counter(words.values()) == dict.fromkeys(TOLD, tries * WORRIES), (
        "none is written twice"
    )
    all_rows = OutboxRow.objects.all()
    assert not all_rows.filter(sent_at=None, failed_at=None).exists()
    ids = Counter(message_id for message_id, _ in sent)
    assert set(ids) == set(all_rows.values_list("message_id", flat=True)), "none is lost"
    assert len(set(sent)) == len(ids), "an id belongs to one reader"
    # At most the one that was on its way goes out again after each kill.
    assert 0 < sum(ids.values()) - len(ids) <= killed
    assert verify().problems == ()


def test_a_killed_run_loses_nothing_and_makes_nothing_new(any_clinic):
    kill(any_clinic.engine, KILLS)


@pytest.mark.soak
def test_a_killed_run_loses_nothing_and_makes_nothing_new_ever(any_clinic):
    kill(any_clinic.engine, SOAK_KILLS)


def test_the_lease_outlives_the_slowest_share_of_a_claim():
    """Nobody else may take a row while its taker might still be sending it."""
    from dosekeeper.door import delivering
    from dosekeeper.notify import mail

    slowest = timedelta(seconds=6 * mail.TIMEOUT_SECONDS)  # every answer of one mail
    assert outbox.LEASE * delivering._SHARE_OF_LEASE + slowest < outbox.LEASE
