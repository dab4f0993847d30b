"""What the README shows is what happens."""

import re
import shlex

import pytest

from dosekeeper.core.hindsight import judged
from dosekeeper.core.notation import read
from dosekeeper.rulebook import load
from tests.cli.conftest import clinic, run  # noqa: F401 - the demo clinic of the story
from tests.support.repository import ROOT, project_files


README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.removeprefix("$ .venv/bin/dosekeeper ")
    for kind, block in BLOCKS
    if kind == "console"
    for line in block.splitlines()
    if line.startswith("$ .venv/bin/dosekeeper ")
]
TELLS = {
    "judge": (2, "count-open"),
    "invite": (0, "http://127.0.0.1:8000/invitation/#"),
    "checkin": (0, "http://127.0.0.1:8000/"),
    "chart": (0, "Marco Moreno's box 2"),
    "fill": (2, "early-fill"),
    "dose": (0, "Allowed"),
    "ledger trace": (0, "ended in: source -20, delegate 2, taken 18"),
    "ledger verify": (0, ": whole"),
}


def test_it_opens_with_the_two_commands():
    first = BLOCKS[0][1].splitlines()
    assert [line.split("#")[0].strip() for line in first] == ["make run", "make test"]
    assert README.index("```") < 100


def test_every_command_of_it_is_tested_here():
    assert [" ".join(c.split()[: 2 if c.startswith("ledger") else 1]) for c in COMMANDS] == [
        *TELLS
    ]


@pytest.mark.parametrize("command", COMMANDS, ids=[c[:14].strip() for c in COMMANDS])
def test_a_command_does_what_the_story_says(run, clinic, monkeypatch, command):  # noqa: F811
    monkeypatch.chdir(ROOT)
    name = next(name for name in TELLS if command.startswith(name))
    code, told = TELLS[name]
    done = run(*shlex.split(command))
    assert done.exit_code == code, done.output
    assert told in done.output


def test_all_reasons_of_the_story_are_given(run, clinic):  # noqa: F811
    (fill,) = [command for command in COMMANDS if command.startswith("fill")]
    output = run(*shlex.split(fill)).output
    assert len(re.findall(r"^  x ", output, re.MULTILINE)) == 6
    assert "5 days before" in output


def test_the_text_chart_is_the_example():
    (shown,) = [block for _, block in BLOCKS if block.startswith("course lucia")]
    example = (ROOT / "examples" / "lucia.chart").read_text("utf-8")
    assert shown in example
    text = read(shown)
    (asked,) = [one for one in judged(text, load(text.policy)) if one.asked]
    told = shown.splitlines()[-1].partition("# refused: ")[2].split(", ")
    assert told == [reason.rule for reason in asked.verdict.reasons]


def test_every_link_leads_somewhere():
    files = {str(path) for path in project_files()}
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target in files or any(name.startswith(f"{target}/") for name in files), target


def test_the_floors_are_those_of_the_code():
    told = set(
        re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", README, re.MULTILINE)))
    )
    there = {path.name for path in (ROOT / "src" / "dosekeeper").iterdir() if path.is_dir()}
    assert told == there - {"__pycache__"}
