"""The command line: one file a group of commands.

``ends`` says how a command ends, ``identity`` who acts, ``verbs`` the acts themselves,
``looking`` what may be seen; ``ledger``, ``transfer``, ``people`` and ``serving`` are for
whoever keeps the machine.
"""

import typer

from dosekeeper.cli import looking, transfer, verbs
from dosekeeper.cli.demo import demo
from dosekeeper.cli.ends import Commands
from dosekeeper.cli.ledger import ledger
from dosekeeper.cli.people import duty, site, token, user
from dosekeeper.cli.serving import check, init, serve


app = typer.Typer(
    cls=Commands,
    name="dosekeeper",
    help="Every dose is always in somebody's hands, and every refusal says why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for run in (demo, serve, init, check):
    app.command(rich_help_panel="Run")(run)
for look in (looking.courses, looking.chart, looking.holdings, looking.register):
    app.command(rich_help_panel="Look")(look)
verbs.add_to(app)
app.add_typer(ledger, name="ledger", rich_help_panel="Keep")
app.command(rich_help_panel="Keep")(transfer.export)
app.command("import", rich_help_panel="Keep")(transfer.import_)
for name, group in (("user", user), ("site", site), ("duty", duty), ("token", token)):
    app.add_typer(group, name=name, rich_help_panel="Keep")


def main() -> None:
    """Run the command line."""
    app()
