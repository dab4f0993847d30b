"""Every text that can go out, in every language: nothing in it that nobody else may read."""

import re
import string
from typing import Any

import pytest

from dosekeeper.core.due import Kind
from dosekeeper.core.people import STAFF, Role
from dosekeeper.rulebook.formulary import shipped_products
from dosekeeper.wording import LANGUAGES, message
from dosekeeper.wording.messages import message_words
from tests.support.clinic import CAST


TOLD = sorted({*STAFF, Role.PATIENT, Role.DELEGATE})
LINK, REFERENCE = "https://clinic.example/go/abcdefghijklmnop/", "abcdefghijklmnop"
UNSPEAKABLE = [
    "ketamine",
    "ketamina",
    "esketamine",
    "esketamina",
    "troche",
    "spray",
    "tablet",
    "lozenge",
    "capsule",
    "injection",
    "mg",
    "milligram",
    "miligramo",
    "dose",
    "doses",
    "dosis",
    "medicine",
    "medication",
    "medicina",
    "medicamento",
    "drug",
    "fármaco",
    "droga",
    "prescription",
    "receta",
    "depression",
    "depresión",
    "suicide",
    "suicidio",
    "diagnosis",
    "diagnóstico",
    "addiction",
    "adicción",
    "craving",
    "antojo",
    "psychiatric",
    "psiquiátrico",
    "pharmacy",
    "farmacia",
    "phq",
    "patient",
    "paciente",
]


def every_text():
    for language in LANGUAGES:
        for role in TOLD:
            for kind in Kind:
                written = message(kind, role, language, LINK, REFERENCE)
                yield (language, role, kind), written


def test_no_text_names_a_drug_a_diagnosis_or_a_person():
    products = {word for product in shipped_products() for word in product.split("-")}
    names = {word for person in CAST for word in person.split("-")} - {"dr"}
    for at, written in every_text():
        for text in (written.subject, written.letter, written.short):
            bare = text.replace("Dosekeeper", "").lower()
            words = set(re.findall(r"\w+", bare))
            assert words & {*UNSPEAKABLE, *products, *names} == set(), (at, text)


def test_every_text_has_the_link_and_the_reference_and_fits():
    for at, written in every_text():
        for text in (written.letter, written.short):
            assert LINK in text, at
            assert REFERENCE in text, at
            assert "{" not in text, at
        assert len(written.subject) <= 60, (at, written.subject)
        assert len(written.short) <= 2 * 153, (at, "two parts of a text message")


def test_the_languages_say_the_same_things():
    first, *others = (shape(message_words(language)) for language in LANGUAGES)
    for other in others:
        assert other == first


def test_staff_are_told_what_kind_of_thing_waits():
    said = {message(kind, Role.NURSE, "en", LINK, REFERENCE).subject for kind in Kind}
    # The daily check-in itself is nobody's on the staff: only what comes of a missed one.
    assert len(said) == len(Kind)


def test_an_unknown_language_is_answered_in_the_first():
    assert message_words("tlh") == message_words("en")


def shape(words: Any) -> Any:
    """Keys, and the names in braces."""
    if isinstance(words, dict):
        return {name: shape(value) for name, value in words.items()}
    return sorted(name for _, name, _, _ in string.Formatter().parse(words) if name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_both_its_parts(language):
    for audience in ("patient", "delegate", "staff"):
        for kind, said in message_words(language)[audience].items():
            assert kind == "other" or kind in set(Kind), kind
            assert said["subject"], kind
            assert said["says"].endswith((".", "?")), kind
