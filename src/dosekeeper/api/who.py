"""Whose request it is: a bearer's token, or the cookie of a signed-in browser."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.utils import check_csrf

from dosekeeper.door.guesses import Guesses
from dosekeeper.store import directory, tokens


# A token cannot be guessed; the limit is for the machine, not for the secret.
_WRONG_TOKENS = Guesses("bearer", most=30, seconds=60)


class ForgedError(Exception):
    """A browser was sent here by another site, or without the form's token."""


def authenticated(request: HttpRequest) -> str | None:
    """Return the person's id, or nothing: then the answer is 401.

    A request with an ``Authorization`` header is never answered for its cookie. With a
    cookie, anything that may change something also needs the CSRF token.
    """
    sent = request.headers.get("Authorization")
    if sent is not None:
        return _bearer(request, sent)
    user: Any = request.user
    if not user.is_authenticated:
        return None
    if check_csrf(request) is not None:
        raise ForgedError
    try:
        return directory.person_of_account(user)
    except directory.NotYoursError:
        return None


def _bearer(request: HttpRequest, sent: str) -> str | None:
    scheme, _, secret = sent.partition(" ")
    if scheme.lower() == "bearer":
        try:
            return tokens.token_person(secret.strip())
        except directory.NotYoursError:
            pass
    _WRONG_TOKENS.wrong(_address(request))
    return None


def _address(request: HttpRequest) -> str:
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:  # a server behind a socket knows no address
        return "unknown"
