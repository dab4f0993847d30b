"""What the page about adding things names is there."""

import re

import check
import pytest

from tests.support.repository import ROOT


PAGE = (ROOT / "docs" / "add-a-rule.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([\w./]+/[\w./]*)`", PAGE)))


@pytest.mark.parametrize("path", [path for path in NAMED if "my_" not in path])
def test_a_path_is_there(path):
    places = [ROOT / path, ROOT / "src" / "dosekeeper" / path]
    assert any(place.exists() for place in places)


def test_a_table_or_list_is_in_the_file_named_beside_it():
    source = "".join(p.read_text("utf-8") for p in (ROOT / "src" / "dosekeeper").rglob("*.py"))
    for name in re.findall(r"`(_?[A-Z][A-Z_]+)`", PAGE):
        assert re.search(rf"^{name}\b", source, re.MULTILINE), name


def test_the_checks_it_names_are_those_of_the_fence():
    named = set(re.findall(r"\((\w+)(?:, in one line)?\)$", PAGE, re.MULTILINE))
    assert named == {"architecture", "types", "docs", "words"}
    assert named < set(check.CHECKS)
