"""Every "no" in one form: ``application/problem+json`` (RFC 9457).

A problem says what was wrong with this request in words made for it, never what Python or
the database said.
"""

import json
import logging
from typing import Any, NotRequired

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from typing_extensions import TypedDict

from dosekeeper.api.sent import BODY_MAX, BadJsonError, BodyTooLargeError, NotJsonError
from dosekeeper.api.who import ForgedError
from dosekeeper.core.ledger import ShortError
from dosekeeper.core.policy import PolicyError
from dosekeeper.core.units import BadValueError
from dosekeeper.desk.decide import KeyReusedError, NotEntitledError
from dosekeeper.door import GuessedTooOftenError, SecondNotKnownError
from dosekeeper.store.directory import NotYoursError
from dosekeeper.store.errors import UnavailableError


log = logging.getLogger(__name__)
RETRY_SECONDS = 5


class Problem(TypedDict):
    """What was wrong. ``field`` is the dotted place, where there is one."""

    type: str
    title: str
    status: int
    detail: str
    field: NotRequired[str]
    line: NotRequired[int]
    column: NotRequired[int]
    verbs: NotRequired[list[str]]


TITLES = {
    "malformed": (400, "The request is malformed"),
    "not-signed-in": (401, "Sign in first"),
    "not-entitled": (403, "Your role may not ask for this"),
    "forged": (403, "The request did not come from this site"),
    "second-not-known": (403, "The second person did not sign in"),
    "not-found": (404, "There is nothing here for you"),
    "unknown-verb": (404, "There is no such verb"),
    "not-that-method": (405, "This address does not take that method"),
    "key-reused": (409, "The key was used for another request"),
    "too-large": (413, "The body is too large"),
    "not-json": (415, "The body is not JSON"),
    "refused": (422, "Refused"),
    "unchecked": (422, "Could not be checked"),
    "too-often": (429, "Too many wrong tries"),
    "failed": (500, "This failed, and it is our fault"),
    "unavailable": (503, "The record cannot be reached"),
}


def problem(word: str, detail: str, **more: Any) -> HttpResponse:
    """Say a "no" of a kind; ``more`` are members of its own."""
    status, title = TITLES[word]
    body = {
        "type": f"urn:dosekeeper:problem:{word}",
        "title": title,
        "status": status,
        "detail": detail,
        **more,
    }
    response = HttpResponse(
        json.dumps(body), status=status, content_type="application/problem+json"
    )
    if word == "not-signed-in":
        response["WWW-Authenticate"] = 'Bearer realm="dosekeeper"'
    return response


def not_found() -> HttpResponse:
    """Say the same of what is not there and of what is not yours: no word more."""
    return problem("not-found", "It is not there, or it is not yours to see.")


def answer_to(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: C901, PLR0911, PLR0912 - a table
    """Turn whatever was raised into a problem."""
    match error:
        case BadJsonError(line=int(line), column=int(column)):
            place = {"field": error.field, "line": line, "column": column}
            return problem("malformed", str(error), **place)
        case BadValueError():
            return problem("malformed", str(error), field=error.field)
        case ValidationError():
            first = error.errors[0]
            field = str(first["loc"][-1])
            return problem("malformed", f"{field}: {first['msg']}", field=field)
        case AuthenticationError():
            return problem("not-signed-in", "Send a token, or the cookie of a sign-in.")
        case ForgedError():
            return problem("forged", "Send the CSRF token with the cookie, or a token.")
        case NotYoursError() | Http404():
            return not_found()
        case NotEntitledError():
            return problem("not-entitled", f"{error}.", field="verb")
        case SecondNotKnownError():
            return problem("second-not-known", "Wrong name, password or code.", field="second")
        case KeyReusedError():
            return problem("key-reused", "Make a new key.", field="Idempotency-Key")
        case GuessedTooOftenError():
            return _later("too-often", "Wait before you try again.", error.seconds)
        case BodyTooLargeError():
            return problem("too-large", f"At most {BODY_MAX} bytes.")
        case NotJsonError():
            return problem("not-json", "Send it as application/json.")
        case ShortError():
            return problem("malformed", f"{error}.", field="units")
        case UnreadablePostError():
            return problem("malformed", "The body broke off.", field="body")
        case UnavailableError() | OperationalError() | InterfaceError():
            log.error("the database cannot be reached: %s", error)
            return _later("unavailable", "Ask again with the same key.", RETRY_SECONDS)
        case PolicyError():
            log.error("a policy cannot be used: %s", error)
            return _later("unavailable", "The policy cannot be used.", RETRY_SECONDS)
        case _:
            log.error("%s %s failed", request.method, request.path, exc_info=error)
            return problem("failed", "It is logged. Ask again with the same key.")


def _later(word: str, detail: str, seconds: int) -> HttpResponse:
    response = problem(word, detail)
    response["Retry-After"] = str(seconds)
    return response


def install(api: NinjaAPI) -> None:
    """Let every error of an API be answered here."""
    for kind in (Exception, AuthenticationError, ValidationError, Http404):
        api.add_exception_handler(kind, answer_to)
