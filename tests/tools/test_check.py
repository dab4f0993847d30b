"""The fence looks at the project's files, not at what lies beside them."""

import subprocess
from pathlib import Path

import check
import pytest
from project_files import project_files

from tests.support.repository import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("kept.py", "gone.py", "scratch.py"):
        (tmp_path / name).write_text("x=1\n", "utf-8")
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "kept.py", "gone.py"], cwd=tmp_path, check=True)
    (tmp_path / "gone.py").unlink()
    return tmp_path


def test_what_git_does_not_know_is_nobodys_business(checkout):
    assert project_files(checkout) == [Path("kept.py")]


def test_an_unpacked_archive_is_looked_at_without_what_was_made_in_it(tmp_path):
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "made.py").touch()
    (tmp_path / "kept.py").touch()
    assert project_files(tmp_path) == [Path("kept.py")]


@pytest.mark.parametrize("name", ["types", "lint", "format"])
def test_a_check_of_code_names_its_files(name):
    named = {part for part in map(str, check.CHECKS[name]) if part.endswith(".py")}
    kept = {str(path) for path in project_files(ROOT) if path.suffix == ".py"}
    assert named == {n for n in kept if name != "types" or not n.startswith("bench/")}


def test_a_check_that_fails_is_told_with_what_it_said(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["check.py", "x"])
    monkeypatch.setitem(check.CHECKS, "x", [check.PYTHON, "-c", "print('why'); exit(1)"])
    assert check.main() == 1
    said = capsys.readouterr().out
    assert "    why" in said
    assert "check: FAILED" in said
