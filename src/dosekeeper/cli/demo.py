"""Load the demo clinic: people who can sign in, and stories dated around today."""

from typing import Annotated

import typer
from rich.table import Table

from dosekeeper.cli.database import migrate, open_database
from dosekeeper.cli.ends import CommandError
from dosekeeper.cli.stories.cast import (
    DOORS,
    OUTSIDE,
    PASSWORD,
    PATIENTS,
    PEOPLE,
    PLACES,
    POLICY,
    ZONE,
)
from dosekeeper.cli.stories.clinic import stories
from dosekeeper.cli.stories.telling import StoryError, play
from dosekeeper.cli.terminal import say, table


def demo(
    *,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing when there is data already.")
    ] = False,
) -> None:
    """Load a demo clinic dated around today; its sign-ins work with DOSEKEEPER_DEMO=1 only.

    Every step of it goes through the real desk and is judged as of its own moment.
    """
    open_database(make=True)
    migrate()
    if not is_empty():
        if if_empty:
            return
        raise CommandError(
            "there is data already, and the demo does not mix with it; "
            "name an empty folder with DOSEKEEPER_HOME, or another database"
        )
    say("loading the demo clinic ...")
    steps = load()
    say(f"{len(PATIENTS)} courses, {steps} entries; every one judged by the desk")


def is_empty() -> bool:
    """Whether nobody is known and nothing is written."""
    from dosekeeper.store import directory, reading

    return not directory.people() and not directory.sites() and not reading.streams()


def load() -> int:
    """Add the cast, play the stories; return how many entries were written."""
    from django.utils import timezone

    from dosekeeper.door import desk

    add_cast()
    try:
        return play(stories(timezone.now()), desk())
    except StoryError as error:
        raise CommandError(f"the demo and the rules disagree: {error}") from error


def add_cast() -> None:
    """Add places, people, duties and demo accounts."""
    from dosekeeper.store import directory

    for place in PLACES:
        directory.add_site(
            place.site,
            place.name,
            kind=place.kind,
            zone=ZONE,
            policy=POLICY,
            inside=place.inside,
            clinic=place.clinic,
            phone=place.phone,
        )
    for person in PEOPLE.values():
        directory.add_person(person.id, person.name, person.born_on)
        for site in person.sites:
            directory.add_duty(person.id, site, person.role)
    # Hashing a password is slow on purpose: accounts for those somebody would try.
    for who, _ in DOORS:
        directory.set_password(who, PASSWORD, demo=True)
    for patient in PATIENTS:
        directory.let_fill(patient.id, OUTSIDE)


def doors() -> Table:
    """Return how to sign in as each role."""
    rows = [(who, PEOPLE[who].name, PASSWORD, what) for who, what in DOORS]
    return table(("user name", "person", "password", "who they are, what to look at"), rows)
