"""The daily check-in from a terminal: a link to hand to the patient."""

from typing import Annotated

import typer

from dosekeeper.cli.identity import As, Token, acting_person
from dosekeeper.cli.terminal import say_json


checkin = typer.Typer(
    help="The patient's daily check-in: links to answer it by.", no_args_is_help=True
)
CourseId = Annotated[str, typer.Argument(metavar="COURSE", help="The course's id.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


@checkin.command()
def link(
    course: CourseId, *, username: As = "", token: Token = "", as_json: AsJson = False
) -> None:
    """Make a link for the patient of a course and print it, this once.

    It takes answers once and ends with the clinic's next day. Whoever has it answers as the
    patient.
    """
    person = acting_person(username, token)
    from django.utils import timezone

    from dosekeeper.door.check_in import hand_out, public

    address = public(hand_out(person, course, timezone.now()))
    if as_json:
        say_json({"course": course, "url": address})
    else:
        # Plainly: a terminal that wraps it would break it.
        typer.echo(address)
