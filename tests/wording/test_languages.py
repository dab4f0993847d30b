"""What the trusted person's phone says of the rules: all they can meet, in their language."""

import re
from typing import Any

import pytest

from dosekeeper.core.gates import RULES, STANDS_BEFORE
from dosekeeper.core.verdict import Answer, Reason, Strength
from dosekeeper.web.trusted.doing import VERBS
from dosekeeper.wording import has_words, said
from dosekeeper.wording.languages import FIRST, LANGUAGES
from dosekeeper.wording.words import own_words, words
from tests.support.findings import Spoken, spoken
from tests.wording.test_every_finding import RULES as ENGLISH
from tests.wording.test_every_finding import example, used
from tests.wording.test_patient import braces
from tests.wording.test_trusted import texts


OTHERS = [language for language in LANGUAGES if language != FIRST]
NEVER_ON_A_PHONE = {
    # Said of a plan or an order before it is signed, never of a dose.
    ("frequency", "order-too-often"),
    ("frequency", "late-weeks"),
    ("spacing", "order-too-close"),
    # Said when one of the staff empties a box; who keeps it hears "not-staff".
    ("receiver", "not-holder"),
    # Of tasks, prescriptions, rounds and what is due, which are the clinic's.
    ("settleable", "no-such-task"),
    ("settleable", "no-such-prescription"),
    ("settleable", "no-such-expectation"),
    ("settleable", "round-of-another-day"),
    ("settleable", "round-signed"),
}
ON_A_PHONE = [
    one
    for one in spoken()
    if set(STANDS_BEFORE[one.rule]) & set(VERBS)
    and (one.rule, one.finding) not in NEVER_ON_A_PHONE
]
LABELS = ("route", "place", "level", "evidence", "hand", "named-hand", "decision", "role")


@pytest.mark.parametrize("language", OTHERS)
def test_all_that_can_be_met_at_the_box_has_its_words_and_nothing_else(language):
    own = own_words(language)["rules"]
    told = {(rule, finding) for rule, table in own.items() for finding in table}
    assert told == {(one.rule, one.finding) for one in ON_A_PHONE}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("one", ON_A_PHONE, ids=lambda one: f"{one.rule}-{one.finding}")
def test_a_sentence_says_the_same_numbers_as_the_english_one(one: Spoken, language):
    other = own_words(language)["rules"][one.rule][one.finding]
    assert used(other) == used(ENGLISH[one.rule][one.finding])
    assert "leaves-out" not in other
    numbers = {name: example(name) for name in one.numbers} | {"verb": "dose"}
    reason = Reason(
        rule=one.rule, finding=one.finding, strength=Strength.REFUSE, numbers=numbers
    )
    line = said(reason, {"marco": "Marco Ferrari"}, language=language).line
    assert line[0].isupper() or line[0] == "«"
    assert not set(line) & set("{}_")
    bare = line.replace(":", " ").replace(",", " ").split()
    assert not {"at", "most", "of", "Jan", "days", "dose", "level", "box", "use"} & set(bare)


def test_a_refusal_is_said_whole_in_spanish():
    reason = Reason(
        rule="vitals",
        finding="systolic-high",
        strength=Strength.REFUSE,
        numbers={"systolic": 170, "systolic_max": 140, "place": "home"},
    )
    assert said(reason, language="es").line == (
        "La presión máxima (la de arriba) pasa del límite: "
        "170 mmHg, como mucho 140 mmHg en casa"
    )
    soon = Reason(
        rule="spacing",
        finding="dose-too-soon",
        strength=Strength.REFUSE,
        numbers={
            "since_minutes": 90,
            "spacing_hours_min": 48,
            "last_at": "2026-01-05T18:30+00:00",
        },
    )
    assert said(soon, language="es").line == (
        "Es demasiado pronto después de la última dosis: pasaron 1 h 30 min, "
        "por lo menos 48 h; la última fue el 5 de enero de 2026, 18:30"
    )


def test_what_has_no_words_is_said_in_english_all_of_it():
    reason = Reason(
        rule="doses-left",
        finding="exhausted",
        strength=Strength.REFUSE,
        numbers={"asked_units": 4, "left_units": 2, "filled_units": 6},
    )
    assert not has_words(reason, "es")
    assert said(reason, language="es") == said(reason)


@pytest.mark.parametrize("language", OTHERS)
def test_no_word_is_there_that_english_lacks_and_none_is_english(language):
    first, other = texts(dict(words())), texts(dict(own_words(language)))
    alike = {"/counted/hours/0", "/counted/hours/1"}
    for key, text in other.items():
        assert text.strip() == text != ""
        assert braces(text) == braces(first[key]), key
        only_numbers = not re.search("[a-z]", re.sub(r"{\w+}", "", text))
        assert key in alike or only_numbers or text != first[key], key


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_of_the_panel_is_there(language):
    own, labels = own_words(language), own_words(language)["labels"]
    assert own["panel"].keys() == words()["panel"].keys()
    ways = {way for one in ON_A_PHONE for way in one.clears_by}
    assert labels["clears-by"].keys() == ways
    assert labels["answer"].keys() == {str(each) for each in Answer}
    assert labels["strength"].keys() == {str(each) for each in Strength}
    assert labels["rule"].keys() == {
        rule for rule in RULES if set(STANDS_BEFORE[rule]) & set(VERBS)
    }
    for kind in LABELS:
        assert labels[kind].keys() == words()["labels"][kind].keys(), kind


def test_gaps_are_filled_with_english_and_english_is_left_as_it_is():
    filled: Any = words("es")
    assert filled["labels"]["verb"]["fill"] == "fill"
    assert filled["labels"]["verb"]["dose"] == "dar una dosis"
    assert words()["labels"]["verb"]["dose"] == "give a dose"
