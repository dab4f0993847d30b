"""Whether anything can be written here and now."""

import os
from pathlib import Path

from django.db import DatabaseError, connection


def writable() -> bool:
    """Say whether the database takes writes, as far as one can tell without one."""
    try:
        if connection.vendor == "sqlite":
            return _file_writable(Path(str(connection.settings_dict["NAME"])))
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            answer: tuple[str] = cursor.fetchone()
            return answer == ("off",)
    except DatabaseError:
        return False


def _file_writable(file: Path) -> bool:
    """The journal of a transaction is a file beside the database: the folder counts too."""
    return not file.exists() or (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))
