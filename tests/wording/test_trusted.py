"""What the trusted person reads: the same in every language, and for all there is to do."""

import re
import tomllib
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dosekeeper.core.acts import Concern, Condition, Topic
from dosekeeper.wording import training
from dosekeeper.wording.languages import FIRST, LANGUAGES
from dosekeeper.wording.trusted import trusted_moment, trusted_units, trusted_words
from tests.wording.test_patient import braces


ENGLISH_SPEAKS = {"acts", "fields", "choices"}
"""Tables of the forms, which are written in English."""


def texts(told: Any, before: str = "") -> dict[str, str]:
    match told:
        case str():
            return {before: told}
        case list():
            pairs = [texts(each, f"{before}/{n}") for n, each in enumerate(told)]
        case dict():
            pairs = [texts(each, f"{before}/{key}") for key, each in told.items()]
        case _:
            return {before: str(told)}
    return {key: text for pair in pairs for key, text in pair.items()}


def page_words(language: str) -> dict[str, str]:
    told = {k: v for k, v in trusted_words(language).items() if k not in ENGLISH_SPEAKS}
    return texts(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language):
    first, other = page_words(FIRST), page_words(language)
    assert other.keys() == first.keys()
    alike = {"/page/no", "/pin/first", "/agreement/version", "/days/other", "/suffixes/mmHg"}
    for key, text in other.items():
        assert text.strip() == text != ""
        assert braces(text) == braces(first[key]), key
        assert language == FIRST or key in alike or text != first[key], key


def raw(name: str) -> dict[str, Any]:
    file = resources.files("dosekeeper.wording").joinpath(name)
    return tomllib.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_training_asks_the_same_and_answers_the_same(language):
    first, other = raw(f"training.{FIRST}.toml"), raw(f"training.{language}.toml")
    assert other["version"] == first["version"] == int(training.version())
    assert [(q.word, q.right) for q in training.questions(language)] == [
        (q.word, q.right) for q in training.questions()
    ]
    assert [(x.word, len(x.lines)) for x in training.lessons(language)] == [
        (x.word, len(x.lines)) for x in training.lessons()
    ]
    assert isinstance(other["reviewed-on"], date)
    assert len(other["sources"]) == len(first["sources"]) > 0
    if language != FIRST:
        said = {q.asks for q in training.questions()} | {
            q.because for q in training.questions()
        }
        assert not said & {q.asks for q in training.questions(language)}
        assert not said & {q.because for q in training.questions(language)}


def test_not_every_right_answer_is_the_same():
    assert {question.right for question in training.questions()} == {True, False}


def test_every_word_a_form_offers_is_spoken():
    say = trusted_words("es")["choices"]
    assert set(say["condition"]) == {str(each) for each in Condition}
    assert set(say["concern"]) == {
        str(each) for each in Concern if each is not Concern.NOT_SAFE_WITH_DELEGATE
    }


def test_a_pressure_to_type_in_does_not_read_as_an_illness():
    """*Presión alta* is high blood pressure; the two numbers have names of their own."""
    fields = trusted_words("es")["fields"]
    assert fields["systolic"] == "Presión máxima (la de arriba)"
    assert fields["diastolic"] == "Presión mínima (la de abajo)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_has_its_words(language):
    assert raw(f"{language}.toml")["units"].keys() == raw("en.toml")["units"].keys()
    assert trusted_units("ketamine-sublingual-troche-100mg", 1, language).startswith("1 ")
    assert "{" not in trusted_units("ketamine-sublingual-troche-100mg", 4, language)
    assert trusted_words(language)["shared"].keys() >= {"check_in", "evaluation"}
    assert len(Topic) == 4, "each has its line in what is shared"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language):
    for key, text in page_words(language).items():
        for sentence in re.split(r"(?<=[.?!:])\s", text):
            assert len(re.findall(r"[^\W\d_]+", sentence)) <= 25, (key, sentence)


def test_a_moment_is_told_in_the_language():
    zone = ZoneInfo("America/New_York")
    now = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
    for day, en, es in (
        (24, "yesterday 15:00", "ayer 15:00"),
        (25, "today 15:00", "hoy 15:00"),
        (26, "tomorrow 15:00", "mañana 15:00"),
        (27, "Friday, 27 November, 15:00", "viernes 27 de noviembre, 15:00"),
    ):
        then = datetime(2026, 11, day, 20, 0, tzinfo=UTC)
        assert trusted_moment(then, zone, now, "en") == en
        assert trusted_moment(then, zone, now, "es") == es
