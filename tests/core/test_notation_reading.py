"""What a text chart says, sentence by sentence."""

from datetime import UTC, date, datetime

import pytest

from dosekeeper.core import acts
from dosekeeper.core.events import Done, Refused
from dosekeeper.core.fold import chart_of
from dosekeeper.core.ledger import Hand
from dosekeeper.core.notation import NotationError, TextChart, read
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.plan import Level, Order, Place, Plan
from dosekeeper.core.units import Mass


TROCHE = "ketamine-sublingual-troche-100mg"
STORY = """\
course lucia, 2026-01-05, policy article, weight 70 kg, agreed
plan 100 mg sublingual troche, 2 a week at least 48 h apart, held by marco

2026-01-05 09:10  evaluated by dr-reyes: phq-9 18, craving 1, urinary 0
2026-01-05 09:20  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill
2026-01-06 11:00  filled 4 doses for marco by corner-pharmacy
2026-01-06 18:30  accepted 4 doses by marco
2026-01-07 20:10  taken 1 dose, given by marco
2026-01-09 20:00  counted 2 doses by marco                       # one is missing
ask 2026-01-10    fill 4 doses for marco by corner-pharmacy      # refused
"""


def acts_of(chart: TextChart) -> list[acts.Act]:
    return [line.request.act for line in chart.lines]


def last(sentence: str) -> acts.Request:
    """Read one more sentence at the end of the story."""
    return read(f"{STORY}2026-01-10 13:00 {sentence}\n").lines[-1].request


def test_the_story_is_read_as_it_reads() -> None:
    text = read(STORY)
    chart = chart_of(text.stream, text.entries, dict(text.shelves))
    assert (text.stream, text.policy, chart.patient) == ("course:lucia", "article", "lucia")
    assert chart.weight_g == 70_000
    assert chart.level is Level.L2
    assert chart.delegate_on(date(2026, 1, 10)) == "marco"
    assert chart.held(Hand("delegate:marco")) == 3
    assert [case.gap for case in chart.cases.values()] == [-1]
    assert [line.number for line in text.asks] == [10]
    assert text.asks[0].request.at == datetime(2026, 1, 10, 12, tzinfo=UTC)
    assert text.asks[0].text == "fill 4 doses for marco by corner-pharmacy"


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        (
            (
                "taken 2 units from marco, given by nell, seen by dr-reyes, bp 120/80,"
                " pulse 71, in the clinic"
            ),
            acts.TakeDose(
                what=acts.Holding(hand=Hand("delegate:marco"), product=TROCHE, units=2),
                given_by="nell",
                observed_by="dr-reyes",
                evidence=acts.Evidence.OBSERVED,
                place=Place.CLINIC,
                systolic=120,
                diastolic=80,
                pulse=71,
            ),
        ),
        (
            (
                "waive early-fill for fill because travel, until 2026-01-11 08:00 by dr-reyes,"
                " second dr-chen: flies on Sunday"
            ),
            acts.Waive(
                rule="early-fill",
                of_verb="fill",
                reason=acts.WaiveReason.TRAVEL,
                note="flies on Sunday",
                expires_at=datetime(2026, 1, 11, 8, tzinfo=UTC),
            ),
        ),
        (
            "lost 1 dose by marco, stolen, report 4711: taken from the car, with the bag",
            acts.Lose(
                what=acts.Holding(hand=Hand("delegate:marco"), product=TROCHE, units=1),
                reason="taken from the car, with the bag",
                stolen=True,
                report="4711",
            ),
        ),
        (
            (
                "prescribed by dr-chen: 4 doses of 200 mg as 100 mg sublingual troches,"
                " 1 a week for 28 days, as needed, 2 refills, from 2026-01-12, group harbor"
            ),
            acts.Prescribe(
                plan=Plan(
                    product=TROCHE,
                    dose=Mass.mg(200),
                    doses_per_week=1,
                    spacing_hours=48,
                ),
                doses=4,
                days=28,
                doses_per_fill=4,
                order=Order.AS_NEEDED,
                refills=2,
                group="harbor",
                starts_on=date(2026, 1, 12),
            ),
        ),
        (
            'returned 2 doses by marco to "take-back kiosk": left over',
            acts.Return(
                what=acts.Holding(hand=Hand("delegate:marco"), product=TROCHE, units=2),
                collector="take-back kiosk",
                reason="left over",
            ),
        ),
        ("corrected line 9 by nell: miscounted", acts.Correct(entry=14, reason="miscounted")),
        (
            "resolved as lost by dr-reyes: fell down the drain",
            acts.Resolve(case=14, finding=acts.Finding.LOST, note="fell down the drain"),
        ),
        (
            "moved to L1 by dr-reyes: a dose is missing",
            acts.SetLevel(level=Level.L1, reason="a dose is missing"),
        ),
        (
            "checked as other-source by nell: state register",
            acts.CheckSource(result=acts.SourceCheck.OTHER, method="state register"),
        ),
        (
            "appointed ana as sister by dr-reyes, basis household, until 2026-06-30",
            acts.Appoint(
                delegate="ana",
                relation="sister",
                legal_basis="household",
                until_on=date(2026, 6, 30),
            ),
        ),
    ],
    ids=lambda value: value.split()[0] if isinstance(value, str) else "",
)
def test_a_sentence_is_an_act(sentence: str, act: acts.Act) -> None:
    assert last(sentence).act == act


def test_a_line_repeated_by_hours_and_by_days() -> None:
    head = "course ann, 2026-03-01, weight 60 kg, zone America/New_York\n"
    plan = "plan 50 mg oral capsule, 2 a week\n"
    text = read(
        f"{head}{plan}"
        "2026-03-06 08:00 prescribed by dr-x: 99 doses for 30 days\n"
        "2026-03-06 08:00 filled 50 doses for ann by shop\n"
        "2026-03-06 08:00 accepted by ann\n"
        "2026-03-06 09:00 3 times every 2 h taken 1 dose, given by ann\n"
        "2026-03-07 20:00 3 times every day taken 1 dose, given by ann\n"
    )
    doses = [line for line in text.lines if line.request.act.verb == "dose"]
    hours = [line.request.at.hour for line in doses]
    # The clocks go forward in the night to the 8th: the wall keeps 20:00, the world does not.
    assert hours == [14, 16, 18, 1, 0, 0]
    assert {line.number for line in doses} == {6, 7}


def test_a_refusal_may_stand_in_the_history_and_opens_its_task() -> None:
    text = read(
        f"{STORY}2026-01-10 13:00 refused by count-open: fill 4 doses for marco by shop"
    )
    fact = text.entries[-1].fact
    assert isinstance(fact, Refused)
    assert [reason.rule for reason in fact.reasons] == ["count-open"]
    assert fact.task_due_at == datetime(2026, 1, 11, tzinfo=UTC)


def test_who_is_who() -> None:
    people = "people: sam nurse, femi pharmacist\n"
    story = STORY.replace("\n\n", f"\n{people}", 1)
    at = "2026-01-10 13:00"
    text = read(f"{story}{at} counted 2 doses with marco by sam\n{at} counted 2 doses by ana\n")
    by = [line.request.by for line in text.lines[-2:]]
    assert by == [Actor("sam", Role.NURSE), Actor("ana", Role.DELEGATE)]


def test_a_sites_own_stock() -> None:
    text = read(
        "site main-pharmacy, 2026-01-05, zone UTC\n"
        "people: ines pharmacist, nell nurse\n"
        f"2026-01-05 09:00 received 20 units of {TROCHE} lot a1 from maker by ines\n"
        f"2026-01-05 10:00 wasted 1 unit of {TROCHE} by ines, witness nell: broken\n"
        f"2026-01-05 11:00 counted 19 units of {TROCHE} by ines\n"
    )
    chart = chart_of(text.stream, text.entries, dict(text.shelves))
    assert chart.held(Hand("stock:main-pharmacy")) == 19
    assert not chart.cases
    assert text.entries[2].second == Actor("nell", Role.NURSE)


def test_a_fill_from_stock_kept_here_takes_the_oldest_lot_first() -> None:
    stock = (
        f"stock main-pharmacy: 3 units of {TROCHE} lot a1\n"
        f"stock main-pharmacy: 9 units of {TROCHE} lot b2\n"
    )
    text = read(
        STORY.replace("\n\n", f"\n{stock}", 1).replace("corner-pharmacy", "main-pharmacy")
    )
    fact = text.entries[-4].fact
    assert isinstance(fact, Done)
    assert [(m.lot, m.units) for m in fact.movements] == [("a1", 3), ("b2", 1)]


WRONG = [
    ("", 1, "is empty"),
    ("hello\n", 1, "begins with 'course' or 'site'"),
    ("course Lucia!\n", 1, "not a word of a-z"),
    ("course lucia, 2026-02-29\n", 1, "no day of the calendar"),
    ("course lucia, 2026-01-05, zone Mars/Base\n", 1, "not a time zone"),
    ("course lucia, 2026-01-05, weight 700 kg\n", 1, "weight_g"),
    ("course lucia, 2026-01-05\nplan 100 mg sublingal troche, 2 a week\n", 2, "'sublingual'"),
    ("course lucia, 2026-01-05\nplan 100 mg sublingual troche\n", 2, "how often"),
    ("course lucia, 2026-01-05\npeople: nell\n", 2, "needs a role"),
    ("course lucia\n2026-01-05 weighed 70 kg by nell\n", 2, "never opened"),
    (f"{STORY}2026-01-10 13:00 filed 4 doses for marco by shop\n", 11, "'filled'"),
    (f"{STORY}2026-01-10 13:00 fill 4 doses fr marco by shop\n", 11, "'for'"),
    (f"{STORY}2026-01-10 13:00 taken -1 doses, given by marco\n", 11, "negative"),
    (f"{STORY}2026-01-10 13:00 taken 1.5 doses, given by marco\n", 11, "not a whole number"),
    (f"{STORY}2026-01-10 13:00 taken 99999999999 doses, given by marco\n", 11, "too large"),
    (f"{STORY}2026-01-10 13:00 taken 4 doses, given by marco\n", 11, "holds 3 units"),
    (f"{STORY}2026-01-10 13:00 taken 50 mg, given by marco\n", 11, "whole number of units"),
    (f"{STORY}2026-01-10 25:00 counted 3 doses by marco\n", 11, "no time of day"),
    (f"{STORY}2026-13-10 counted 3 doses by marco\n", 11, "no day of the calendar"),
    (f"{STORY}2026-01-08 10:00 counted 3 doses by marco\n", 11, "backwards"),
    (f"{STORY}2025-12-31 counted 3 doses by marco\n", 11, "backwards"),
    (f"{STORY}2026-01-10 13:00 counted 3 doses by marco by ana\n", 11, "by is said twice"),
    (f"{STORY}2026-01-10 13:00 counted\x07 3 doses by marco\n", 11, "U+0007"),
    (f"{STORY}2026-01-10 13:00 counted 3 doses by marco \u202e\n", 11, "U+202E"),
    (f"{STORY}2026-01-10 13:00 prescribed by marco: 4 doses for 7 days\n", 11, "is a delegate"),
    (f"{STORY}2026-01-10 13:00 accepted 4 doses by marco\n", 11, "nothing is on offer"),
    (f"{STORY}2026-01-10 13:00 stopped entry 99 by dr-reyes: enough\n", 11, "not there"),
    (f"{STORY}2026-01-10 13:00 corrected line 99 by nell: typo\n", 11, "line 99"),
    (f"{STORY}2026-01-10 13:00 closed by dr-reyes\n", 11, "a few words why"),
    (f'{STORY}2026-01-10 13:00 counted 3 doses by marco {{"at": 5}}\n', 11, "at"),
    (f'{STORY}2026-01-10 13:00 counted 3 doses by marco {{"at": \n', 11, "JSON"),
    (f"{STORY}2026-01-10 13:00 counted 3 doses by marco {'{' * 5000}\n", 11, "JSON"),
    (f"{STORY}2026-01-10 5000 times every 2 h counted 3 doses by marco\n", 11, "1 to 1000"),
    (f"{STORY}2026-01-10 5 times every 2 moons counted 3 doses by marco\n", 11, "every N"),
    (f"{STORY}ask 2026-01-10\n", 11, "a sentence is missing"),
    (f"{STORY}ask\n", 11, "a day is missing"),
    (f"{STORY}course ann\n", 11, "begins with a day"),
]


@pytest.mark.parametrize(("text", "line", "message"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_told_with_its_place(text: str, line: int, message: str) -> None:
    with pytest.raises(NotationError) as caught:
        read(text)
    assert caught.value.line == line
    assert message in caught.value.message
    assert 1 <= caught.value.column <= 120
    assert len(caught.value.message) < 300


def test_the_column_points_at_the_word() -> None:
    line = "2026-01-10 13:00 counted 3 doses with marco by sam yesterday"
    with pytest.raises(NotationError) as caught:
        read(f"{STORY}{line}\n")
    assert caught.value.column == line.index("yesterday") + 1


NIGHTS = "course lucia, 2026-01-05, zone America/New_York\n"


def test_a_time_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(NotationError, match="does not exist in America/New_York"):
        read(f"{NIGHTS}2026-03-08 02:30 weighed 70 kg by nell\n")


def test_a_time_that_is_there_twice_needs_its_offset() -> None:
    with pytest.raises(NotationError, match=r"twice .* 01:30-04:00 or 01:30-05:00"):
        read(f"{NIGHTS}2026-11-01 01:30 weighed 70 kg by nell\n")
    text = read(
        f"{NIGHTS}2026-11-01 01:30-04:00 weighed 70 kg by nell\n"
        "2026-11-01 01:30-05:00 weighed 71 kg by nell\n"
    )
    assert [line.request.at.hour for line in text.lines[-2:]] == [5, 6]


def test_ten_megabytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(NotationError, match="longer than"):
        read(STORY + "# and so on\n" * 900_000)
