"""Every reason to look has its line, and every line its reason."""

import ast
from datetime import datetime
from pathlib import Path
from string import Formatter

import pytest

from dosekeeper.core.due import Kind
from dosekeeper.core.round import _COUNTED, _OF_KIND, Look, Why
from dosekeeper.core.signals import SIGNALS
from dosekeeper.wording import look_line
from dosekeeper.wording.words import words


LOOKS = words()["looks"]
STANDING = {"loss", "count-open", "other-source", "never-evaluated", "not-followed"}
SAID = [(word, finding) for word, table in LOOKS.items() for finding in table]


def test_every_signal_and_expectation_of_the_round_has_its_lines_and_no_other_has():
    assert set(LOOKS) == STANDING | set(SIGNALS) | {kind.value for kind in _OF_KIND}


@pytest.mark.parametrize("word", SIGNALS)
def test_a_signal_has_a_line_for_each_way_it_speaks(word: str):
    file = SIGNALS[word].__file__
    assert file
    texts = {
        node.value
        for node in ast.walk(ast.parse(Path(file).read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(LOOKS[word]) <= texts


@pytest.mark.parametrize(("word", "finding"), SAID)
def test_a_line_reads_whole(word: str, finding: str):
    names = {n for _, n, _, _ in Formatter().parse(LOOKS[word][finding]) if n}
    days = {name: "2026-01-05" for name in names if name == "on" or name.endswith("_on")}
    words_of = {"after": "fill", "by_role": "patient", "concern": "box"}
    words_of = {name: word for name, word in words_of.items() if name in names}
    numbers = dict.fromkeys(names - {"about", "because"}, 7) | days | words_of
    look = Look(
        why=Why.NOTE,
        word=word,
        finding="" if finding == "any" else finding,
        about="marco",
        numbers=numbers,
        since_at=datetime.fromisoformat("2026-01-05T10:00+00:00"),
    )
    line = look_line(look, {"marco": "Marco Ferrari"}, form="troche")
    assert not set(line) & set("{}_")
    assert "marco" not in line.replace("Marco", "")
    assert ("7" in line) is any(isinstance(value, int) for value in numbers.values())


def test_the_numbers_of_an_expectation_are_those_its_line_may_name():
    for kind in _OF_KIND:
        known = {"about", _COUNTED.get(kind, "about")}
        known |= {"after", "because", "by_role", "concern"} if kind is Kind.WORD else set()
        for text in LOOKS[kind.value].values():
            assert {n for _, n, _, _ in Formatter().parse(text) if n} <= known
