"""Who acts from a command line: somebody who has shown who they are.

Whoever runs the machine is not a prescriber. A personal token comes through the
environment, where no list of processes and no shell history shows it; a password is typed.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from dosekeeper.cli.database import open_database
from dosekeeper.cli.ends import CommandError
from dosekeeper.cli.stories.cast import PASSWORD


if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

TOKEN = "DOSEKEEPER_TOKEN"  # noqa: S105 - the name of a variable

As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="USERNAME",
        help="Sign in with a password, asked for here; else with the token.",
    ),
]
Token = Annotated[
    str,
    typer.Option(
        "--token",
        envvar=TOKEN,
        help="A personal token; give it through the environment, not in the open.",
    ),
]


def acting_person(username: str, token: str) -> str:
    """Open the database and return the person who acts.

    Raises CommandError for whoever has not shown who they are.
    """
    open_database()
    if username:
        return by_password(username)
    if not token:
        raise CommandError(f"who acts? Set {TOKEN}, or sign in with --as USERNAME")
    from dosekeeper.store.directory import NotYoursError
    from dosekeeper.store.tokens import token_person

    try:
        return token_person(token)
    except NotYoursError as error:
        raise CommandError("the token is unknown or revoked") from error


def password_of(username: str) -> str:
    """Ask for a password; the demo clinic's is known, and works in demo mode only."""
    from django.conf import settings

    from dosekeeper.store.directory import is_demo

    if settings.DEMO and is_demo(username):
        return PASSWORD
    answer: str = typer.prompt(f"password of {username}", hide_input=True, err=True)
    return answer


def by_password(username: str) -> str:
    """Let somebody sign in here; return the person. The database must be open."""
    from django.contrib.auth import authenticate

    from dosekeeper.door.guesses import GuessedTooOftenError, Guesses
    from dosekeeper.store.directory import person_of_account

    # The same count as for a witness: a guess is a guess, at whichever door.
    guesses = Guesses("second", most=5, seconds=300)
    try:
        with guesses.one(username) as guess:
            account = authenticate(username=username, password=password_of(username))
            if account is None or not _second_factor(account):
                raise CommandError("no such user name and password")
            guess.right()
    except GuessedTooOftenError as error:
        raise CommandError(f"too many wrong passwords; {error}") from error
    return person_of_account(account)


def _second_factor(account: "AbstractBaseUser") -> bool:
    """Ask for a code where the account has a second factor."""
    from allauth.mfa.models import Authenticator

    kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    factors = Authenticator.objects.filter(user=account)
    if not factors.exists():
        return True
    code: str = typer.prompt("code of the second factor", hide_input=True, err=True)
    return any(each.wrap().validate_code(code) for each in factors.filter(type__in=kinds))
