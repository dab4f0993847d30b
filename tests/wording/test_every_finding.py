"""Every way a rule can speak has its sentence, and no sentence stands there for nothing."""

from string import Formatter

import pytest

from dosekeeper.core.verdict import Reason, Strength
from dosekeeper.wording import findings, sentence, ways_out
from dosekeeper.wording.words import words
from tests.support.findings import Spoken, spoken


SPOKEN = spoken()
RULES = words()["rules"]
PARTS = ("says", "found", "limit")
# One example of every number a gate compares, by its name or how the name ends.
EXAMPLES = {
    "hand": "delegate:marco",
    "product": "ketamine-sublingual-troche-100mg",
    "giver": "delegate",
    "taker": "stock",
    "_on": "2026-01-05",
    "_at": "2026-01-05T18:30-05:00",
}
WORDS = {
    "custody": "delegate",
    "decision": "pause",
    "evidence": "self-report",
    "expectation": "daily-round:2026-01-05",
    "instruments": "phq-9, urinary",
    "level": "L2",
    "method": "state register",
    "order": "as-needed",
    "place": "home",
    "role": "nurse",
    "route": "sublingual",
    "rule": "early-fill",
    "verb": "fill",
    "version": "2",
    "version_min": "3",
}
PEOPLE = ("given_by", "holder", "observed_by", "person", "prescriber", "recipient")


def used(template: dict[str, str]) -> set[str]:
    texts = [template.get(part, "") for part in PARTS]
    names = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    return {name.removesuffix("_number") for name in names}


def example(name: str) -> int | str:
    if name in PEOPLE:
        return "marco"
    for end, value in EXAMPLES.items():
        if name.endswith(end):
            return value
    return WORDS.get(name, 7)


def test_the_findings_are_the_sentences():
    said = {(rule, finding) for rule, table in RULES.items() for finding in table}
    assert said == {(one.rule, one.finding) for one in SPOKEN}


@pytest.mark.parametrize("one", SPOKEN, ids=lambda one: f"{one.rule}-{one.finding}")
def test_every_number_is_said_or_knowingly_left_out(one: Spoken):
    template = RULES[one.rule][one.finding]
    left_out = set(template.get("leaves-out", ()))
    assert used(template) | left_out == one.numbers
    assert not used(template) & left_out
    assert set(template) <= {*PARTS, "leaves-out"}


@pytest.mark.parametrize("one", SPOKEN, ids=lambda one: f"{one.rule}-{one.finding}")
def test_every_sentence_reads_whole(one: Spoken):
    numbers = {name: example(name) for name in one.numbers}
    reason = Reason(
        rule=one.rule, finding=one.finding, strength=Strength.REFUSE, numbers=numbers
    )
    line = sentence(reason, {"marco": "Marco Ferrari"})
    assert line[0].isupper() or line[0] == "'"
    assert not set(line) & set("{}_")
    assert "not recorded" not in line
    assert "micrograms" not in line
    assert "7" in line or not any(
        isinstance(value, int) and name in used(RULES[one.rule][one.finding])
        for name, value in numbers.items()
    )
    assert "marco" not in line.replace("Marco", "")


def test_every_way_out_has_its_label_and_none_is_left_over():
    ways = {way for one in SPOKEN for way in one.clears_by}
    assert set(words()["labels"]["clears-by"]) == ways


@pytest.mark.parametrize("rule", RULES)
def test_the_ways_out_that_people_are_told_are_those_of_the_gate(rule: str):
    by_verb = {
        words()["labels"]["clears-by"][way]
        for one in SPOKEN
        if one.rule == rule
        for way in one.clears_by
    }
    assert set(ways_out(rule)) - {"by itself, on a day that is told"} == by_verb


@pytest.mark.parametrize("rule", RULES)
def test_what_a_rule_can_say_is_told_without_its_numbers(rule: str):
    assert len(findings(rule)) == len(RULES[rule])
    assert not any(set(line) & set("{}") for line in findings(rule))


@pytest.mark.parametrize(
    ("rule", "finding", "says"),
    [
        ("delegate-fit", "is-patient", "The patient is named as their own trusted person"),
        (
            "delegate-fit",
            "is-self",
            "The one who appoints and the one appointed are the same person",
        ),
        ("delegate-ready", "not-adult", "The trusted person is not grown up"),
        (
            "delegate-ready",
            "in-treatment",
            "The trusted person is in ketamine treatment too",
        ),
        ("delegate-ready", "paid", "The patient pays the trusted person"),
    ],
)
def test_a_refusal_says_what_was_found_and_not_what_should_be(rule, finding, says):
    assert words()["rules"][rule][finding]["says"] == says
