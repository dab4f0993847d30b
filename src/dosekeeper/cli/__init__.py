"""The command line: one file a group of commands.

``ends`` says how a command ends, ``identity`` who acts, ``verbs`` the acts themselves,
``looking`` what may be seen; ``ledger``, ``transfer``, ``people`` and ``serving`` are for
whoever keeps the machine.
"""

from typing import Annotated

import typer

from dosekeeper import __version__
from dosekeeper.cli import (
    check_in,
    demo,
    instruments,
    judge,
    ledger,
    looking,
    messages,
    people,
    policy,
    serving,
    transfer,
    trusted,
    verbs,
)
from dosekeeper.cli.ends import Commands


app = typer.Typer(
    cls=Commands,
    name="dosekeeper",
    help="Every dose is always in somebody's hands, and every refusal says why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for run in (demo.demo, serving.serve, serving.init, serving.check):
    app.command(rich_help_panel="Run")(run)
app.command("run-due", rich_help_panel="Run")(messages.run_due)
app.command(rich_help_panel="Run")(messages.messages)
for look in (looking.courses, looking.chart, looking.holdings, looking.register):
    app.command(rich_help_panel="Look")(look)
app.command(rich_help_panel="Judge")(judge.judge)
app.add_typer(policy.app, name="policy", rich_help_panel="Judge")
app.command(rich_help_panel="Judge")(policy.explain)
app.add_typer(instruments.app, name="instruments", rich_help_panel="Judge")
verbs.add_to(app)
app.add_typer(check_in.checkin, name="checkin", rich_help_panel="Follow")
app.command(rich_help_panel="Follow")(trusted.invite)
app.add_typer(trusted.phone, name="phone", rich_help_panel="Follow")
app.add_typer(ledger.ledger, name="ledger", rich_help_panel="Keep")
app.command(rich_help_panel="Keep")(transfer.export)
app.command("import", rich_help_panel="Keep")(transfer.import_)
for name in ("user", "site", "duty", "token"):
    app.add_typer(getattr(people, name), name=name, rich_help_panel="Keep")
app.add_typer(messages.person, name="person", rich_help_panel="Keep")


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's way
    if wanted:
        typer.echo(f"dosekeeper {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Say which it is."),
    ] = False,
) -> None:
    """What is asked of the program itself and not of a command."""


def main() -> None:
    """Run the command line."""
    app()
