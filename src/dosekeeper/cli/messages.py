"""Messages: whom they go to, whether they go, and the run that sends them."""

from typing import Annotated

import typer

from dosekeeper.cli.database import open_database
from dosekeeper.cli.ends import CommandError
from dosekeeper.cli.people import PersonId
from dosekeeper.cli.terminal import say, table


person = typer.Typer(help="How people are reached.", no_args_is_help=True)
SHOWN = 50


# --- the run ---------------------------------------------------------------------------


def run_due(
    every: Annotated[
        int,
        typer.Option(
            metavar="SECONDS",
            min=0,
            max=3600,
            help="Go on for ever, so many seconds apart; without it, once.",
        ),
    ] = 0,
) -> None:
    """Look at what is due and send the messages; safe at any interval, and twice at once.

    `dosekeeper serve` does this by itself. Run it from a timer where it was told not to.
    """
    open_database()
    from dosekeeper.door.running import run_due as run
    from dosekeeper.door.running import run_for_ever

    if every:
        run_for_ever(every)
    ran = run()
    say(
        f"{ran.told} new, {ran.sent} sent, {ran.put_off} put off, {ran.withdrawn} withdrawn,"
        f" {ran.given_up} given up",
        "red" if ran.given_up else "",
    )


def messages() -> None:
    """Say whether messages go out: the last run, what waits, what failed, who has no address.

    Exit code 1 when the last run is too long ago or something waits or failed.
    """
    open_database()
    from django.utils import timezone

    from dosekeeper.store import contacts, directory, outbox, watching

    now = timezone.now()
    found = outbox.status(now)
    last = f"{found.run_at:%Y-%m-%d %H:%M} UTC" if found.run_at else "never"
    say(f"last run  {last}", "red" if found.run_late(now) else "")
    say(f"waiting   {found.waiting}", "red" if found.stuck(now) else "")
    say(f"failed    {found.failed}", "red" if found.failed else "")
    say(f"withdrawn {found.withdrawn}")
    nobody = contacts.unreachable(site.id for site in directory.sites())
    say(f"no way to reach  {', '.join(nobody[:SHOWN]) or 'nobody'}")
    broken = watching.errors()
    for stream, error in broken:
        say(f"{stream} could not be looked through: {error}", "red")
    lines = outbox.lines(now, None, SHOWN)
    if lines:
        rows = [
            (
                f"{line.since_at:%Y-%m-%d %H:%M}",
                line.person,
                line.channel,
                line.kind,
                line.tries,
                "given up" if line.given_up else "waits",
                line.error,
            )
            for line in lines
        ]
        columns = ("since (UTC)", "person", "channel", "about", "tries", "state", "why")
        say(table(columns, rows, right=("tries",)))
    if found.run_late(now) or found.stuck(now) or found.failed or broken:
        raise typer.Exit(1)


# --- whom --------------------------------------------------------------------------------

CHANNELS = "email|sms|push"


@person.command("contact")
def contact(  # noqa: PLR0913 - a person has this many ways
    who: PersonId,
    *,
    email: Annotated[str, typer.Option(metavar="ADDRESS", help="An e-mail address.")] = "",
    sms: Annotated[
        str, typer.Option(metavar="NUMBER", help="A number, as +15551234567; or Apprise's.")
    ] = "",
    push: Annotated[
        str,
        typer.Option(metavar="NAME", help="What the push service calls them; or Apprise's."),
    ] = "",
    language: Annotated[
        str, typer.Option(metavar="en|es", help="The language of the messages.")
    ] = "",
    off: Annotated[
        list[str] | None, typer.Option(metavar=CHANNELS, help="Send nothing there for now.")
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option(metavar=CHANNELS, help="Forget that address.")
    ] = None,
) -> None:
    """Say how a person is reached; without options, show it."""
    open_database()
    from django.utils import timezone

    from dosekeeper.door import reaching
    from dosekeeper.notify import Channel
    from dosekeeper.store import contacts, directory

    directory.person(who)
    now, before = timezone.now(), {way.channel: way for way in contacts.contacts_of(who)}
    spoken = language or next((way.language for way in before.values()), "en")
    given = {Channel.EMAIL: email, Channel.SMS: sms, Channel.PUSH: push}
    silent = {_channel(word) for word in off or ()}
    for channel in {_channel(word) for word in remove or ()}:
        contacts.remove_contact(who, channel)
        before.pop(channel, None)
    for channel in Channel:
        kept = before.get(channel)
        address = given[channel] or (kept.address if kept else "")
        if address and (given[channel] or language or channel in silent):
            reaching.keep(
                who,
                channel,
                address,
                now=now,
                language=spoken,
                on=channel not in silent,
                whole=True,
            )
    rows = [
        (way.channel, _shown(way.address), way.language, "" if way.on else "off")
        for way in contacts.contacts_of(who)
    ]
    say(table(("channel", "address", "language", ""), rows))


def _channel(word: str) -> str:
    if word not in CHANNELS.split("|"):
        raise CommandError(f"{word[:20]!r} is not one of {CHANNELS}")
    return word


def _shown(address: str) -> str:
    """A whole Apprise address may hold a password, and this may be somebody's scrollback."""
    scheme, found, _ = address.partition("://")
    return f"{scheme}://…" if found else address
