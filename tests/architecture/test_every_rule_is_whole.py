"""One rule, one word, five places: none may be missing, and none may be left over.

The module core/gates/day_supply.py says RULE = "day-supply"; the rulebook holds its
settings and the wording its sentence under that word; its spec and its page are named
after it. A rule without its spec is untested, one without wording refuses a patient
without saying why.
"""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.repository import ROOT


SRC = ROOT / "src" / "dosekeeper"
GATES = SRC / "core" / "gates"
RULEBOOK = SRC / "rulebook" / "base.toml"
WORDING = SRC / "wording" / "en.toml"
SPECS = ROOT / "tests" / "spec" / "gates"
PAGES = ROOT / "docs" / "rules"


def rule_of(module: Path) -> str | None:
    """Read the word a gate is known by, from its source."""
    for node in ast.parse(module.read_text("utf-8")).body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="RULE")], value=ast.Constant(value=word))
                | ast.AnnAssign(target=ast.Name(id="RULE"), value=ast.Constant(value=word))
            ):
                return str(word)
            case _:
                continue
    return None


def rules() -> Iterator[tuple[str, str]]:
    for module in sorted(GATES.glob("[!_]*.py")):
        if word := rule_of(module):
            yield module.stem, word


RULES = list(rules())
WORDS = {word for _, word in RULES}


def test_every_public_module_of_gates_is_a_rule():
    modules = {module.stem for module in GATES.glob("[!_]*.py")}
    assert modules == {stem for stem, _ in RULES}, 'a gate says RULE = "its-word"'


def test_a_rule_is_named_as_its_file():
    assert [word for _, word in RULES] == [stem.replace("_", "-") for stem, _ in RULES]


def test_a_rule_stands_in_all_five_places():
    incomplete = {
        word: missing for stem, word in RULES if (missing := missing_places(stem, word))
    }
    assert incomplete == {}


def missing_places(stem: str, word: str) -> list[str]:
    places = {
        "its settings in rulebook/base.toml": has_table(RULEBOOK, word),
        "its sentence in wording/en.toml": has_entry(WORDING, word),
        f"tests/spec/gates/test_{stem}.py": (SPECS / f"test_{stem}.py").exists(),
        f"docs/rules/{word}.md": (PAGES / f"{word}.md").exists(),
    }
    return [place for place, there in places.items() if not there]


def test_no_spec_and_no_page_is_left_over():
    specs = {path.stem.removeprefix("test_") for path in SPECS.glob("test_*.py")}
    pages = {path.stem for path in PAGES.glob("*.md")} - {"index"}
    assert specs <= {stem for stem, _ in RULES}, "a spec without its rule"
    assert pages <= WORDS, "a page without its rule"


def has_table(file: Path, word: str) -> bool:
    return isinstance(found(file, word), dict)


def has_entry(file: Path, word: str) -> bool:
    return found(file, word) is not None


def found(file: Path, word: str) -> Any:
    """Find what stands under a word, at the top of a file or in one of its tables."""
    if not file.exists():
        return None
    read = tomllib.loads(file.read_text("utf-8"))
    tables = [read, *(part for part in read.values() if isinstance(part, dict))]
    return next((table[word] for table in tables if word in table), None)
