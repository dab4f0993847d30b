"""The generated pages are current, and the check notices when one is not."""

from pathlib import Path

import pytest

import docs
from dosekeeper.core.acts import ACTS
from dosekeeper.core.gates import RULES
from dosekeeper.core.ledger import PASSES
from dosekeeper.core.policy import PolicyError
from tests.support.repository import ROOT


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return docs.pages()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: dict[str, str]) -> Path:
    """Write the manual to a place of its own, and set the check up for it."""
    monkeypatch.setattr(docs, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(docs, "pages", lambda: made)
    monkeypatch.setattr("sys.argv", ["docs.py"])
    assert docs.main() == 0
    monkeypatch.setattr("sys.argv", ["docs.py", "--check"])
    return tmp_path / "docs"


def test_what_was_written_is_current(folder: Path, capsys: pytest.CaptureFixture[str]):
    capsys.readouterr()
    assert docs.main() == 0
    assert capsys.readouterr().out == ""


def test_a_changed_page_is_noticed(folder: Path, capsys: pytest.CaptureFixture[str]):
    page = folder / "rules" / "early-fill.md"
    page.write_text(page.read_text("utf-8").replace("7 days", "8 days"), "utf-8")
    assert docs.main() == 1
    said = capsys.readouterr().out
    assert "docs/rules/early-fill.md is not current; run: make docs" in said
    assert "8 days" in said


def test_a_missing_page_and_one_left_over_are_noticed(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    (folder / "passing.md").unlink()
    (folder / "rules" / "old-rule.md").write_text("# Old\n", "utf-8")
    assert docs.main() == 1
    said = capsys.readouterr().out
    assert "docs/passing.md is not current" in said
    assert "docs/rules/old-rule.md belongs to no rule" in said
    monkeypatch.setattr("sys.argv", ["docs.py"])
    assert docs.main() == 0
    assert not (folder / "rules" / "old-rule.md").exists()


def test_a_rulebook_that_does_not_load_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    def broken() -> dict[str, str]:
        raise PolicyError("base.toml:7", "'new-rule' is no rule")

    monkeypatch.setattr(docs, "pages", broken)
    assert docs.main() == 1
    assert capsys.readouterr().out == (
        "no page is written: base.toml:7: 'new-rule' is no rule\n"
    )


def test_every_rule_verb_and_passing_is_in_the_manual(folder: Path):
    index = (folder / "rules" / "index.md").read_text("utf-8")
    assert all(f"]({rule}.md)" in index for rule in RULES)
    verbs = (folder / "verbs.md").read_text("utf-8").splitlines()
    assert {line.removeprefix("## ") for line in verbs if line.startswith("## ")} == set(ACTS)
    passing = (folder / "passing.md").read_text("utf-8").splitlines()
    rows = {tuple(c.strip() for c in x.split("|")[2:4]) for x in passing if x[:3] == "| ["}
    assert rows == {pair for pairs in PASSES.values() for pair in pairs}


def test_no_page_has_two_titles_and_every_link_leads_somewhere(folder: Path):
    for page in folder.rglob("*.md"):
        text = page.read_text("utf-8")
        outside_code = "".join(text.split("```")[::2]).splitlines()
        assert len([line for line in outside_code if line.startswith("# ")]) == 1
        for link in (part.split(")")[0] for part in text.split("](")[1:]):
            path, _, anchor = link.partition("#")
            there = (page.parent / path).resolve()
            if not there.exists():  # written by hand, or no page: it is in the project
                there = ROOT / there.relative_to(folder.parent.resolve())
            assert there.exists(), f"{page.name} links to {link}"
            lines = there.read_text("utf-8").splitlines()
            heads = {anchored(line) for line in lines if line.startswith("#")}
            assert not anchor or anchor in heads, f"{page.name} links to {link}"


def anchored(heading: str) -> str:
    """Name a heading as a link to it does."""
    return heading.lstrip("# ").lower().replace(" ", "-")
