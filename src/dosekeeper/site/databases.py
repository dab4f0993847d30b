"""Where facts are kept, and with which guarantees.

A dispensed dose that the database forgets is dispensed twice. These settings are the
ones that lost no acknowledged write in simulated power cuts, and that let no two
writers read the same last dose (docs/decisions/0004-durable-sqlite.md).
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


# Waiting for the one writer of SQLite, before giving up with "locked".
LOCK_WAIT_SECONDS = 20
# A connection is kept between requests: opening one costs more than most pages do.
KEEP_CONNECTION_SECONDS = 600

JOURNALS = {
    # Every SQLite in use keeps its word with this one; with FULL instead of EXTRA a
    # power cut between deleting the journal and syncing its folder loses a commit.
    "delete": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;",
    # Faster, and only safe where SQLite has the fix (see checks.py).
    "wal": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def database(url: str, journal: str, home: Path) -> dict[str, Any]:
    """Django's settings for one database; no URL means a SQLite file in the home."""
    if not url:
        return sqlite(home / "dosekeeper.sqlite3", journal)
    if url.startswith("sqlite:///"):
        return sqlite(Path(unquote(url.removeprefix("sqlite:///"))), journal)
    if url.startswith(("postgresql://", "postgres://")):
        return postgresql(url)
    scheme = url.split(":", 1)[0]
    raise ValueError(
        f"DOSEKEEPER_DATABASE_URL begins with {scheme!r}; "
        "it must begin with postgresql:// or sqlite:///, or be empty"
    )


def sqlite(file: Path, journal: str) -> dict[str, Any]:
    if journal not in JOURNALS:
        raise ValueError(
            f"DOSEKEEPER_SQLITE_JOURNAL is {journal!r}; it must be one of {', '.join(JOURNALS)}"
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": KEEP_CONNECTION_SECONDS,
        "OPTIONS": {
            "init_command": f"{JOURNALS[journal]} PRAGMA foreign_keys=ON;",
            # The write lock is taken before the first read, so that nobody decides
            # on a balance that another writer is about to change.
            "transaction_mode": "IMMEDIATE",
            "timeout": LOCK_WAIT_SECONDS,
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket's folder does not fit before the slash: it comes as ?host=/folder.
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": options.pop("port", None) or str(parts.port or ""),
        "CONN_MAX_AGE": KEEP_CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
