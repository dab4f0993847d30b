"""Every command and every option stands in the manual."""

import re
from functools import cache
from typing import Any

import clidocs
import typer.main

from dosekeeper.cli import app
from tests.support.repository import ROOT


PAGE = ROOT / "docs" / "cli.md"


@cache
def root() -> Any:
    return typer.main.get_command(app)


def commands() -> dict[str, Any]:
    found = {}
    for name, command in root().commands.items():
        for inner, under in getattr(command, "commands", {"": command}).items():
            found[f"{name} {inner}".strip()] = under
    return found


def test_the_page_is_what_the_commands_say():
    assert PAGE.read_text("utf-8") == clidocs.pages()["cli.md"], "run `make docs`"


def test_every_command_has_its_heading_once():
    headings = re.findall(r"^### dosekeeper (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(headings) == sorted(commands())


def test_every_option_stands_under_its_command_with_a_line_of_help():
    sections = re.split(r"^### dosekeeper (.+)$", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    under = dict(zip(sections[1::2], sections[2::2], strict=True))
    shared = sections[0]
    everywhere = shared + "".join(sections)
    for name, command in commands().items():
        assert command.help, f"{name} has no help"
        for param in command.params:
            if param.param_type_name == "argument":
                continue
            assert param.help, f"{name} {param.opts[0]} has no help"
            said_once = name in clidocs_acts() and param.opts[0] in clidocs.SHARED
            place = everywhere if said_once else under[name]
            assert f"`{param.opts[0]}`" in place, f"{name} {param.opts[0]}"


def clidocs_acts() -> set[str]:
    return {n for n, command in root().commands.items() if command.rich_help_panel == "Acts"}


def test_every_panel_has_its_introduction():
    assert {command.rich_help_panel for command in root().commands.values()} == set(
        clidocs.PANELS
    )
