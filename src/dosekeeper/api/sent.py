"""What a client sent: JSON, strictly, with the place of whatever is wrong.

Python's reader takes ``NaN``, takes the last of two equal names, and takes bytes it has to
guess the encoding of. Two programs that read one body differently are how a check is passed
with one dose and a fill is made with another.
"""

import json
from typing import Any

from django.http import HttpRequest

from dosekeeper.core.units import BadValueError


BODY_MAX = 1_000_000
DEPTH_MAX = 16


class BodyTooLargeError(Exception):
    """More than any act can say."""


class NotJsonError(Exception):
    """A body of another type than JSON."""


class BadJsonError(BadValueError):
    """A body that is no JSON text; ``line`` and ``column`` are where it stops being one."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None):
        super().__init__("body", message)
        self.line, self.column = line, column


def read_body(request: HttpRequest) -> dict[str, Any]:
    """Read a JSON object, at most 1 MB long and not deeply nested."""
    if request.content_type != "application/json":
        raise NotJsonError
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length[:20]) > BODY_MAX:
        raise BodyTooLargeError
    return parse(request.body)


def parse(body: bytes) -> dict[str, Any]:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJsonError(f"is not UTF-8 at byte {error.start + 1}") from error
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadJsonError(f"is not JSON: {error.msg}", error.lineno, error.colno) from error
    except RecursionError as error:
        raise BadJsonError("is nested too deeply") from error
    except BadValueError:
        raise
    except ValueError as error:  # a whole number of thousands of digits
        raise BadJsonError("holds a number too long to be real") from error
    if type(data) is not dict:
        raise BadJsonError("is not an object with fields")
    _check_depth(data)
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadValueError(twice[:80] or "body", "stands there twice")
    return found


def _no_constant(written: str) -> None:
    raise BadJsonError(f"{written} is not a number that JSON knows")


def _check_depth(data: Any) -> None:
    """Look level by level: a check that recursed would fail on what it looks for."""
    level = [data]
    for _ in range(DEPTH_MAX):
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return
    raise BadJsonError(f"is nested deeper than {DEPTH_MAX} levels")
