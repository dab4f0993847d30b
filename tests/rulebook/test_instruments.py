"""What ships: every instrument is a FHIR Questionnaire and scores at every edge."""

import json
import re
from datetime import date
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosekeeper.core.instruments import (
    Answer,
    AnswersError,
    Instrument,
    InstrumentError,
    Item,
    Scored,
    score,
    take,
)
from dosekeeper.core.policy import Basis
from dosekeeper.rulebook.instruments import Instruments, load, load_file, names
from tests.support.repository import ROOT


FOLDER = ROOT / "src" / "dosekeeper" / "rulebook" / "instruments"
ASKED = [name for name in names() if not load(name).is_slot]
SLOTS = [name for name in names() if load(name).is_slot]
# May not be shipped (their owners, or nobody knows): no question of theirs stands here.
NOT_OURS = {
    "c-ssrs",
    "cadss",
    "dast-10",
    "ddq-k",
    "dlcq",
    "icpi",
    "icsi",
    "kset",
    "qids-sr16",
    "sds",
    "who-assist",
}


def raw(name: str) -> dict[str, Any]:
    found = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


# --- what there is --------------------------------------------------------------------------


def test_every_file_is_named_and_what_may_not_be_shipped_is_a_slot():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(names())
    assert set(SLOTS) == NOT_OURS
    assert list(names()) == ASKED + SLOTS


@pytest.mark.parametrize(
    ("name", "items", "least", "most"),
    [
        ("phq-9", 9, 0, 27),
        ("phq-2", 2, 0, 6),
        ("gad-7", 7, 0, 21),
        ("audit-c", 3, 0, 12),
        ("sedation", 1, 0, 5),
        ("urinary", 7, 0, 35),
        ("craving", 3, 0, 10),
        ("loss-of-control", 11, 0, 10),
        ("dissociation", 3, 0, 12),
    ],
)
def test_how_many_questions_and_which_scores(name: str, items: int, least: int, most: int):
    one = load(name)
    assert (len(one.items), one.least, one.most) == (items, least, most)


def test_phq_2_is_the_beginning_of_phq_9():
    assert load("phq-2").items == load("phq-9").items[:2]


def test_what_nobody_read_is_unverified_and_nothing_is_law():
    cites = {
        (name, cite)
        for name in names()
        for one in [load(name)]
        for cite in (one.source, *(b.cite for b in one.bands), *(t.cite for t in one.triggers))
    }
    assert not [name for name, cite in cites if cite.basis is Basis.LAW]
    unread = {name for name, cite in cites if "not read" in cite.citation and cite.verified}
    assert unread == set()
    for name in ("phq-9", "gad-7", "audit-c", "loss-of-control"):
        assert not load(name).bands[0].cite.verified


def test_no_translation_is_passed_off_as_validated():
    for name in ASKED:
        one = load(name)
        assert set(one.title) == {"en", "es"}
        (spanish,) = one.translations
        assert re.search(
            r"was not (validated|read here)|No official form was read", spanish.note
        )


# --- scores ---------------------------------------------------------------------------------


def edges(one: Instrument) -> list[int]:
    return sorted({edge for band in one.bands for edge in (band.low, band.high)})


def reaching(one: Instrument, total: int) -> list[Answer]:
    """Answers that sum up to a total, filled from the first item on."""
    apart = {link_id for s in one.subscales if s.apart for link_id in s.items}
    counted = [item for item in one.items if item.link_id not in apart]
    least = sum(item.least for item in counted)
    room = accumulate((item.most - item.least for item in counted), initial=0)
    worth = {
        item.link_id: item.least + max(0, min(before_after[1], total - least) - before_after[0])
        for item, before_after in zip(counted, pairwise(room), strict=True)
    }
    return [(i.link_id, answer(i, worth.get(i.link_id, i.least))) for i in one.items]


def answer(item: Item, points: int) -> str | int:
    if not item.choices:
        return points
    return next(choice.code for choice in item.choices if choice.points == points)


@pytest.mark.parametrize(
    ("name", "edge"), [(name, edge) for name in ASKED for edge in edges(load(name))]
)
def test_every_edge_of_every_band_scores_into_it(name: str, edge: int):
    one = load(name)
    done = score(one, reaching(one, edge))
    assert done.total == edge
    assert done.band is not None
    assert done.band in one.bands
    assert done.band.low <= edge <= done.band.high
    assert edge in {done.band.low, done.band.high}


@pytest.mark.parametrize(
    ("name", "total", "label"),
    [
        ("phq-9", 4, "minimal"),
        ("phq-9", 5, "mild"),
        ("phq-9", 10, "moderate"),
        ("phq-9", 15, "moderately severe"),
        ("phq-9", 20, "severe"),
        ("phq-2", 2, "negative"),
        ("phq-2", 3, "positive: ask all of PHQ-9"),
        ("gad-7", 15, "severe"),
        ("audit-c", 3, "positive for women"),
        ("audit-c", 4, "positive"),
        ("sedation", 3, "call for help now"),
        ("sedation", 4, "drowsy: stay beside them and look again"),
        ("craving", 7, "look into it"),
        ("loss-of-control", 6, "six or more: severe"),
    ],
)
def test_what_a_total_is_called(name: str, total: int, label: str):
    one = load(name)
    band = score(one, reaching(one, total)).band
    assert band is not None
    assert band.label == label


@given(st.data())
def test_any_complete_answers_score_into_a_band_in_any_order(data: st.DataObject):
    one = load(data.draw(st.sampled_from(ASKED)))
    answers = [
        (item.link_id, answer(item, data.draw(st.sampled_from(possible(item)))))
        for item in one.items
    ]
    done = score(one, answers)
    assert one.least is not None
    assert one.most is not None
    assert one.least <= done.total <= one.most
    assert done.band is not None
    assert done.band.low <= done.total <= done.band.high
    assert score(one, data.draw(st.permutations(answers))) == done


def possible(item: Item) -> list[int]:
    return [c.points for c in item.choices] or list(range(item.least, item.most + 1))


# --- safety ---------------------------------------------------------------------------------


def hits(name: str, link_id: str, points: int) -> list[str]:
    """Score an instrument with one item at some points, the others at their mildest."""
    one = load(name)
    worth = {item.link_id: item.least for item in one.items} | {link_id: points}
    answers = [(item.link_id, answer(item, worth[item.link_id])) for item in one.items]
    return [trigger.why for trigger in score(one, answers).triggers]


@pytest.mark.parametrize("points", [1, 2, 3])
def test_answer_9_of_phq_9_above_zero_opens_a_safety_task_whatever_the_sum(points: int):
    assert hits("phq-9", "9", points) == ["thoughts of death or of self-harm"]


def test_the_other_answers_of_phq_9_open_none():
    assert hits("phq-9", "9", 0) == []
    for item in map(str, range(1, 9)):
        assert hits("phq-9", item, 3) == []


def test_blood_and_sleep_that_is_too_deep_open_one():
    assert hits("urinary", "blood", 0) == []
    assert hits("urinary", "blood", 1) == ["blood seen in the urine"]
    assert hits("sedation", "rating", 4) == []
    assert hits("sedation", "rating", 3) == ["hard to wake: call for help now"]


def test_withdrawal_is_told_and_not_counted():
    one = load("loss-of-control")
    answers = [(i.link_id, "yes" if i.link_id == "withdrawal" else "no") for i in one.items]
    done = score(one, answers)
    assert (done.total, done.subscales) == (0, {"withdrawal": 1})


def test_craving_is_the_score_and_liking_and_temptation_stand_beside_it():
    done = score(load("craving"), [("craving", 3), ("liking", 9), ("temptation", 1)])
    assert (done.total, done.subscales) == (3, {"liking": 9, "temptation": 1})


def test_urinary_symptoms_are_counted_beside_their_sum():
    one = load("urinary")
    worth = {"urgency": "all-day", "night": "daily"}
    done = score(one, [(i.link_id, worth.get(i.link_id, "never")) for i in one.items])
    assert (done.total, done.subscales) == (9, {"symptoms": 2})


# --- slots ----------------------------------------------------------------------------------

TODAY = date(2026, 1, 5)


def taken(name: str, total: int) -> Scored:
    return take(load(name), total, on=TODAY, given_by="Dr Reyes", today=TODAY).scored


@pytest.mark.parametrize("name", SLOTS)
def test_a_slot_takes_its_range_and_nothing_else(name: str):
    one = load(name)
    if one.least is None or one.most is None:
        with pytest.raises(AnswersError):
            taken(name, 0)
        return
    assert [taken(name, total).total for total in (one.least, one.most)] == [0, one.most]
    for total in (one.least - 1, one.most + 1):
        with pytest.raises(AnswersError) as error:
            taken(name, total)
        assert str(error.value) == f"{name}: score {total} is not between 0 and {one.most}"


@pytest.mark.parametrize("name", SLOTS)
def test_a_slot_says_whose_it_is_and_how_a_clinic_gets_it(name: str):
    one = load(name)
    assert one.licence
    assert f"as {name}.json into the folder instruments" in one.to_load


def test_any_yes_of_c_ssrs_opens_a_safety_task():
    assert taken("c-ssrs", 0).triggers == ()
    assert [t.why for t in taken("c-ssrs", 1).triggers] == [
        "a thought or an act of suicide was told"
    ]


# --- FHIR R4 --------------------------------------------------------------------------------

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
OURS = re.compile(r"urn:dosekeeper:fhir:[a-z-]+")


@pytest.mark.parametrize("name", names())
def test_a_file_is_a_questionnaire_as_fhir_r4_has_it(name: str):
    one = raw(name)
    assert one["resourceType"] == "Questionnaire"
    assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", one["id"])
    assert re.fullmatch(r"[A-Z][A-Za-z0-9_]{0,254}", one["name"])  # que-0
    assert re.fullmatch(r"\S+", one["url"])
    assert one["status"] in {"draft", "active", "retired", "unknown"}
    assert one["subjectType"] == ["Patient"]
    for key in ("version", "title", "publisher", "purpose", "copyright"):
        assert isinstance(one[key], str)
    for each in one["extension"]:
        assert OURS.fullmatch(each["url"])
        assert ("extension" in each) != any(key.startswith("value") for key in each)
    assert one.get("item") != [], "FHIR has no empty list"


@pytest.mark.parametrize("name", ASKED)
def test_items_are_as_fhir_r4_has_them(name: str):
    items = raw(name)["item"]
    link_ids = [item["linkId"] for item in items]
    assert len(set(link_ids)) == len(link_ids)  # que-2
    for item in items:
        assert item["type"] in {"display", "choice", "integer"}
        assert not (
            item["type"] == "display" and ({"required", "code"} & set(item))
        )  # que-3, 6
        assert ("answerOption" in item) == (item["type"] == "choice")  # que-5
        for option in item.get("answerOption", []):
            assert set(option) == {"extension", "valueCoding"}
            (ordinal,) = option["extension"]
            assert ordinal["url"] == ORDINAL
            assert type(ordinal["valueDecimal"]) is int
            assert option["valueCoding"].keys() >= {"system", "code", "display"}
            assert re.fullmatch(r"[^\s]+(\s[^\s]+)*", option["valueCoding"]["code"])


# --- a clinic's own -------------------------------------------------------------------------


def put(folder: Path, name: str, one: dict[str, Any]) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(one), "utf-8")
    return path


def in_place_of(name: str, *extension: str, items: int = 3) -> dict[str, Any]:
    """Make some questions of 0 to 5 points into the file of a slot."""
    one = raw("urinary") | {"id": name}
    one["item"] = one["item"][1 : items + 1]
    wanted = [f"urn:dosekeeper:fhir:{word}" for word in ("scoring", "source", "wording")]
    wanted += [f"urn:dosekeeper:fhir:{word}" for word in extension]
    one["extension"] = [each for each in one["extension"] if each["url"] in wanted]
    return one


@pytest.mark.parametrize(
    ("name", "own", "said"),
    [
        ("sds", in_place_of("sds", items=2), "scores from 0 to 10, and sds from 0 to 15"),
        (
            "cadss",
            raw("c-ssrs") | {"id": "cadss"},
            "scores from 0 to 6, and cadss from 0 to 92",
        ),
        ("icsi", raw("cadss") | {"id": "icsi"}, "scores from 0 to 92, and icsi from 0 to 20"),
        ("kset", raw("cadss") | {"id": "kset"}, "is neither, and kset higher-is-worse"),
    ],
)
def test_what_takes_a_slots_place_scores_as_the_slot_did(
    tmp_path: Path, name: str, own: dict[str, Any], said: str
):
    with pytest.raises(InstrumentError) as error:
        load_file(put(tmp_path, name, own))
    assert str(error.value) == f"{name}.json: {said}"


def test_what_takes_the_place_of_a_safety_task_opens_one(tmp_path: Path):
    own = raw("c-ssrs")
    own["extension"] = [each for each in own["extension"] if not each["url"].endswith("task")]
    with pytest.raises(InstrumentError) as error:
        load_file(put(tmp_path, "c-ssrs", own))
    assert str(error.value) == "c-ssrs.json: opens no safety task, and c-ssrs does"


def test_a_clinic_with_a_licence_fills_a_slot(tmp_path: Path):
    put(tmp_path, "sds", in_place_of("sds"))
    shelf = Instruments(clinic_files=tmp_path)
    assert load("sds").is_slot
    assert not shelf.named("sds").is_slot
    assert shelf.names() == names()
    assert shelf.named("phq-9") is load("phq-9")


def test_a_clinic_adds_one_of_its_own(tmp_path: Path):
    put(tmp_path, "harbor", raw("dissociation") | {"id": "harbor"})
    shelf = Instruments(clinic_files=tmp_path)
    assert shelf.names() == (*names(), "harbor")
    assert shelf.named("harbor") is shelf.named("harbor"), "read once"


def test_what_ships_means_the_same_everywhere(tmp_path: Path):
    path = put(tmp_path, "phq-9", raw("phq-9"))
    for reading in (lambda: load_file(path), lambda: Instruments(tmp_path).named("phq-9")):
        with pytest.raises(InstrumentError) as error:
            reading()
        assert str(error.value) == "phq-9.json: 'phq-9' is the name of one that ships"


def test_a_broken_file_says_where(tmp_path: Path):
    one = raw("phq-2") | {"id": "harbor"}
    del one["item"][2]["answerOption"][1]["extension"]
    with pytest.raises(InstrumentError) as error:
        load_file(put(tmp_path, "harbor", one))
    assert str(error.value) == "harbor.json, item 2: answer 'LA6569-3' has no ordinalValue"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("other", "other.json: its id is 'gad-7', and not the file's name"),
        ("none", "none.json: cannot be read: No such file or directory"),
    ],
)
def test_a_file_that_is_not_what_it_is_called(tmp_path: Path, name: str, said: str):
    put(tmp_path, "other", raw("gad-7"))
    with pytest.raises(InstrumentError) as error:
        load_file(tmp_path / f"{name}.json")
    assert str(error.value) == said


@pytest.mark.parametrize("name", ["phq-10", "../secrets", "x" * 200])
def test_what_is_not_there(name: str):
    said = f"{name[:80]}: there is no such instrument; there are {', '.join(names())}"
    for reading in (load, Instruments().named):
        with pytest.raises(InstrumentError) as error:
            reading(name)
        assert str(error.value) == said
