"""Whether anything can be written is known without writing."""

import os

import pytest
from django.db import connection

from dosekeeper.store.state import writable


def test_a_database_that_takes_writes_says_so(engine):
    assert writable()


def test_postgresql_says_when_it_takes_none(postgres_engine):
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    assert not writable()
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
    assert writable()


@pytest.mark.parametrize("place", ["file", "folder"])
def test_sqlite_needs_the_file_and_its_folder(sqlite_engine, place, monkeypatch):
    file = sqlite_engine.home / "dosekeeper.sqlite3"
    closed = file if place == "file" else file.parent
    really = os.access
    # Root may write anything: a read-only mount is what stops it, and here that is played.
    monkeypatch.setattr(
        "dosekeeper.store.state.os.access",
        lambda path, mode: False if path == closed else really(path, mode),
    )
    assert not writable()
