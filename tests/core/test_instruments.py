"""An instrument is read strictly, and scored whole or not at all."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosekeeper.core.instruments import (
    AnswersError,
    Direction,
    Instrument,
    InstrumentError,
    Scored,
    read,
    score,
    take,
)


TODAY = date(2026, 1, 5)
CITE = [
    {"url": "basis", "valueCode": "judgement"},
    {"url": "citation", "valueString": "Meeting of 5 January 2026"},
    {"url": "verified", "valueBoolean": True},
]


# --- a small instrument: two choices of 0 to 2, and a number from 0 to 10 told apart --------


def ours(word: str, *parts: Any) -> dict[str, Any]:
    return {"url": f"urn:dosekeeper:fhir:{word}", "extension": [*parts]}


def band(low: int, high: int, label: str) -> dict[str, Any]:
    parts = [("low", "valueInteger", low), ("high", "valueInteger", high)]
    return {
        "url": "band",
        "extension": [
            *({"url": url, kind: value} for url, kind, value in parts),
            {"url": "label", "valueString": label},
        ],
    }


def bands(*rows: tuple[int, int, str]) -> dict[str, Any]:
    return ours("bands", *CITE, *(band(*row) for row in rows))


def task(item: str, **limits: int) -> dict[str, Any]:
    return ours(
        "task",
        {"url": "item", "valueString": item},
        *({"url": url, "valueInteger": value} for url, value in limits.items()),
        {"url": "why", "valueString": "call them"},
        *CITE,
    )


def subscale(name: str, *items: str, method: str = "sum", apart: bool = False) -> Any:
    return ours(
        "subscale",
        {"url": "name", "valueCode": name},
        {"url": "title", "valueString": name.title()},
        *({"url": "item", "valueString": item} for item in items),
        {"url": "method", "valueCode": method},
        {"url": "apart", "valueBoolean": apart},
    )


def option(code: str, points: object) -> dict[str, Any]:
    return {
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/ordinalValue",
                "valueDecimal": points,
            }
        ],
        "valueCoding": {"code": code, "display": code.title()},
    }


def choice(link_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "linkId": link_id,
        "text": f"How often {link_id}?",
        "type": "choice",
        "required": True,
        "answerOption": [option("never", 0), option("often", 1), option("always", 2)],
        **changes,
    }


def number(link_id: str, least: int = 0, most: int = 10) -> dict[str, Any]:
    limits = {"minValue": least, "maxValue": most}
    return {
        "extension": [
            {"url": f"http://hl7.org/fhir/StructureDefinition/{url}", "valueInteger": value}
            for url, value in limits.items()
        ],
        "linkId": link_id,
        "text": f"How much {link_id}?",
        "type": "integer",
        "required": True,
    }


ITEMS = [choice("a"), choice("b"), number("c")]
SCORING = ours("scoring", {"url": "direction", "valueCode": "higher-is-worse"})
SOURCE = ours("source", *CITE)
EXTENSIONS = [
    SCORING,
    SOURCE,
    bands((0, 1, "little"), (2, 4, "much")),
    subscale("c", "c", apart=True),
    subscale("different", "a", "b", method="count"),
    task("b", above=0),
]


def questionnaire(
    *extra: Any, item: object = ITEMS, extension: object = EXTENSIONS, **changes: Any
) -> dict[str, Any]:
    assert isinstance(extension, list)
    return {
        "resourceType": "Questionnaire",
        "id": "small",
        "url": "urn:example:small",
        "version": "1",
        "name": "Small",
        "title": "A small one",
        "status": "active",
        "publisher": "Harbor Clinic",
        "purpose": "For tests.",
        "copyright": "Nobody's.",
        "extension": [*extension, *extra],
        "item": item,
        **changes,
    }


def made(*extra: Any, **changes: Any) -> Instrument:
    return read(json.dumps(questionnaire(*extra, **changes)).encode(), "small.json")


SMALL = made()


def slot(**limits: int) -> Instrument:
    parts = [{"url": url, "valueInteger": value} for url, value in limits.items()]
    direction = {"url": "direction", "valueCode": "higher-is-worse"}
    to_load = {"url": "urn:dosekeeper:fhir:to-load", "valueString": "Ask the owner."}
    return made(extension=[ours("scoring", direction, *parts), SOURCE, to_load], item=[])


# --- scoring --------------------------------------------------------------------------------


def test_a_score_has_its_total_band_subscales_and_tasks():
    done = score(SMALL, [("a", "always"), ("b", "often"), ("c", 7)])
    assert done == Scored(
        instrument="small",
        version="1",
        total=3,
        band=SMALL.bands[1],
        subscales={"c": 7, "different": 2},
        triggers=SMALL.triggers,
    )
    assert done.band is not None
    assert done.band.label == "much"
    assert done.band.cite.citation == "Meeting of 5 January 2026"


def test_an_answer_of_no_points_opens_nothing():
    done = score(SMALL, [("a", "always"), ("b", "never"), ("c", 7)])
    assert (done.total, done.triggers, done.subscales["different"]) == (2, (), 1)


def test_a_task_may_stand_below_a_value():
    low = made(task("c", below=4))
    answers = [("a", "never"), ("b", "never")]
    assert [t.item for t in score(low, [*answers, ("c", 3)]).triggers] == ["c"]
    assert score(low, [*answers, ("c", 4)]).triggers == ()


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ([], "a is not answered; b is not answered; c is not answered"),
        ([("a", "often"), ("c", 0)], "b is not answered"),
        (
            [("a", "sometimes"), ("b", "never"), ("c", 11)],
            (
                "a cannot be 'sometimes', only never or often or always;"
                " c cannot be 11, only 0 to 10"
            ),
        ),
        (
            [("a", 1), ("b", "never"), ("c", True)],
            "a cannot be 1, only never or often or always; c cannot be True, only 0 to 10",
        ),
        ([("a", "often"), ("b", "never"), ("c", "7")], "c cannot be '7', only 0 to 10"),
        (
            [("a", "often"), ("a", "often"), ("b", "never"), ("c", 1)],
            "a is answered 2 times",
        ),
        ([("a", "often"), ("b", "never"), ("c", 1), ("d", 1)], "d is no item of it"),
        (
            [("a", "often"), ("a", "never"), ("c", -1), ("d", 1)],
            (
                "a is answered 2 times; b is not answered; c cannot be -1, only 0 to 10;"
                " d is no item of it"
            ),
        ),
    ],
)
def test_answers_that_give_no_score_are_told_all_at_once(answers: Any, problems: str):
    with pytest.raises(AnswersError) as error:
        score(SMALL, answers)
    assert str(error.value) == f"small: {problems}"
    assert [p.field for p in error.value.problems] == [
        problem.partition(" ")[0] for problem in problems.split("; ")
    ]


CHOSEN = st.sampled_from(["never", "often", "always"])
COMPLETE = st.fixed_dictionaries({"a": CHOSEN, "b": CHOSEN, "c": st.integers(0, 10)})


@given(COMPLETE, st.permutations("abc"))
def test_the_order_of_answers_does_not_matter(answers: dict[str, Any], order: list[str]):
    mixed = [(link_id, answers[link_id]) for link_id in order]
    assert score(SMALL, mixed) == score(SMALL, answers.items())


@given(COMPLETE, st.sampled_from("abc"))
def test_one_answer_left_out_leaves_no_score(answers: dict[str, Any], gone: str):
    del answers[gone]
    with pytest.raises(AnswersError) as error:
        score(SMALL, answers.items())
    assert str(error.value) == f"small: {gone} is not answered"


# --- a score made elsewhere -----------------------------------------------------------------


def test_a_slot_takes_a_score_with_its_day_and_who_gave_it():
    one = slot(least=0, most=15)
    taken = take(one, 15, on=TODAY, given_by="Dr Reyes", today=TODAY)
    assert (taken.scored.total, taken.scored.band, taken.on) == (15, None, TODAY)
    assert taken.given_by == "Dr Reyes"


@pytest.mark.parametrize(
    ("total", "on", "given_by", "problems"),
    [
        (16, TODAY, "x", "score 16 is not between 0 and 15"),
        (-1, TODAY, "x", "score -1 is not between 0 and 15"),
        (True, TODAY, "x", "score True is not a whole number"),
        (3, date(2026, 1, 6), "x", "on 2026-01-06 is still to come"),
        (3, date(1900, 1, 1), "x", "on 1900-01-01 is not from 1970-01-01 to before 2200-01-01"),
        (
            99,
            date(2026, 1, 6),
            " ",
            (
                "score 99 is not between 0 and 15; on 2026-01-06 is still to come;"
                " given_by needs 1 to 2000 characters"
            ),
        ),
    ],
)
def test_a_score_that_cannot_be_is_refused(total: int, on: date, given_by: str, problems: str):
    with pytest.raises(AnswersError) as error:
        take(slot(least=0, most=15), total, on=on, given_by=given_by, today=TODAY)
    assert str(error.value) == f"small: {problems}"


def test_a_range_nobody_knows_is_not_any_range():
    with pytest.raises(AnswersError) as error:
        take(slot(), 3, on=TODAY, given_by="x", today=TODAY)
    assert str(error.value) == (
        "small: score has no range that is known here; load the instrument's file"
    )


def test_a_bare_sum_would_hide_the_answer_that_opens_a_task():
    with pytest.raises(AnswersError) as error:
        take(SMALL, 3, on=TODAY, given_by="x", today=TODAY)
    assert str(error.value) == "small: score is counted from its answers"
    with pytest.raises(AnswersError) as error:
        score(slot(least=0, most=15), [])
    assert str(error.value) == "small: score is taken, not counted here"


# --- reading --------------------------------------------------------------------------------


def test_what_is_read():
    one = made(
        item=[{"linkId": "intro", "type": "display", "text": "In the past week:"}, *ITEMS]
    )
    assert one.intro == {"en": "In the past week:"}
    assert [(i.link_id, i.least, i.most, len(i.choices)) for i in one.items] == [
        ("a", 0, 2, 3),
        ("b", 0, 2, 3),
        ("c", 0, 10, 0),
    ]
    assert (one.least, one.most, one.direction) == (0, 4, Direction.HIGHER_IS_WORSE)
    assert not one.is_slot


BARE = [SCORING, SOURCE]
SPANISH = {
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/translation",
            "extension": [
                {"url": "lang", "valueCode": "es"},
                {"url": "content", "valueString": "Una chica"},
            ],
        }
    ]
}
WORDING = ours(
    "wording",
    {"url": "lang", "valueCode": "es"},
    {"url": "note", "valueString": "Ours."},
)


Fault = tuple[dict[str, Any], str]
"""What is wrong with a file, and what is said of it after the file's name."""
whole = questionnaire


def one(**changes: Any) -> dict[str, Any]:
    return whole(item=[choice("a", **changes)], extension=BARE)


def faults_of_the_head() -> Iterator[Fault]:
    yield whole(resourceType="Patient"), ": is no FHIR Questionnaire"
    yield whole(title=None), ": title is missing"
    yield whole(copyright=3), ": copyright is no text"
    yield whole(purpose=" "), ": purpose needs 1 to 2000 characters"
    yield (
        whole(id="No Id"),
        ": id: 'No Id' is not a word of a-z, 0-9, '-' and '.', at most 64",
    )
    yield whole(name="a-b"), ": name 'a-b' is no word of letters, digits and _"
    yield whole(status="draft"), ": status is 'draft'; only what is active is asked"
    yield whole(language="es"), ": is not in English first, with its translations beside it"
    yield (
        whole(modifierExtension=[{"url": "x"}]),
        ": modifierExtension: it could change what it means",
    )
    yield whole(item={"a": 1, "b": [2]}), ", item ?: linkId is missing"
    yield whole(item=["a"]), ": item is no list of objects"
    yield whole(ours("bandz")), ": 'urn:dosekeeper:fhir:bandz' is not known here"
    yield whole(extension=[SOURCE]), ": has no extension scoring, and needs one"
    yield whole(SOURCE), ": has 2 extension source, and needs one"
    yield (
        whole(extension=[ours("scoring", {"url": "direction", "valueCode": "up"}), SOURCE]),
        ", scoring: direction is 'up', none of higher-is-worse, lower-is-worse, neither",
    )
    yield (
        whole(extension=[ours("scoring", *SCORING["extension"], {"url": "most"}), SOURCE]),
        ", scoring: tells a range, and that follows from its items",
    )
    yield (
        whole(extension=[SCORING, ours("source", *CITE[1:])]),
        ", source: has no extension basis, and needs one",
    )
    yield (
        whole(
            extension=[
                SCORING,
                ours("source", *CITE, {"url": "checked-on", "valueDate": "May"}),
            ]
        ),
        ", source: checked-on is 'May', no day",
    )


def faults_of_items() -> Iterator[Fault]:
    a = ", item a"
    yield (
        one(type="decimal"),
        f"{a}: type 'decimal' has no points; there are choice, integer",
    )
    yield (
        whole(item=[choice("a"), {"linkId": "z", "type": "display", "text": "x"}]),
        (
            ", item z: type 'display' has no points; there are choice, integer"
            " (display: only as the first)"
        ),
    )
    yield (
        one(required=False),
        f"{a}: is not required, and what is not answered is never zero",
    )
    yield (
        one(enableWhen=[{"question": "b"}]),
        f"{a}: enableWhen: it could leave it out, and what is not answered is never zero",
    )
    yield one(repeats=True), f"{a}: repeats: it could be answered more than once"
    yield (
        one(initial=[{"valueInteger": 0}]),
        f"{a}: initial: it would be answered before anybody was asked",
    )
    yield one(item=[choice("x")]), f"{a}: item: it holds further items"
    yield one(answerValueSet="#x"), f"{a}: answerValueSet: it has its answers in another file"
    yield whole(item=[choice("a"), choice("a")]), ": linkId a stands there twice"
    yield one(answerOption=[option("never", 0)]), f"{a}: has fewer than two answers"
    yield (
        one(answerOption=[option("never", 0), option("never", 1)]),
        f"{a}: answer 'never' stands there twice",
    )
    yield (
        one(answerOption=[option("never", 0), {"valueCoding": {"code": "x", "display": "X"}}]),
        f"{a}: answer 'x' has no ordinalValue",
    )
    yield (
        one(answerOption=[option("never", 0), {"valueString": "x"}]),
        f"{a}: has an answer that is no valueCoding",
    )
    yield (
        one(answerOption=[option("never", 0), option("often", 0.5)]),
        f"{a}, answer 'often': ordinalValue is 0.5, no whole number",
    )
    yield whole(item=[number("c", 5, 5)], extension=BARE), ", item c: goes from 5 to 5"


def faults_of_sums_and_bands() -> Iterator[Fault]:
    yield (
        one(answerOption=[option("never", -1), option("often", 1)]),
        ": a score from -1 to 1 is not within 0 and 1000",
    )
    yield (
        whole(item=[number("c", 0, 1001)], extension=BARE),
        ": a score from 0 to 1001 is not within 0 and 1000",
    )
    yield (
        whole(item=[], extension=BARE),
        ": has no items, and no to-load that says how a clinic gets them",
    )
    for rows, said in (
        ([(0, 1), (3, 4)], "2 is in none"),
        ([(0, 0), (3, 4)], "1 to 2 is in none"),
        ([(0, 2), (2, 4)], "'band' begins at 2, and may not before 3"),
        ([(1, 4)], "0 is in none"),
        ([(0, 3)], "4 is in none"),
        ([(0, 5)], "they end at 5, the score at 4"),
        ([(2, 1), (2, 4)], "'band' goes from 2 to 1"),
    ):
        told = bands(*((low, high, "band") for low, high in rows))
        parts = [*BARE, subscale("c", "c", apart=True), told]
        yield whole(extension=parts), f": bands: {said}"
    yield whole(bands((0, 4, "x"))), ": bands: 'x' begins at 0, and may not before 5"


def faults_of_what_stands_beside() -> Iterator[Fault]:
    yield whole(subscale("c", "a")), ": subscale c stands there twice"
    yield whole(subscale("s", "z")), ": subscale s: there is no item z"
    yield whole(subscale("s")), ": subscale s: has no items"
    yield whole(subscale("s", "a", "a")), ": subscale s: item a stands there twice"
    yield (
        whole(subscale("s", "a", method="mean")),
        ", subscale: method is 'mean', none of sum, count",
    )
    yield whole(task("z", above=0)), ": task of item z: there is no such item"
    yield whole(task("a")), ": task of item a: needs either above or below"
    yield whole(task("a", above=0, below=2)), ": task of item a: needs either above or below"
    yield whole(task("a", above=2)), ": task of item a: above 2 divides nothing of 0 to 2"
    yield whole(task("a", below=3)), ": task of item a: below 3 divides nothing of 0 to 2"
    yield whole(task("a", abvoe=0)), ", task: 'abvoe' is not known here"
    yield whole(_title=SPANISH), ": title: is in 'es', and no wording tells where that is from"
    yield whole(WORDING, _title=SPANISH), ": item a: is not in 'es'"


FAULTS = [
    *faults_of_the_head(),
    *faults_of_items(),
    *faults_of_sums_and_bands(),
    *faults_of_what_stands_beside(),
]


@pytest.mark.parametrize(("raw", "said"), FAULTS, ids=range(len(FAULTS)))
def test_a_file_that_could_score_wrongly_is_refused(raw: dict[str, Any], said: str):
    with pytest.raises(InstrumentError) as error:
        read(json.dumps(raw).encode(), "small.json")
    assert str(error.value) == f"small.json{said}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            b"{\n  nothing\n}",
            ":2: is not JSON: Expecting property name enclosed in double quotes",
        ),
        (b"\xff", ": is not UTF-8 text"),
        (b"[]", ": is no FHIR Questionnaire"),
        (b'{"id": "a", "id": "b"}', ": id: stands there twice"),
        (b"[" * 200_000, ": is nested too deeply"),
        (b'{"id": ' + b"9" * 5_000 + b"}", ": has a number of thousands of digits"),
        (b" " * 1_000_001, ": is larger than 1000000 bytes"),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(data: bytes, said: str):
    with pytest.raises(InstrumentError) as error:
        read(data, "small.json")
    assert str(error.value) == f"small.json{said}"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
def test_whatever_stands_in_a_file_is_read_or_refused(data: st.DataObject):
    raw = json.loads(json.dumps(questionnaire()))
    there: Any = raw
    while isinstance(there, dict | list) and there:
        keys = list(there) if isinstance(there, dict) else list(range(len(there)))
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()):
            there[key] = data.draw(JSON)
            break
        there = there[key]
    with suppress(InstrumentError):  # and no other error
        read(json.dumps(raw).encode(), "small.json")


def test_a_text_may_have_line_breaks():
    assert made(copyright="Ours.\n\nAsk us.").licence == "Ours. Ask us."


def test_a_file_may_begin_with_a_mark():
    assert read(b"\xef\xbb\xbf" + json.dumps(questionnaire()).encode(), "x.json") == SMALL
