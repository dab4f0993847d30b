"""`dosekeeper policy …` and `dosekeeper explain RULE`, as somebody at a terminal."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from dosekeeper.cli import policy
from dosekeeper.cli.ends import Commands
from dosekeeper.core.gates import RULES
from dosekeeper.rulebook import load, names


WIDE = {"COLUMNS": "300", "TERM": "dumb"}
HEAD = """\
title = "Harbor Clinic"
extends = "us-ny"

[sources.ours]
basis = "judgement"
citation = "Meeting of 5 January 2026"

[sources.old]
basis = "law"
citation = "An Act nobody read"
verified = false
expires-on = 2026-01-31

"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command in a folder of its own, as the whole command line mounts it."""
    app = typer.Typer(cls=Commands, add_completion=False)
    app.add_typer(policy.app, name="policy")
    app.command()(policy.explain)
    monkeypatch.setenv("DOSEKEEPER_HOME", str(tmp_path))

    def run_it(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, env=WIDE)

    return run_it


def test_list_names_every_profile_and_the_clinics_own(run, tmp_path: Path):
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "harbor.toml").write_text(
        HEAD + "[spacing]\nhours-min = { value = 72, cite = 'ours' }\n"
        "[notes]\nold = { text = 'x', cite = 'old' }\n",
        "utf-8",
    )
    done = run("policy", "list")
    assert done.exit_code == 0
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [row[0] for row in rows[2:]] == [*names(), "harbor"]
    assert all(load(name).version in done.stdout for name in names())


def test_a_broken_file_does_not_hide_the_others(run, tmp_path: Path):
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "harbor.toml").write_text("title = 'x'", "utf-8")
    done = run("policy", "list")
    assert done.exit_code == 1
    assert "us-ny" in done.stdout
    assert done.stderr == (
        "error: harbor.toml:1: extends None, none of article, us, us-ny, england, nsw\n"
    )


def test_show_has_every_setting_with_its_source_and_its_badge(run):
    done = run("policy", "show", "us")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    rows = {tuple(line.split()[:2]): line for line in lines}
    assert set(load("us").settings) <= set(rows)
    assert "passing" in rows["passing", "strength"]
    assert " law " in rows["passing", "strength"]
    assert " unverified " in rows["witness", "strength"]
    assert " law " not in rows["witness", "strength"], "nobody has read it"
    assert " judgement " in rows["spacing", "hours-min"]
    assert "150 mg" in rows["dose-ceiling", "sublingual-warn-mg"]
    assert "to 31 December 2026" in done.stdout
    assert "Not legal or medical advice" in done.stdout


def test_show_one_rule(run):
    done = run("policy", "show", "england", "--rule", "prescription-live")
    assert "28 days" in done.stdout
    assert "spacing" not in done.stdout


def test_diff_says_what_differs_and_which_way(run, tmp_path: Path):
    done = run("policy", "diff", "article", "england")
    assert done.exit_code == 0
    line = next(x for x in done.stdout.splitlines() if x.startswith("prescription-live"))
    assert line.rstrip().endswith(" stricter")
    assert "30 days (article)" in line
    assert "28 days (law)" in line
    back = run("policy", "diff", "england", "article").stdout
    assert "looser" in back
    same = next(x for x in done.stdout.splitlines() if x.startswith("days-supply"))
    assert same.strip().endswith("the same, on another source")


def test_diff_of_a_policy_with_itself(run):
    done = run("policy", "diff", "us", "us")
    assert done.stdout == "us and us do not differ\n"


def test_check_tells_what_a_file_sets_loosens_and_leaves_in_doubt(run, tmp_path: Path):
    file = tmp_path / "harbor.toml"
    file.write_text(
        HEAD + "[spacing]\nhours-min = { value = 24, cite = 'ours', loosens = 'trial 7' }\n"
        "[witness]\nstrength = { value = 'refuse', cite = 'old' }\n",
        "utf-8",
    )
    done = run("policy", "check", str(file))
    assert done.exit_code == 0
    assert done.stdout == (
        "harbor.toml is in order: Harbor Clinic\n"
        f"It stands on us-ny and sets 2 of its {len(load('us-ny').settings)} settings.\n"
        "loosened: spacing.hours-min: trial 7\n"
        "unverified and expired: witness.strength (harbor.toml:17)\n"
    )


def test_a_wrong_file_ends_with_one_and_its_line_and_no_trace(run, tmp_path: Path):
    file = tmp_path / "harbor.toml"
    file.write_text(
        HEAD + "[spacing]\nhours-min = { value = 24, cite = 'ours' }\n"
        "[witness]\nstrength = { value = 'refuse', cite = 'old' }\n",
        "utf-8",
    )
    for command in ("check", "show"):
        done = run("policy", command, str(file))
        assert done.exit_code == 1
        assert done.stdout == ""
        assert done.stderr == (
            "error: harbor.toml:15: spacing.hours-min would loosen 48 hours to 24 hours;"
            " a layer may only tighten, unless it says why in 'loosens'\n"
        )


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            ("policy", "show", "texas"),
            "texas: there is no such policy; there are article, us, us-ny, england, nsw",
        ),
        (("policy", "check", "no.toml"), "no.toml: cannot be read: No such file or directory"),
        (("policy", "show", "us", "--rule", "x"), "'x' is no rule; there are "),
        (("explain", "early-fil"), "'early-fil' is no rule; did you mean early-fill?"),
    ],
)
def test_what_is_not_there(run, arguments: tuple[str, ...], error: str):
    done = run(*arguments)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"error: {error}")
    assert "Traceback" not in done.stderr


def test_explain_tells_what_for_where_and_what_clears_it(run):
    done = run("explain", "early-fill")
    assert done.exit_code == 0
    assert "A fill does not come before the last supply is nearly used." in done.stdout
    assert "Stands before: fill\n" in done.stdout
    assert "  - The fill is too early\n" in done.stdout
    assert "Cleared when: by itself, on a day that is told\n" in done.stdout
    rows = [line.split()[:2] for line in done.stdout.splitlines()]
    assert ["days-max", "article"] in rows
    assert ["days-max", "us-ny"] in rows
    assert ["days-max", "us"] not in rows, "nothing changes there"


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_can_be_explained(run, rule: str):
    done = run("explain", rule)
    assert done.exit_code == 0
    assert "Cleared when: " in done.stdout
