"""docs/notation.md: every chart on the page is read, every error is the one it shows."""

import re
from pathlib import Path

import pytest

from dosekeeper.core.acts import ACTS
from dosekeeper.core.notation import NotationError, read, write
from dosekeeper.core.notation.reader import ENTRIES_MAX, REPEAT_MAX
from dosekeeper.core.notation.text import LINE_MAX, TEXT_MAX


PAGE = (Path(__file__).resolve().parents[2] / "docs" / "notation.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
CHARTS = [text for kind, text in BLOCKS if kind == "chart"]
ERRORS = [text for kind, text in BLOCKS if kind == "error"]


@pytest.mark.parametrize("text", CHARTS, ids=range(len(CHARTS)))
def test_a_chart_of_the_manual_is_read_and_written(text: str) -> None:
    chart = read(text)
    assert read(write(chart.stream, chart.entries, chart.shelves)).entries == chart.entries


def test_the_manual_has_a_sentence_for_every_verb() -> None:
    assert {line.request.act.verb for text in CHARTS for line in read(text).lines} == set(ACTS)


@pytest.mark.parametrize("text", ERRORS, ids=range(len(ERRORS)))
def test_an_error_of_the_manual_is_told_so(text: str) -> None:
    chart, _, told = text.rpartition("-> ")
    with pytest.raises(NotationError) as caught:
        read(chart)
    assert str(caught.value) == told.strip()


def test_the_manual_knows_the_limits() -> None:
    for limit in (TEXT_MAX, ENTRIES_MAX, LINE_MAX, REPEAT_MAX):
        assert f"{limit:,}" in PAGE


def test_every_kind_of_block_is_run() -> None:
    assert {kind for kind, _ in BLOCKS} == {"chart", "error"}
