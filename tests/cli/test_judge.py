"""`dosekeeper judge FILE`: what it prints, how it ends, and that it needs no database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from dosekeeper.cli import judge
from dosekeeper.cli.ends import Commands


ROOT = Path(__file__).resolve().parents[2]
STORY = (ROOT / "examples" / "lucia.chart").read_text("utf-8")
BEFORE = STORY[: STORY.index("2026-01-09 20:00")]
LOOKED = "2026-02-01 checked as clear by corner-pharmacy: the state's register\n"
DOSE = "take 1 dose, given by marco"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Judge a text, as the whole command line mounts the command."""
    app = typer.Typer(cls=Commands, add_completion=False)
    app.command()(judge.judge)
    app.callback()(lambda: None)
    monkeypatch.chdir(tmp_path)

    def run_it(text: str | bytes, *options: str) -> Result:
        data = text if isinstance(text, bytes) else text.encode()
        Path("a.chart").write_bytes(data)
        wide = {"COLUMNS": "300", "TERM": "dumb"}
        return CliRunner().invoke(app, ["judge", "a.chart", *options], env=wide)

    return run_it


def test_the_story_is_refused_with_every_reason(run):
    done = run(STORY)
    assert done.exit_code == 2
    lines = done.stdout.splitlines()
    assert lines[0] == "a.chart: course lucia, judged by policy article"
    number = STORY[: STORY.index("ask ")].count("\n") + 1
    fill = "fill 4 doses for marco by corner-pharmacy"
    assert lines[3] == f"Refused  line {number}  2026-01-10 10:00  {fill}"
    rules = [line.split(":")[0].strip() for line in lines if line.startswith("  x")]
    assert rules == ["x count-open", "x early-fill", "x early-days"]
    assert (
        "10 days before 20 Jan 2026, 2 days are free, up to 7 days with an override"
        in done.stdout
    )
    assert "by itself on 18 Jan 2026" in done.stdout
    assert "(judgement)" in done.stdout


@pytest.mark.parametrize(
    ("ask", "code", "word"),
    [
        (f"{DOSE}, bp 126/80, pulse 70", 0, "Allowed"),
        (DOSE, 3, "Could not be checked"),
        (f"{DOSE}, bp 170/80, pulse 70", 2, "Refused"),
        (f"{DOSE}, bp 170/80", 2, "Refused"),
    ],
)
def test_the_exit_code_is_the_answer(run, ask: str, code: int, word: str):
    done = run(f"{BEFORE}ask 2026-01-10 20:00  {ask}\n")
    assert done.exit_code == code
    assert f"{word}  line" in done.stdout


def test_the_worst_of_several_answers_decides(run):
    at = "ask 2026-01-10 20:00  "
    good, unknown = f"{at}{DOSE}, bp 126/80, pulse 70\n", f"{at}{DOSE}\n"
    assert run(f"{BEFORE}{good}{unknown}{good}").exit_code == 3
    refused = f"{at}{DOSE}, bp 170/80, pulse 70\n"
    done = run(f"{BEFORE}{good}{unknown}{refused}")
    assert done.exit_code == 2
    assert done.stdout.endswith("3 judged: 1 refused, 1 could not be checked, 1 allowed\n")


def test_a_warning_is_no_refusal(run):
    fill = "2026-02-01 fill 4 doses for marco by corner-pharmacy\n"
    done = run(f"{BEFORE}{LOOKED}{fill}", "--past")
    assert done.exit_code == 0
    assert "Allowed, with warnings" in done.stdout
    assert "! evaluation-due" in done.stdout


def test_past_judges_what_happened_too(run):
    asked, past = run(STORY), run(STORY, "--past")
    assert asked.stdout.count("  line ") == 1
    assert past.stdout.count("  line ") == 17
    assert "17 judged: 1 refused, 16 allowed" in past.stdout


def test_a_chart_without_a_question_is_judged_whole(run):
    done = run(BEFORE)
    assert done.exit_code == 0
    assert "14 judged: 14 allowed" in done.stdout


def test_another_policy_answers_otherwise(run):
    ask = f"{BEFORE}ask 2026-01-10 20:00  {DOSE}, bp 126/80, pulse 70\n"
    assert run(ask, "--policy", "us-ny").exit_code == 0
    done = run(ask, "--policy", "nsw")
    assert done.exit_code == 2
    assert "judged by policy nsw" in done.stdout


def test_a_clinics_own_file_is_a_policy(run):
    Path("harbor.toml").write_text(
        'title = "Harbor"\nextends = "article"\n'
        "[sources.ours]\nbasis = 'judgement'\ncitation = 'Ours'\n"
        "[spacing]\nhours-min = { value = 96, cite = 'ours' }\n",
        "utf-8",
    )
    ask = f"{BEFORE}ask 2026-01-10 20:00  {DOSE}, bp 126/80, pulse 70\n"
    done = run(ask, "--policy", "harbor.toml")
    assert done.exit_code == 2
    assert "71 h 50 min, at least 96 h" in done.stdout


def test_json_holds_the_reasons_as_data(run):
    done = run(STORY, "--json")
    assert done.exit_code == 2
    told = json.loads(done.stdout)
    assert (told["stream"], told["policy"]["name"]) == ("course:lucia", "article")
    answer = told["answers"][0]
    assert (answer["asked"], answer["answer"], answer["act"]["verb"]) == (
        True,
        "refused",
        "fill",
    )
    reason = answer["reasons"][1]
    assert reason["rule"] == "early-fill"
    assert reason["numbers"]["early_days"] == 10
    assert reason["clears_at"] == "2026-01-18T05:00:00+00:00"
    assert reason["blocks"] is True
    assert reason["sentence"] == (
        "The fill is too early: 10 days before 20 Jan 2026, "
        "2 days are free, up to 7 days with an override"
    )
    assert reason["ways_out"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("course lucia, 2026-02-29\n", "a.chart:1:15: 2026-02-29 is no day of the calendar"),
        (
            f"{BEFORE}ask 2026-01-10 eat 1 dose\n",
            "a.chart:16:16: 'eat' is not something that happens here",
        ),
        (b"course lucia\n\xff\n", "a.chart:2:1: is not UTF-8 text"),
        (b"x" * 10_000_000, "a.chart:1:1: the text is longer than"),
        ("course lucia, policy utopia\n", "there is no policy 'utopia'"),
    ],
    ids=["day", "verb", "bytes", "huge", "policy"],
)
def test_a_wrong_file_is_an_error_with_its_place(run, text, complaint: str):
    done = run(text)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there(run):
    done = run(STORY, "--policy", "gone.toml")
    assert done.exit_code == 1
    assert "gone.toml" in done.stderr


def test_it_needs_neither_database_nor_framework(tmp_path: Path):
    (tmp_path / "a.chart").write_text(STORY, "utf-8")
    program = (
        "import sys\n"
        "from dosekeeper.cli.judge import judge\n"
        "code = judge('a.chart')\n"
        "assert not [m for m in sys.modules if m.partition('.')[0] == 'django'], 'Django'\n"
        "raise SystemExit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PATH": "", "DATABASE_URL": "no://where"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, "")
    assert list(tmp_path.iterdir()) == [tmp_path / "a.chart"]
