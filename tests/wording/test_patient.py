"""What a patient reads: the same in every language, and readable for somebody of twelve."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from dosekeeper.core import acts
from dosekeeper.door.helplines import NO_EMERGENCY, countries
from dosekeeper.wording.languages import FIRST, LANGUAGES
from dosekeeper.wording.patient import (
    language_among,
    patient_day,
    patient_words,
)


GRADE_MAX = 6
"""Flesch-Kincaid: the school year of whoever reads it with ease; twelve is year six."""
EASE_MIN = 80
"""Fernández-Huerta: 80 to 90 is *easy*, year six; the best is 100."""
SENTENCE_MAX = 16
SECONDS_MAX = 60
WORDS_A_SECOND = 238 / 60
"""Brysbaert 2019: silent reading of English, adults. Slower readers know the questions from
yesterday; the first day is not measured here."""
TAP_SECONDS = 1.2
"""Card, Moran and Newell 1983: pointing takes 1.1 s, pressing 0.1 s."""


def texts(tables: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tables.items():
        if isinstance(value, str):
            yield before + key, value
        else:
            yield from texts(value, f"{before}{key}/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language):
    first, other = dict(texts(patient_words(FIRST))), dict(texts(patient_words(language)))
    assert other.keys() == first.keys()
    for key, text in other.items():
        assert text.strip() == text != ""
        assert braces(text) == braces(first[key]), key
        # An English text that was left over is no translation.
        alike = key in {"page/no", "language"} or language == FIRST
        assert alike or text != first[key], key


def braces(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w*\}", text))


def test_every_question_of_the_act_is_asked_and_no_other():
    for language in LANGUAGES:
        asked = {key.replace("-", "_") for key in patient_words(language)["ask"]}
        assert asked == {*acts.ANSWERS, "worry"}


def test_every_line_of_help_has_its_words():
    said = {text for lines in countries().values() for line in lines for text in spoken(line)}
    said.add(NO_EMERGENCY)
    for language in LANGUAGES:
        assert set(patient_words(language)["lines"]) == said


SAYS_WHAT_IT_IS = {"Emergency services", "988 Suicide and Crisis Lifeline"}


def spoken(line: Any) -> Iterator[str]:
    """What stands in words there: not a number, and not a name that is only a name."""
    yield line["when"]
    if re.search("[a-z]", line["contact"]):
        yield line["contact"]
    if line["name"] in SAYS_WHAT_IT_IS:
        yield line["name"]


def test_no_spanish_hint_asks_somebody_to_keep_silent():
    hints = " ".join(ask.get("hint", "") for ask in patient_words("es")["ask"].values())
    assert not re.search(r"\bno (?:cuente|diga|hable)\b", hints, re.IGNORECASE), hints


# --- readable -----------------------------------------------------------------------------


def sentences(language: str) -> list[str]:
    """Whole sentences; a word on a button would only make the measure kinder."""
    whole = " ".join(
        text for _, text in texts(patient_words(language)) if re.search(r"[.?!:]$", text)
    )
    return [each for each in re.split(r"[.?!:]+", whole) if each.strip(" ¿¡")]


def words_in(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", re.sub(r"\{\w+\}", "Friday", text).lower())


def syllables_en(word: str) -> int:
    """Groups of vowels, but for an e that is not heard; rather one too many than too few."""
    heard = re.sub(r"(?<=[^aeiouylr])e$|(?<=[^aeioutdy])ed$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", heard)))


def syllables_es(word: str) -> int:
    """Strong and accented vowels, one each; weak ones alone make one together."""
    found = re.findall(r"(?:[aeiouáéíóúü]|y(?![aeiouáéíóú]))+", word)
    return max(1, sum(max(1, len(re.findall("[aeoáéíóú]", group))) for group in found))


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (syllables_en, {"clinic": 2, "answers": 2, "safe": 1, "asked": 1, "needed": 2}),
        (syllables_es, {"clínica": 3, "guarda": 2, "días": 2, "quiere": 2, "muy": 1}),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(count, words):
    assert {word: count(word) for word in words} == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_is_short(language):
    assert [s for s in sentences(language) if len(words_in(s)) > SENTENCE_MAX] == []


def test_english_is_for_readers_of_twelve():
    a_sentence, a_word = measure("en", syllables_en)
    assert 0.39 * a_sentence + 11.8 * a_word - 15.59 <= GRADE_MAX


def test_spanish_is_for_readers_of_twelve():
    a_sentence, a_word = measure("es", syllables_es)
    assert 206.84 - 60 * a_word - 1.02 * a_sentence >= EASE_MIN


def measure(language: str, syllables: Any) -> tuple[float, float]:
    """Words a sentence and syllables a word, over all that is said."""
    said = sentences(language)
    words = [word for one in said for word in words_in(one)]
    assert len(words) > 200, "too little to measure"
    return len(words) / len(said), sum(map(syllables, words)) / len(words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_takes_less_than_a_minute(language):
    """Every question read, every question answered with one tap, and sent."""
    tables = patient_words(language)
    asked = [t for q in tables["ask"].values() for k, t in q.items() if k != "many"]
    read = words_in(" ".join([tables["page"]["lead"], *asked]))
    taps = len(acts.ANSWERS) + 1
    assert len(read) / WORDS_A_SECOND + taps * TAP_SECONDS <= SECONDS_MAX


# --- which language ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (["es-MX", "en"], "es"),
        (["es_419"], "es"),
        (["de", "es"], "es"),
        (["de"], "en"),
        ([""], "en"),
        ([], "en"),
        (["e", "english", "../es"], "en"),
    ],
)
def test_the_first_wish_that_we_have_words_for(wishes, language):
    assert language_among(wishes) == language


def test_a_day_is_told_in_the_language():
    day = date(2026, 11, 26)
    assert patient_day(day, "en") == "Thursday, 26 November"
    assert patient_day(day, "es") == "jueves 26 de noviembre"
