"""Who acts from a command line: somebody who has shown who they are.

Whoever runs the machine is not a prescriber. A personal token comes through the
environment, where no list of processes and no shell history shows it; a password is typed.
"""

from typing import Annotated

import typer

from dosekeeper.cli.database import open_database
from dosekeeper.cli.ends import CommandError
from dosekeeper.cli.stories.cast import PASSWORD


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
    """Ask for a password; the demo clinic's is known, and works in demo mode only.

    Raises CommandError for somebody of the demo clinic outside demo mode: nothing that is
    typed would let them in.
    """
    from django.conf import settings

    from dosekeeper.store.directory import is_demo

    if is_demo(username):
        if not settings.DEMO:
            raise CommandError(f"{username} is of the demo clinic; set DOSEKEEPER_DEMO=1")
        return PASSWORD
    answer: str = typer.prompt(f"password of {username}", hide_input=True, err=True)
    return answer


def code_of(username: str) -> str:
    """Ask for a code where the account has a second factor."""
    from dosekeeper import door

    if not door.wants_code(username):
        return ""
    code: str = typer.prompt("code of the second factor", hide_input=True, err=True)
    return code


def by_password(username: str) -> str:
    """Let somebody sign in here; return the person. The database must be open."""
    from dosekeeper import door

    # The same count as for a witness: a guess is a guess, at whichever door.
    typed = door.Second(username, password_of(username), code_of(username))
    try:
        return door.sign_in(typed)
    except door.SecondNotKnownError as error:
        raise CommandError("no such user name and password") from error
    except door.GuessedTooOftenError as error:
        raise CommandError(f"too many wrong passwords; {error}") from error
