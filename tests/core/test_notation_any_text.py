"""No text at all makes the reader do anything but read it or say where it is wrong."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dosekeeper.core.notation import NotationError, read


STORY = """\
course lucia, 2026-01-05, policy article, weight 70 kg, zone America/New_York, agreed
plan 100 mg sublingual troche, 2 a week at least 48 h apart, held by marco
people: nell nurse, femi pharmacist, ines pharmacist
stock main-pharmacy: 20 units of ketamine-sublingual-troche-100mg lot a1
under article@1

2026-01-05 09:10  evaluated by dr-reyes: phq-9 18, craving 1, urinary 0
2026-01-05 09:20  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill
2026-01-06 11:00  filled 4 doses for marco by main-pharmacy
2026-01-06 18:30  accepted 4 doses by marco
2026-01-07 20:10  taken 1 dose, given by marco, bp 120/80, pulse 70
2026-01-08 20:10 (recorded 2026-01-08 21:00)  counted 2 doses by marco {"key": "k1"}
2026-01-09 08:00  2 times every 2 h  counted 2 doses with marco by nell
2026-01-09 20:00  lost 1 dose by marco: "on the train"   # as he says
2026-01-10        refused by count-open, loss-reviewed: fill 4 doses for marco by main-pharmacy
2026-01-10 14:00  contacted as reached by nell: he is well
2026-01-10 15:00  corrected line 14 by nell: it was found
2026-01-11        waive early-fill for fill because travel by dr-reyes, second dr-chen: flies
2026-01-12        handed over 1 dose to lucia by marco
2026-01-12        called back 1 dose by nell
2026-01-13        stopped line 8 by dr-reyes: enough
ask 2026-01-14    fill 4 doses for marco by main-pharmacy
"""
WORDS = [
    *sorted({word for word in STORY.split() if word}),
    "",
    "{",
    "}",
    '"',
    "#",
    ":",
    ",",
    "-1",
    "1.5",
    "9999999",
    "99999999999999999999",
    "٣",
    "0",
    "9999-12-31",
    "0001-01-01",
    "2026-02-29",
    "2026-03-08",
    "02:30",
    "24:00",
    "{}",
    "[[[[",
    '{"fact": {"movements": []}}',
    '{"fact": {"act": {"entry": 99}}}',
    '{"fact": {"act": null}}',
    '{"fact": 1}',
    '{"at": "0001-01-01T00:00:00+00:00"}',
    '{"at": "9999-12-31T23:59:59-23:59"}',
    '{"recorded_at": "9999-12-31T23:59:59-23:59"}',
    '{"position": 7}',
    '{"fact": {"expected": 1e400}}',
    '{"fact": {"expected": ' + "9" * 5000 + "}}",
    "entry",
    "refused",
    "by",
    "closed",
    "opened",
    "corrected entry 3 by nell: no",
    "corrected entry 1 by nell: no",
    "1000 times every day",
    "\x00",
    "\u202e",
    "\ud800",
    "\n",
]


def error_of(text: str) -> NotationError | None:
    try:
        read(text)
    except NotationError as error:
        return error
    return None


def harmless(text: str) -> None:
    error = error_of(text)
    if error is not None:
        assert min(error.line, error.column) >= 1
        assert 0 < len(error.message) < 1_000


def test_the_story_itself_is_read() -> None:
    assert len(read(STORY).entries) > 20


EXTREMES = [
    f'{{"{name}": "{instant}"}}'
    for name in ("at", "recorded_at")
    for instant in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "2026-01-06T00:00:00")
]


@pytest.mark.parametrize("braces", EXTREMES)
@pytest.mark.parametrize("after", ["2026-01-07", "2026-01-07 10:00", "ask 2026-01-07"])
def test_braces_cannot_lead_out_of_time(braces: str, after: str) -> None:
    error = error_of(
        "course lucia, 2026-01-05, zone America/New_York\n"
        f"2026-01-06 weighed 71 kg by nell {braces}\n"
        f"{after} corrected line 2 by nell: never happened\n"
    )
    assert error is not None
    assert error.line == 2


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec=None)))
def test_any_text(text: str) -> None:
    harmless(text)
    harmless(f"course lucia, 2026-01-05\n{text}")


LINES = STORY.splitlines()
change = st.tuples(
    st.sampled_from(["drop", "swap", "put", "cut", "twice"]),
    st.integers(0, len(LINES) - 1),
    st.integers(0, 12),
    st.sampled_from(WORDS) | st.text(max_size=5),
)


def changed(lines: list[str], kind: str, row: int, at: int, word: str) -> list[str]:
    row = min(row, len(lines) - 1)
    words = lines[row].split(" ")
    match kind:
        case "drop":
            words[at : at + 1] = []
        case "swap":
            words[at : at + 1] = [word]
        case "put":
            words[at:at] = [word]
        case "cut":
            return [*lines[:row], lines[row][: 5 * at], *lines[row + 1 :]]
        case _:
            return [*lines[: row + 1], lines[at % len(lines)], *lines[row + 1 :]]
    return [*lines[:row], " ".join(words), *lines[row + 1 :]]


@settings(max_examples=600, deadline=None)
@given(st.lists(change, min_size=1, max_size=4))
def test_any_slip_in_a_chart(changes: list[tuple[str, int, int, str]]) -> None:
    lines = LINES
    for kind, row, at, word in changes:
        lines = changed(lines, kind, row, at, word)
    harmless("\n".join(lines))


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000_000,
        "\n" * 10_000_000,
        STORY * 12_000,
        "course lucia, 2026-01-05\n" + "2026-01-05 " + '"' * 4_999_000,
        "course lucia, 2026-01-05\n2026-01-05 " + "a" * 99_000,
        "course lucia, 2026-01-05\n2026-01-05 " + "a:" * 49_000,
        "course lucia, 2026-01-05\n2026-01-05 weighed 70 kg by nell " + "[" * 90_000,
        "course lucia, 2026-01-05\n2026-01-05 agreed by lucia {" + '"a":{' * 15_000,
    ],
    ids=["one", "empty", "long", "quotes", "word", "colons", "brackets", "braces"],
)
def test_a_huge_text_is_refused_quickly(text: str) -> None:
    started = time.perf_counter()
    with pytest.raises(NotationError):
        read(text)
    assert time.perf_counter() - started < 5


def test_repeats_do_not_lead_past_the_last_entry() -> None:
    again = "2026-01-06 1000 times every 0 h agreed by n\n"
    error = error_of(f"course lucia, 2026-01-05\n{again * 20}")
    assert error is not None
    assert (error.line, error.message) == (21, "a text has at most 20000 entries")
