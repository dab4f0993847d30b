"""One setting chooses the database; the guarantees do not change with it."""

import pytest

from dosekeeper.site.databases import database


def test_no_url_is_a_file_in_the_home(tmp_path):
    chosen = database("", "delete", tmp_path)
    assert chosen["NAME"] == str(tmp_path / "dosekeeper.sqlite3")
    assert chosen["OPTIONS"] == {
        "init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; "
        "PRAGMA foreign_keys=ON;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }


def test_wal_is_never_without_full(tmp_path):
    command = database("", "wal", tmp_path)["OPTIONS"]["init_command"]
    assert "journal_mode=WAL" in command
    assert "synchronous=FULL" in command


def test_a_postgresql_url_is_taken_apart(tmp_path):
    url = "postgresql://clinic:p%40ss@db.example:6543/dose%20keeper?sslmode=require"
    chosen = database(url, "delete", tmp_path)
    assert chosen["ENGINE"] == "django.db.backends.postgresql"
    assert chosen["HOST"] == "db.example"
    assert chosen["PORT"] == "6543"
    assert chosen["NAME"] == "dose keeper"
    assert chosen["USER"] == "clinic"
    assert chosen["PASSWORD"] == "p@ss"
    assert chosen["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_is_named_after_the_question_mark(tmp_path):
    chosen = database("postgresql:///clinic?host=/run/postgresql", "delete", tmp_path)
    assert (chosen["HOST"], chosen["PORT"]) == ("/run/postgresql", "")
    assert chosen["OPTIONS"] == {}


@pytest.mark.parametrize(
    ("url", "journal", "says"),
    [
        ("mysql://db/clinic", "delete", "must begin with postgresql://"),
        ("", "off", "must be one of delete, wal"),
    ],
)
def test_anything_else_is_refused(tmp_path, url, journal, says):
    with pytest.raises(ValueError, match=says):
        database(url, journal, tmp_path)
