"""The manual's page of the command line, written from the commands themselves."""

from collections.abc import Iterator
from functools import cache
from inspect import cleandoc
from typing import Any

import typer.main

from dosekeeper.cli import app, ends


MADE_HERE = (
    "<!-- Written by tools/docs.py from the code; change the code, then `make docs`. -->"
)
PANELS = {
    "Run": "Set up a clinic, or the demo, and serve it.",
    "Judge": "Ask the rules; these need no database.",
    "Look": "What somebody may see: the same as in the web, and nothing more.",
    "Acts": "Every verb of the desk. Each is judged, and written down with what came of it.",
    "Follow": "What goes out to the people who are not on the staff, and what lets them in.",
    "Keep": "For whoever keeps the machine: the journals as a whole, people, programs.",
}
SHARED = frozenset({"--as", "--token", "--at", "--key", "--second", "--dry-run", "--json"})
"""Options that all acts have: told once."""
WHO_ACTS = """
## Who acts

An act, and a look, is somebody's: whoever runs the machine is not a prescriber. Show who you
are with a personal token in `DOSEKEEPER_TOKEN` (`dosekeeper token create --as USERNAME
--label laptop` makes one), or with `--as USERNAME`, which asks for the password. With
`DOSEKEEPER_DEMO=1` the demo clinic's people need no typing: `--as marco` is enough. A witness
or second person (`--second USERNAME`) types their own password beside you.

What you have nothing to do with is answered like what is not there.

## How a command ends
"""


def pages() -> dict[str, str]:
    """Return the page, by its name under docs/."""
    return {"cli.md": "\n".join(_page()).rstrip() + "\n"}


def _page() -> Iterator[str]:
    yield f"{MADE_HERE}\n\n# The command line\n\n{app.info.help}\n"
    yield "Settings come from the environment (`DOSEKEEPER_HOME` is where the data is);"
    yield "`src/dosekeeper/site/settings.py` lists them. Every command has `--help`."
    yield WHO_ACTS
    yield cleandoc(ends.__doc__ or "").partition("\n\n")[2] + "\n"
    for panel, intro in PANELS.items():
        yield f"\n## {panel}\n\n{intro}\n"
        if panel == "Acts":
            yield from _shared()
        for name, command in _commands():
            if _panel_of(name) == panel:
                yield from _command(name, command)


@cache
def _root() -> Any:
    return typer.main.get_command(app)


def _commands() -> Iterator[tuple[str, Any]]:
    """Yield every command with its whole name, groups gone into."""
    for name, command in _root().commands.items():
        for inner, under in getattr(command, "commands", {"": command}).items():
            yield f"{name} {inner}".strip(), under


def _panel_of(name: str) -> str:
    panel: str = _root().commands[name.split(maxsplit=1)[0]].rich_help_panel
    return panel


def _shared() -> Iterator[str]:
    yield "All of them also take:\n"
    yield from _table([p for p in _root().commands["do"].params if p.opts[0] in SHARED])


def _command(name: str, command: Any) -> Iterator[str]:
    shared = SHARED if _panel_of(name) == "Acts" else frozenset()
    yield f"### dosekeeper {name}\n"
    yield f"{(command.help or '').strip()}\n"
    params = [p for p in command.params if p.opts[0] not in shared]
    words = [_usage(p) for p in params if p.param_type_name == "argument" or p.required]
    yield f"    dosekeeper {' '.join([name, *words])}\n"
    yield from _table(params)


def _usage(param: Any) -> str:
    if param.param_type_name == "argument":
        return _typed(param)
    return f"{param.opts[0]} {_typed(param)}"


def _typed(param: Any) -> str:
    """Say what is typed for a parameter; a switch has nothing."""
    if getattr(param, "is_flag", False):
        return ""
    if param.metavar:
        return str(param.metavar)
    return str(param.name).upper() if param.param_type_name == "argument" else "TEXT"


def _table(params: list[Any]) -> Iterator[str]:
    if not params:
        return
    yield "| option | with | |\n|---|---|---|"
    for param in params:
        names = [_typed(param)] if param.param_type_name == "argument" else param.opts
        names = [*names, *param.secondary_opts]
        shown = ", ".join(f"`{name}`" for name in names)
        typed = "" if param.param_type_name == "argument" else _typed(param)
        typed = f"`{typed}`".replace("|", "\\|") if typed else ""
        yield f"| {shown} | {typed} | {_about(param)} |"
    yield ""


def _about(param: Any) -> str:
    about = (getattr(param, "help", "") or "").strip()
    if param.required and param.param_type_name != "argument":
        about += " **Required.**"
    variable = getattr(param, "envvar", None)
    if variable:
        about += f" (`{variable}`)"
    default = param.default
    if isinstance(default, str | int) and not isinstance(default, bool) and default != "":
        about += f" Without it: {default}."
    return about
