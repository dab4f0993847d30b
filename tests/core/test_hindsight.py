"""A policy's answers to a history that went on without it."""

from dosekeeper.core.hindsight import Judged, judged
from dosekeeper.core.notation import read
from dosekeeper.core.verdict import Answer
from dosekeeper.rulebook import load


CAPSULE = "ketamine-oral-capsule-50mg"
COURSE = """\
course lucia, 2026-01-05, weight 70 kg, agreed
plan 100 mg sublingual troche, 2 a week at least 48 h apart, held by marco
2026-01-05 09:10  evaluated by dr-reyes: phq-9 18
2026-01-05 09:20  prescribed by dr-reyes: 8 doses for 28 days
2026-01-06 11:00  filled 4 doses for marco by shop
2026-01-06 18:30  accepted 4 doses by marco
"""


def answers(lines: str) -> list[Judged]:
    """Judge more lines of the course, and return the answers to those."""
    text = read(COURSE + lines)
    return [one for one in judged(text, load("article")) if one.line.number > 6]


def rules(one: Judged) -> list[str]:
    return [reason.rule for reason in one.verdict.reasons if reason.waived_by is None]


def test_what_would_have_been_refused_happened_and_counts():
    told = answers(
        "2026-01-07 20:00  taken 1 dose, given by marco, bp 120/80, pulse 70\n"
        "2026-01-08 20:00  taken 1 dose, given by marco, bp 120/80, pulse 70\n"
        "ask 2026-01-10 20:00  take 1 dose, given by marco, bp 120/80, pulse 70\n"
    )
    assert [rules(one) for one in told] == [[], ["spacing"], ["frequency"]]
    assert [one.asked for one in told] == [False, False, True]


def test_a_question_changes_nothing():
    ask = "ask 2026-01-07 20:00  take 4 doses, given by marco, bp 120/80, pulse 70\n"
    told = answers(f"{ask}{ask}2026-01-07 20:00  counted 4 doses by marco\n")
    assert told[0].verdict == told[1].verdict
    assert told[2].verdict.answer is Answer.ALLOWED


def test_an_override_is_used_once():
    told = answers(
        "2026-01-07 19:00  waived vitals for dose by nell: the cuff is broken\n"
        "2026-01-07 20:00  taken 1 dose, given by marco, bp 120/80\n"
        "2026-01-09 20:00  taken 1 dose, given by marco, bp 120/80\n"
    )
    allowed = [one.verdict.allowed for one in told]
    assert allowed == [True, True, False]


def test_a_site_is_judged_as_well():
    text = read(
        "site main, 2026-01-05\npeople: ines pharmacist\n"
        f"2026-01-05 09:00 received 2 units of {CAPSULE} lot a1 from maker by ines\n"
        f"ask 2026-01-05 10:00 waste 3 units of {CAPSULE} by ines: broken\n"
    )
    asked = list(judged(text, load("article")))[-1]
    assert rules(asked) == ["witness", "empty-hand"]
