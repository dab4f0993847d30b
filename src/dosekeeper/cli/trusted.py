"""The trusted person's way in: an invitation, and the phones that open the box.

All of it is somebody's act, like a look at a chart: who asks shows who they are, and the same
people may as on the pages.
"""

from typing import Annotated

import typer

from dosekeeper.cli.ends import CommandError
from dosekeeper.cli.identity import As, Token, acting_person
from dosekeeper.cli.terminal import say, say_json, table


phone = typer.Typer(help="The phones that open a box.", no_args_is_help=True)
Course = Annotated[str, typer.Argument(metavar="COURSE", help="The course.")]
Delegate = Annotated[str, typer.Argument(metavar="PERSON", help="The trusted person's id.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The phone's, as listed.")]


def invite(
    course: Course,
    delegate: Delegate,
    *,
    username: As = "",
    token: Token = "",
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Invite an appointed trusted person: a link for one way, a code for another.

    Both are shown this once; the link ends after 72 hours, and with the next invitation.
    """
    by = acting_person(username, token)
    from urllib.parse import urljoin

    from django.conf import settings
    from django.urls import reverse
    from django.utils import timezone

    from dosekeeper.door import trusted

    made = trusted.invite(by, course, delegate, now=timezone.now())
    address = f"{urljoin(settings.PUBLIC_URL, reverse('invitation'))}#{made.secret}"
    if as_json:
        ends = made.expires_at.isoformat(timespec="seconds").replace("+00:00", "Z")
        say_json({"link": address, "code": made.code, "expires_at": ends})
        return
    say(f"link  {address}")
    if made.code:
        say(f"code  {made.code[:4]} {made.code[4:]}   (tell it another way than the link)")
    else:
        say("code  the clinic tells it: who is treated lets nobody in to the box")
    say(f"ends  {made.expires_at:%Y-%m-%d %H:%M} UTC, and opens once")


@phone.command("list")
def list_phones(
    course: Course, delegate: Delegate, *, username: As = "", token: Token = ""
) -> None:
    """List the phones that open a box for somebody."""
    by = acting_person(username, token)
    from django.utils import timezone

    from dosekeeper.door import trusted
    from dosekeeper.store import directory

    now = timezone.now()
    directory.access_course(by, course)
    rows = [
        (
            each.id,
            each.label,
            f"{each.made_at:%Y-%m-%d}",
            f"{each.used_at:%Y-%m-%d %H:%M} UTC" if each.used_at else "",
            "locked" if each.locked(now) else "",
        )
        for each in trusted.phones_of(by, course, delegate, now=now)
    ]
    say(table(("phone", "what", "since", "last opened", ""), rows, right=("phone",)))


@phone.command("lock")
def lock_phone(course: Course, number: Number, *, username: As = "", token: Token = "") -> None:
    """Let a phone open nothing until it is unlocked."""
    _change(course, number, "lock", username, token)


@phone.command("unlock")
def unlock_phone(
    course: Course, number: Number, *, username: As = "", token: Token = ""
) -> None:
    """Let a locked phone take its PIN again."""
    _change(course, number, "unlock", username, token)


@phone.command("end")
def end_phone(course: Course, number: Number, *, username: As = "", token: Token = "") -> None:
    """End a phone for good; another needs a new invitation."""
    _change(course, number, "end", username, token)


def _change(course: str, number: int, change: str, username: str, token: str) -> None:
    by = acting_person(username, token)
    from django.utils import timezone

    from dosekeeper.door import trusted

    if number < 1:
        raise CommandError(f"{number} is no phone")
    trusted.change_phone(by, course, number, change, now=timezone.now())
    say(f"phone {number}: {_DONE[change]}")


_DONE = {"lock": "locked", "unlock": "unlocked", "end": "opens nothing any more"}
