"""One rule, one word, seven places: none may be missing, and none may be left over.

The module core/gates/day_supply.py says RULE = "day-supply"; the rulebook holds its
settings, the wording its name and its sentences under that word; gates/__init__.py says
before which acts it stands; its spec and its page are named after it. A rule without its
spec is untested, one that stands before nothing refuses nobody, one without wording refuses
a patient without saying why.
"""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
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


def test_a_rule_stands_in_all_its_places():
    incomplete = {
        word: missing for stem, word in RULES if (missing := missing_places(stem, word))
    }
    assert incomplete == {}


def missing_places(stem: str, word: str) -> list[str]:
    places = {
        "its acts, in _MODULES of core/gates/__init__.py": stem in registered(),
        f"its settings, [{word}] in rulebook/base.toml": word in read(RULEBOOK),
        "its name, in [labels.rule] of wording/en.toml": word
        in read(WORDING)["labels"]["rule"],
        f"its sentences, [rules.{word}.*] in wording/en.toml": word in read(WORDING)["rules"],
        f"tests/spec/gates/test_{stem}.py": (SPECS / f"test_{stem}.py").exists(),
        f"docs/rules/{word}.md": (PAGES / f"{word}.md").exists(),
    }
    return [place for place, there in places.items() if not there]


def test_no_spec_and_no_page_is_left_over():
    specs = {path.stem.removeprefix("test_") for path in SPECS.glob("test_*.py")}
    pages = {path.stem for path in PAGES.glob("*.md")} - {"index"}
    assert specs <= {stem for stem, _ in RULES}, "a spec without its rule"
    assert pages <= WORDS, "a page without its rule"


@cache
def registered() -> set[str]:
    """Read which gates stand before an act, from the source: it need not load for this."""
    tree = ast.parse((GATES / "__init__.py").read_text("utf-8"))
    (table,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.target.id == "_MODULES"
        and node.value is not None
    )
    return {node.id for node in ast.walk(table) if isinstance(node, ast.Name)}


@cache
def read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))
