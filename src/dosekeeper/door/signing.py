"""Signing in with what one types: a password, and a code where the account has a factor.

The one way to it for whoever has no browser's session of their own: a witness beside the
one who asks, and whoever acts from a command line.
"""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser

from dosekeeper.door.guesses import Guesses
from dosekeeper.store import directory


_PASSWORDS = Guesses("second", most=5, seconds=300)
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_TYPED = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
"""A security key signs in a browser only; in its place stands a recovery code."""
_CODE_MAX = 64


class SecondNotKnownError(Exception):
    """Who was to sign in did not, or has nothing to do with the stream."""


@dataclass(frozen=True, slots=True, repr=False)
class Second:
    """What a witness or second person types in themselves, beside the one who asks.

    ``code`` is the one of their authenticator app, or a recovery code, where they have a
    second factor.
    """

    username: str
    password: str
    code: str = ""


def sign_in(typed: Second, *, with_code: bool = True) -> str:
    """Return whose name, password and code these are, and use the code up.

    Without ``with_code`` the password alone is looked at: for a request that was answered
    already, whose code was used up then, and for a rehearsal, which must use nothing up.
    Raises SecondNotKnownError, GuessedTooOftenError.
    """
    with _PASSWORDS.one(typed.username) as guess:
        account = authenticate(username=typed.username, password=typed.password)
        if account is None or (with_code and not _has_shown(account, typed.code)):
            raise SecondNotKnownError
        guess.right()
    try:
        return directory.person_of_account(account)
    except directory.NotYoursError as error:
        raise SecondNotKnownError from error


def wants_code(username: str) -> bool:
    """Say whether an account has a second factor, to ask for a code in time."""
    factors = Authenticator.objects.filter(type__in=_FACTORS)
    return bool(factors.filter(user__username__iexact=username).exists())


def _has_shown(account: AbstractBaseUser, code: str) -> bool:
    """Say whether the account's second factor was shown, if it has one."""
    own = Authenticator.objects.filter(user=account)
    if not own.filter(type__in=_FACTORS).exists():
        return True
    if not code.strip() or len(code) > _CODE_MAX or not code.isascii():
        return False
    return any(each.wrap().validate_code(code) for each in own.filter(type__in=_TYPED))
