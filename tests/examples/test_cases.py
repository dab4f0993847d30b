"""The charts in examples/: every verdict on them, and the page that is made of them.

``verdicts.txt`` holds the whole answer to each line that any rule speaks to: its number, how
often it was answered so, whether it was asked or had happened, and every reason as
``rule/finding``, with ``!`` for a warning, ``?`` for what could not be told, ``-`` for what
an override lifted. It was read line by line; whoever changes a rule reads it again. The
numbers and sentences stand in docs/cases.md, which is compared as a whole.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import cases
import pytest

from dosekeeper.core.hindsight import judged
from dosekeeper.core.notation import read, write
from dosekeeper.core.verdict import Reason, Strength
from dosekeeper.rulebook import load


ROOT = Path(__file__).resolve().parents[2]
CHARTS = {path.stem: path for path in sorted((ROOT / "examples").glob("*.chart"))}
MARKS = {Strength.WARN: "!", Strength.CANNOT_TELL: "?"}


def told(reason: Reason) -> str:
    mark = "-" if reason.waived_by is not None else MARKS.get(reason.strength, "")
    return f"{mark}{reason.rule}/{reason.finding}"


def answers(path: Path) -> Iterator[str]:
    text = read(path.read_text("utf-8"))
    spoken = [
        f"{one.line.number} {'asked' if one.asked else 'was'} "
        + " ".join(told(reason) for reason in one.verdict.reasons)
        for one in judged(text, load(text.policy))
        if one.verdict.reasons
    ]
    for line, same in groupby(spoken):
        yield f"{len(list(same))}x {line}"


def expected() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (Path(__file__).parent / "verdicts.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            lines = found.setdefault(line.removeprefix("# "), [])
        elif line:
            lines.append(line)
    return found


@pytest.mark.parametrize("name", CHARTS)
def test_every_verdict_on_a_chart(name: str):
    assert list(answers(CHARTS[name])) == expected()[name]


def test_every_chart_has_its_verdicts():
    assert set(expected()) == set(CHARTS)


def test_a_rule_set_lets_good_treatment_through():
    assert expected()["steady"] == []


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_says_what_is_published_what_assumed_and_what_is_not_caught(name: str):
    case = cases.case_of(CHARTS[name])
    assert case.title.endswith(".")
    assert "Not caught" in case.told
    assert ("Published" in case.told) is ("Assumed" in case.told)


@pytest.mark.parametrize("name", CHARTS)
def test_an_example_written_out_is_the_same_history(name: str):
    text = read(CHARTS[name].read_text("utf-8"))
    again = read(write(text.stream, text.entries, text.shelves))
    assert again.entries == text.entries


def test_the_page_of_cases_is_current():
    for name, page in cases.pages().items():
        assert (ROOT / "docs" / name).read_text("utf-8") == page, "run: make docs"
