"""The power goes, at any moment of real work: what was acknowledged is there.

`kill -9` cannot show this, since the operating system keeps what a dead process wrote. The
trace is the SQL of a clinic's month, as the journal issued it; the settings are the shipped
ones. The controls are settings that are known to lose, and must.
"""

import random
import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from dosekeeper.desk.decide import Desk
from dosekeeper.rulebook import Rulebook
from dosekeeper.site.databases import JOURNALS
from dosekeeper.store.journal import DjangoJournal
from dosekeeper.store.verify import verify
from tests.store.power import Op, cut, replay
from tests.support.walk import Walk


NAME = "dosekeeper.sqlite3"
CUTS, SOAK_CUTS, VERIFIED = 1_000, 10_000, 10
SHIPPED = JOURNALS["delete"]
CONTROLS = {
    "DELETE+FULL, as Python and Django give it": (
        "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL;"
    ),
    "DELETE+OFF": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF;",
    "WAL+NORMAL, as most advice has it": (
        "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    ),
}


def month(engine) -> tuple[dict[str, bytes], list[str]]:
    """Live a month on the engine; return the files before it, and what was executed."""
    walk = Walk(Desk(journal=DjangoJournal(), policies=Rulebook()), site="main-pharmacy")
    walk.counts_daily = False
    walk.open_site()
    walk.open_course()
    file = engine.home / NAME
    connection.close()
    before = {NAME: file.read_bytes()}
    statements: list[str] = []
    connection.ensure_connection()
    connection.connection.set_trace_callback(statements.append)
    walk.cycle()
    connection.connection.set_trace_callback(None)
    # A statement that fires a trigger is traced twice, the second time for the trigger.
    once = [s for s, last in zip(statements, ["", *statements], strict=False) if s != last]
    return before, once


def rows(file: Path) -> list[tuple[str, int, str]]:
    with sqlite3.connect(file) as found:
        (sound,) = found.execute("PRAGMA integrity_check").fetchone()
        assert sound == "ok", sound
        return found.execute(
            "SELECT stream, position, digest FROM store_journalrow ORDER BY id"
        ).fetchall()


def lost(engine, folder, settings, cuts, look=None) -> int:
    """Cut the power so many times; return how often an acknowledged write was gone."""
    before, statements = month(engine)
    (folder / NAME).write_bytes(before[NAME])
    begun = len(rows(folder / NAME))
    ops = replay(folder / NAME, settings, statements).ops
    acknowledged = rows(folder / NAME)
    commits = [number for number, op in enumerate(ops) if op.what == "ack"]
    assert len(acknowledged) >= begun + 15, "the month has real work in it"
    dice = random.Random(20260105)  # noqa: S311 - the same cuts every time
    count = 0
    for number in range(cuts):
        at = dice.randrange(len(ops) + 1)
        found = after(folder / "cut", cut(before, ops, at, dice))
        promised = begun + writes_before(ops, at, commits, acknowledged, begun)
        try:
            there = rows(found)
        except (AssertionError, sqlite3.DatabaseError):
            count += 1
            continue
        assert there == acknowledged[: len(there)], "what is there was never written"
        count += len(there) < promised
        if look and number < VERIFIED:
            look(found)
    return count


def writes_before(ops: list[Op], at: int, commits, acknowledged, begun) -> int:
    """How many rows were acknowledged before the cut: one a commit, in this trace."""
    assert len(commits) == len(acknowledged) - begun
    return sum(number < at for number in commits)


def after(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder / NAME


def test_the_shipped_settings_lose_nothing(sqlite_engine, tmp_path):
    def look(found: Path) -> None:
        """Hold the tables to the journal, as `dosekeeper ledger verify` does."""
        connection.close()
        (sqlite_engine.home / NAME).write_bytes(found.read_bytes())
        assert verify().problems == ()

    assert lost(sqlite_engine, tmp_path, SHIPPED, CUTS, look) == 0


@pytest.mark.parametrize("settings", CONTROLS.values(), ids=CONTROLS)
def test_settings_known_to_lose_do_lose(sqlite_engine, tmp_path, settings):
    assert lost(sqlite_engine, tmp_path, settings, CUTS // 4) > 0


@pytest.mark.soak
def test_the_shipped_settings_lose_nothing_ever(sqlite_engine, tmp_path):
    assert lost(sqlite_engine, tmp_path, SHIPPED, SOAK_CUTS) == 0
