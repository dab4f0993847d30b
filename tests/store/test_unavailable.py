"""The database cannot take it: one exception, nothing written, and it goes on by itself."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from dosekeeper.core import acts
from dosekeeper.desk.decide import Desk
from dosekeeper.rulebook import Rulebook
from dosekeeper.store import reading
from dosekeeper.store.errors import UnavailableError
from dosekeeper.store.journal import CHARTS, DjangoJournal
from dosekeeper.store.verify import verify
from dosekeeper.store.writer import GroupedJournal
from tests import cast
from tests.support.engines import Engine, django_uses
from tests.support.postgres import new_cluster
from tests.support.walk import Walk


ROOM_BYTES = 3_000_000


@pytest.fixture(params=[DjangoJournal, GroupedJournal])
def journal(request) -> Iterator[DjangoJournal]:
    made = request.param()
    yield made
    let_go(made)


def let_go(journal) -> None:
    """Close every connection; the next act opens new ones."""
    if isinstance(journal, GroupedJournal):
        journal.close()  # its thread has one of its own
    connection.close()


def walking(journal) -> Walk:
    walk = Walk(Desk(journal=journal, policies=Rulebook()))
    walk.open_course()
    return walk


def weigh(walk) -> None:
    walk.do(acts.Weigh(weight_g=70_000), cast.NELL)


def refused_and_nothing_written(walk) -> None:
    before = reading.entries(cast.COURSE)
    with pytest.raises(UnavailableError):
        weigh(walk)
    CHARTS.forget()
    assert reading.entries(cast.COURSE) == before


@contextmanager
def small_disk(engine) -> Iterator[Path]:
    """A file system of a few megabytes with the engine's file on it, where one may mount."""
    folder = engine.home / "disk"
    folder.mkdir()
    options = f"size={ROOM_BYTES}"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder],
        check=False,
        capture_output=True,
    )
    connection.close()
    (folder / "d.sqlite3").write_bytes((engine.home / "dosekeeper.sqlite3").read_bytes())
    try:
        yield folder
    finally:
        connection.close()
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)


def fill_up(folder: Path) -> Path | None:
    """Leave no room; None where the folder is no disk of its own."""
    if not os.path.ismount(folder):
        return None
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    return filler


def test_a_full_disk(sqlite_engine, journal):
    with small_disk(sqlite_engine) as folder:
        small = Engine("sqlite", f"sqlite:///{folder / 'd.sqlite3'}", folder)
        with django_uses(small):
            CHARTS.forget()
            walk = walking(journal)
            filler = fill_up(folder)
            if filler is None:  # no mounting here: the database itself may not grow
                connection.cursor().execute("PRAGMA max_page_count = 1")
                pages = connection.cursor().execute("PRAGMA page_count").fetchone()[0]
                assert pages > 1
            until_full(walk)
            refused_and_nothing_written(walk)
            if filler is None:
                connection.cursor().execute("PRAGMA max_page_count = 1000000")
            else:
                filler.unlink()
            weigh(walk)
            assert verify().problems == ()
            let_go(journal)


def until_full(walk) -> None:
    """Pages that are half empty still take a few rows."""
    for _ in range(400):
        try:
            weigh(walk)
        except UnavailableError:
            return
    pytest.fail("the disk is not full")


def test_a_read_only_database(sqlite_engine, journal):
    walk = walking(journal)
    let_go(journal)
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = f"file:{name}?mode=ro"
    connection.settings_dict["OPTIONS"]["uri"] = True
    refused_and_nothing_written(walk)
    assert reading.today("lucia").courses, "what is there can still be read"
    let_go(journal)
    connection.settings_dict["NAME"] = name
    weigh(walk)
    assert verify().problems == ()


def test_a_database_that_is_not_there(sqlite_engine, journal):
    walk = walking(journal)
    let_go(journal)
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "/nowhere/at/all.sqlite3"
    with pytest.raises(UnavailableError):
        weigh(walk)
    with pytest.raises(UnavailableError):
        reading.chart(cast.COURSE)
    let_go(journal)
    connection.settings_dict["NAME"] = name
    weigh(walk)


def test_a_read_only_postgresql(postgres_engine, journal):
    walk = walking(journal)
    database = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{database}" SET default_transaction_read_only = on')
    let_go(journal)
    refused_and_nothing_written(walk)
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        cursor.execute(f'ALTER DATABASE "{database}" RESET default_transaction_read_only')
    let_go(journal)
    weigh(walk)
    assert verify().problems == ()


def test_postgresql_goes_down_and_comes_back(postgres_engine, journal, tmp_path_factory):
    """A server of its own: the shared one serves the other tests."""
    from tests.support.engines import migrate
    from tests.support.run_folder import run_folder

    cluster = new_cluster(run_folder() / f"postgres-down-{os.getpid()}-{id(journal)}")
    url = cluster.create("alone")
    migrate(url)
    with django_uses(Engine("postgresql", url, postgres_engine.home)):
        CHARTS.forget()
        walk = walking(journal)
        cluster.stop("immediate")
        with pytest.raises(UnavailableError):
            weigh(walk)
        with pytest.raises(UnavailableError):
            reading.chart(cast.COURSE)
        cluster.start()
        weigh(walk)
        assert verify().problems == ()
        let_go(journal)
    cluster.stop()
