"""What is not there for somebody, and what the world does to a database.

A *lost race* is tried and judged again. *Unavailable* is answered 503, and nothing was
written. Everything else is a bug of ours and stays loud.
"""

import sqlite3
from collections.abc import Iterator

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError


class NotYoursError(Exception):
    """There is no such thing, or this person has nothing to do with it: answered 404."""

    def __init__(self, what: str) -> None:
        """Keep what was named."""
        super().__init__(f"{what} is not there")
        self.what = what


class UnavailableError(Exception):
    """The database cannot take this now: full, read-only, down, or too busy.

    Nothing was written, with one exception: if the connection broke while it committed,
    nobody here can know. Asking again with the same key answers that.
    """


_LOST_RACES = frozenset(
    {
        "40001",  # serialization failure
        "40P01",  # deadlock
        "23505",  # somebody else wrote this position, or this key
        "55P03",  # lock not available
    }
)
_READ_ONLY = "25006"
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_TAKEN = frozenset(
    {
        sqlite3.SQLITE_CONSTRAINT_UNIQUE,
        sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
        sqlite3.SQLITE_CONSTRAINT_TRIGGER,
    }
)
_PRIMARY = 0xFF  # an extended SQLite code keeps its primary code in the low byte


def lost_race(error: Exception) -> bool:
    """Say whether somebody else was faster, so that judging again makes sense."""
    for cause in _causes(error):
        if getattr(cause, "sqlstate", None) in _LOST_RACES:
            return True
        code = getattr(cause, "sqlite_errorcode", None)
        if code is not None and (code in _TAKEN or code & _PRIMARY in _BUSY):
            return True
    return False


def unavailable(error: Exception) -> bool:
    """Say whether it is the database that cannot, not the request that is wrong."""
    if isinstance(error, IntegrityError):
        return False
    if any(getattr(cause, "sqlstate", None) == _READ_ONLY for cause in _causes(error)):
        return True
    return isinstance(error, OperationalError | InterfaceError)


def as_unavailable(error: DatabaseError | InterfaceError) -> Exception:
    """Return the error to raise: UnavailableError where it fits, else the error itself."""
    if not unavailable(error):
        return error
    told = UnavailableError(str(error).strip() or type(error).__name__)
    told.__cause__ = error
    return told


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__
