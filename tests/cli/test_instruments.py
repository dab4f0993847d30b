"""`dosekeeper instruments …`, as somebody at a terminal."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from dosekeeper.cli import instruments
from dosekeeper.cli.ends import Commands
from dosekeeper.rulebook.instruments import names
from tests.support.repository import ROOT


WIDE = {"COLUMNS": "300", "TERM": "dumb"}
SHIPPED = ROOT / "src" / "dosekeeper" / "rulebook" / "instruments"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command in a folder of its own, as the whole command line mounts it."""
    app = typer.Typer(cls=Commands, add_completion=False)
    app.add_typer(instruments.app, name="instruments")
    monkeypatch.setenv("DOSEKEEPER_HOME", str(tmp_path))

    def run_it(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["instruments", *arguments], env=WIDE)

    return run_it


def put(folder: Path, name: str, of: str) -> Path:
    folder.mkdir(exist_ok=True)
    one = json.loads((SHIPPED / f"{of}.json").read_text("utf-8"))
    path = folder / f"{name}.json"
    path.write_text(json.dumps(one | {"id": name}), "utf-8")
    return path


def test_list_has_what_ships_and_the_clinics_own(run, tmp_path: Path):
    put(tmp_path / "instruments", "harbor", "dissociation")
    put(tmp_path / "instruments", "kset", "phq-2")
    done = run("list")
    assert done.exit_code == 0
    rows = {line.split()[0]: line for line in done.stdout.splitlines()[2:]}
    assert list(rows) == [*names(), "harbor"]
    assert rows["phq-9"].split() == [
        "phq-9",
        "PHQ-9:",
        "depression",
        "9",
        "questions",
        "0",
        "to",
        "27",
    ]
    assert "2 questions" in rows["kset"]
    assert "slot" in rows["c-ssrs"]
    assert "not known here" in rows["dlcq"]


def test_a_broken_file_does_not_hide_the_others(run, tmp_path: Path):
    (tmp_path / "instruments").mkdir()
    (tmp_path / "instruments" / "harbor.json").write_text("{}", "utf-8")
    done = run("list")
    assert done.exit_code == 1
    assert "phq-9" in done.stdout
    assert done.stderr == "error: harbor.json: is no FHIR Questionnaire\n"


def test_show_tells_all_that_is_asked_and_what_it_means(run):
    done = run("show", "phq-9")
    assert done.exit_code == 0
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert lines[0] == "phq-9: PHQ-9: depression"
    assert lines[1] == "version 1; 9 questions; score 0 to 27, higher-is-worse"
    assert "20 to 27: severe" in lines
    assert "opens a safety task: item 9 above 0: thoughts of death or of self-harm" in lines
    assert "(practice, unverified)" in next(x for x in lines if x.startswith("bands: "))
    assert "No permission required" in next(x for x in lines if x.startswith("licence: "))


def test_show_in_spanish_says_where_the_words_are_from(run):
    done = run("show", "craving", "--language", "es")
    assert "¿Qué tan fuertes fueron sus ganas de más medicina" in done.stdout
    assert "liking: Liking (sum of liking, not part of the score)\n" in done.stdout
    assert "wording es: This project's own translation. It was not validated" in done.stdout


def test_show_a_slot_says_how_a_clinic_gets_it(run):
    done = run("show", "c-ssrs")
    assert done.exit_code == 0
    assert "to load it: Get the licence and the certification from Clario" in done.stdout


def test_check_says_what_is_in_order_and_what_in_doubt(run, tmp_path: Path):
    done = run("check", str(put(tmp_path, "harbor", "gad-7")))
    assert done.exit_code == 0
    assert done.stdout == (
        "harbor.json is in order: GAD-7: anxiety\n"
        "7 questions; score 0 to 21, higher-is-worse; in en, es\n"
        "unverified: source\n"
        "unverified: bands\n"
    )


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("show", "nope"), "nope: there is no such instrument; there are audit-c, craving, "),
        (("show", "sds", "--language", "es"), "sds is in en, not in 'es'\n"),
        (("check", "no.json"), "no.json: cannot be read: No such file or directory\n"),
    ],
)
def test_what_is_wrong_ends_with_one_and_no_trace(run, arguments: tuple[str, ...], error: str):
    done = run(*arguments)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"error: {error}")
