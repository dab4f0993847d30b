"""What the web, the API and the command line share: read, ask the desk, show.

A door decides nothing. It turns what somebody sent into a request (``reading``, ``asking``)
and what the desk answered into plain data with sentences (``showing``).
"""

from dosekeeper.door.asking import (
    GuessedTooOftenError,
    Second,
    SecondNotKnownError,
    desk,
    rehearse,
    request,
    sign_in,
    submit,
    wants_code,
)
from dosekeeper.door.reading import read_act, read_instant
from dosekeeper.door.showing import (
    present,
    present_chart,
    present_course_row,
    present_entry,
    present_holdings,
)


__all__ = [
    "GuessedTooOftenError",
    "Second",
    "SecondNotKnownError",
    "desk",
    "present",
    "present_chart",
    "present_course_row",
    "present_entry",
    "present_holdings",
    "read_act",
    "read_instant",
    "rehearse",
    "request",
    "sign_in",
    "submit",
    "wants_code",
]
