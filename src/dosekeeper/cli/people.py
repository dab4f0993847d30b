"""Who is there, where they work, and what lets their programs in.

These commands need the machine and its data, and ask for no sign-in: whoever has those
could change the tables anyway. None of them makes anybody a prescriber's *hand*: a token
is made only by the person it speaks for, with their own password.
"""

from datetime import date, datetime
from typing import Annotated

import typer

from dosekeeper.cli.database import open_database
from dosekeeper.cli.ends import CommandError
from dosekeeper.cli.identity import As, by_password
from dosekeeper.cli.terminal import say, table
from dosekeeper.core.people import Role
from dosekeeper.core.plain import from_plain
from dosekeeper.core.units import BadValueError


user = typer.Typer(help="People and their accounts.", no_args_is_help=True)
site = typer.Typer(help="Clinics and pharmacies.", no_args_is_help=True)
duty = typer.Typer(help="Who works where, and as what.", no_args_is_help=True)
token = typer.Typer(help="Personal tokens for programs.", no_args_is_help=True)

PersonId = Annotated[str, typer.Argument(metavar="PERSON", help="The person's id.")]
SiteId = Annotated[str, typer.Argument(metavar="SITE", help="The site's id.")]


# --- user ------------------------------------------------------------------------------


@user.command("add")
def add_user(
    person: PersonId,
    *,
    name: Annotated[str, typer.Option(help="The name people know them by.")],
    born_on: Annotated[str, typer.Option(metavar="DAY", help="Date of birth.")] = "",
    username: Annotated[str, typer.Option(help="User name; else the id.")] = "",
    password: Annotated[
        bool, typer.Option(help="Ask for a password; else there is no account yet.")
    ] = True,
) -> None:
    """Add a person, and an account with a password asked for here."""
    open_database()
    from dosekeeper.store import directory

    day = from_plain(date, born_on, "born_on") if born_on else None
    secret = _new_password() if password else ""
    directory.add_person(person, name, day)
    if secret:
        say(f"{person} signs in as {directory.set_password(person, secret, username)}")
    else:
        say(f"{person} is known")


@user.command("password")
def change_password(person: PersonId) -> None:
    """Give a person a new password; what was signed in with the old one is signed out."""
    open_database()
    from dosekeeper.store import directory

    directory.person(person)
    username = directory.set_password(person, _new_password())
    say(f"{person} signs in as {username}")


@user.command("close")
def close_user(person: PersonId) -> None:
    """Let nobody sign in as this person any more; what they did stays on their name."""
    open_database()
    from dosekeeper.store import directory

    directory.person(person)
    directory.close_account(person)
    say(f"nobody signs in as {person} any more")


@user.command("list")
def list_users() -> None:
    """List everybody, with what they are and where."""
    open_database()
    from dosekeeper.store import directory

    rows = [
        (
            each.id,
            each.name,
            ", ".join(f"{role} at {where.id}" for where, role in directory.duties_of(each.id)),
        )
        for each in directory.people()
    ]
    say(table(("person", "name", "duties"), rows))


def _new_password() -> str:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    secret: str = typer.prompt(
        "new password", hide_input=True, confirmation_prompt=True, err=True
    )
    try:
        validate_password(secret)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return secret


# --- site ------------------------------------------------------------------------------


@site.command("add")
def add_site(  # noqa: PLR0913 - a site has this many parts
    site_id: SiteId,
    *,
    name: Annotated[str, typer.Option(help="The name people know it by.")],
    kind: Annotated[str, typer.Option(metavar="clinic|pharmacy", help="What it is.")],
    zone: Annotated[str, typer.Option(help="Its time zone, as America/New_York.")],
    policy: Annotated[
        str, typer.Option(help="The policy its courses begin under.")
    ] = "article",
    clinic: Annotated[str, typer.Option(help="The clinic a pharmacy belongs to.")] = "",
    inside: Annotated[
        bool, typer.Option("--inside", help="Its stock is kept here: received, counted.")
    ] = False,
    phone: Annotated[str, typer.Option(help="The number patients call it at.")] = "",
) -> None:
    """Add a clinic or a pharmacy."""
    open_database()
    from dosekeeper.door import desk
    from dosekeeper.store import directory

    desk().policies.named(policy)
    made = directory.add_site(
        site_id,
        name,
        kind=kind,
        zone=zone,
        policy=policy,
        inside=inside,
        clinic=clinic,
        phone=phone,
    )
    say(f"{made.kind} {made.id}: {made.name}")


@site.command("phone")
def change_phone(
    site_id: SiteId,
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help="What people call; '' forgets it.")
    ],
) -> None:
    """Say at which number a clinic is called; its patients see it wherever help stands."""
    open_database()
    from dosekeeper.store import directory

    directory.set_phone(site_id, number)
    say(f"{site_id} is called at {number}" if number else f"{site_id} has no number here")


@site.command("may-fill")
def may_fill(
    site_id: SiteId,
    course: Annotated[str, typer.Argument(metavar="COURSE", help="The course.")],
) -> None:
    """Let an outside pharmacy see and fill for one course."""
    open_database()
    from dosekeeper.store import directory

    directory.let_fill(course, site_id)
    say(f"{site_id} may fill for {course}")


@site.command("list")
def list_sites() -> None:
    """List every clinic and pharmacy."""
    open_database()
    from dosekeeper.store import directory

    rows = [
        (
            each.id,
            each.name,
            each.kind,
            "inside" if each.inside else "outside",
            each.clinic,
            each.phone,
            each.zone,
            each.policy,
        )
        for each in directory.sites()
    ]
    say(table(("site", "name", "kind", "stock", "clinic", "phone", "zone", "policy"), rows))


# --- duty ------------------------------------------------------------------------------

RoleWord = Annotated[
    str, typer.Argument(metavar="ROLE", help="prescriber, nurse, pharmacist, manager, auditor.")
]


@duty.command("add")
def add_duty(
    person: PersonId,
    site_id: SiteId,
    role: RoleWord,
    *,
    deputy: Annotated[
        bool, typer.Option("--deputy", help="Is told what colleagues leave undone.")
    ] = False,
) -> None:
    """Give a person a role at a site; once more, with --deputy or without, changes that."""
    open_database()
    from dosekeeper.store import directory

    directory.add_duty(person, site_id, _role(role), deputy=deputy)
    say(f"{person} is {role} at {site_id}{', and deputy' if deputy else ''}")


@duty.command("end")
def end_duty(person: PersonId, site_id: SiteId, role: RoleWord) -> None:
    """Take a role at a site away, from the next request on."""
    open_database()
    from dosekeeper.store import directory

    directory.access_site(person, site_id, _role(role))
    directory.end_duty(person, site_id, _role(role))
    say(f"{person} is no {role} at {site_id} any more")


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError as error:
        raise BadValueError("role", f"{word[:80]!r} is not one of {', '.join(Role)}") from error


# --- token -----------------------------------------------------------------------------


@token.command("create")
def create_token(
    username: As,
    label: Annotated[str, typer.Option(help="What it is for, to tell it from others.")],
) -> None:
    """Make a personal token for whoever signs in here; it is shown this once."""
    open_database()
    from dosekeeper.store import tokens

    person = by_password(username)
    # Alone on its line, so that a script can keep it: DOSEKEEPER_TOKEN=$(dosekeeper ...)
    print(tokens.create_token(person, label))


@token.command("list")
def list_tokens(person: PersonId) -> None:
    """List a person's tokens, without their secrets, which nobody has but their bearer."""
    open_database()
    from dosekeeper.store import directory, tokens

    directory.person(person)
    rows = [
        (t.id, t.label, _day(t.created_at), _day(t.used_at), _day(t.revoked_at))
        for t in tokens.tokens_of(person)
    ]
    say(table(("token", "label", "made", "last used", "revoked"), rows, right=("token",)))


@token.command("revoke")
def revoke_token(
    person: PersonId,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The token's.")],
) -> None:
    """End a token; the next request with it is refused."""
    open_database()
    from dosekeeper.store import tokens

    tokens.revoke_token(person, number)
    say(f"token {number} of {person} is revoked")


def _day(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC" if instant else ""
