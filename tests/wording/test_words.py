"""The words of the core all have labels, and no label stands there for nothing."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dosekeeper.core import acts
from dosekeeper.core.due import Kind, Stage
from dosekeeper.core.events import ASKED_FOR_HELP, CUTS_OFF
from dosekeeper.core.gates import RULES
from dosekeeper.core.ledger import HandKind
from dosekeeper.core.people import MAY, Role
from dosekeeper.core.plan import Level, Order, Place
from dosekeeper.core.policy import Basis, Cite
from dosekeeper.core.product import Route, Substance
from dosekeeper.core.round import Why
from dosekeeper.core.signals import SIGNALS
from dosekeeper.core.verdict import Answer, Reason, Strength
from dosekeeper.notify import Channel
from dosekeeper.rulebook import load
from dosekeeper.rulebook.amounts import CUSTODIES
from dosekeeper.wording import (
    badges,
    cite_line,
    day_text,
    hand_name,
    how_to_clear,
    instant_text,
    label,
    product_text,
    said,
    sentence,
    shown,
    unit_name,
    units_text,
)
from dosekeeper.wording.languages import LANGUAGES
from dosekeeper.wording.words import words
from tests.support.repository import ROOT


def settling() -> set[str]:
    """The verbs that a reason to look may name and that a prescriber may ask for."""
    core = ROOT / "src" / "dosekeeper" / "core"
    texts = [
        p.read_text("utf-8") for p in (core / "round.py", *(core / "signals").glob("*.py"))
    ]
    named = re.findall(r"(?:settled_by=|asks_for=|Why\.[A-Z_]+, )\(([^)]*)\)", "".join(texts))
    verbs = {verb for found in named for verb in re.findall(r'"([a-z-]+)"', found)}
    return {verb for verb in verbs if Role.PRESCRIBER in MAY[verb]}


def settings() -> set[str]:
    """The settings that the page of a rule shows; a ceiling is named by route and step."""
    names = {name for rule, name in load("article").settings if rule in RULES}
    return {name for name in names if not name.endswith(("-mg", "-mg-per-kg"))}


KINDS: dict[str, Iterable[str]] = {
    "channel": Channel,
    "language": LANGUAGES,
    "sharing": ["withheld", "uncounted"],
    "setting": settings(),
    "step": ("warn", "override", "refuse"),
    "signal": SIGNALS,
    "why": Why,
    "stage": (Stage.LATE, Stage.OVERDUE),
    "owed-after": CUTS_OFF | ASKED_FOR_HELP | {"agree"},
    "owed-since": CUTS_OFF | ASKED_FOR_HELP | {"agree"},
    "settles": settling() | {"acknowledge"},
    "answer": Answer,
    "basis": [*Basis, "unverified", "expired"],
    "concern": acts.Concern,
    "condition": acts.Condition,
    "custody": CUSTODIES,
    "decision": acts.Decision,
    "evidence": acts.Evidence,
    "expectation": Kind,
    "finding": acts.Finding,
    "hand": HandKind,
    "level": Level,
    "named-hand": [
        HandKind.STOCK,
        HandKind.OFFER,
        HandKind.DELEGATE,
        HandKind.PATIENT,
    ],
    "order": Order,
    "outcome": acts.Outcome,
    "place": Place,
    "question": [*acts.ANSWERS, "not-safe"],
    "role": Role,
    "route": [*Route, *(f"{route}-{Substance.ESKETAMINE}" for route in Route)],
    "rule": RULES,
    "source-check": acts.SourceCheck,
    "strength": Strength,
    "topic": [*acts.Topic, "nothing"],
    "verb": MAY,
    "waive-reason": acts.WaiveReason,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_a_label_for_each_of_its_words_and_no_more(kind: str):
    assert set(words()["labels"][kind]) == {str(word) for word in KINDS[kind]}


def test_no_kind_of_label_is_left_over():
    elsewhere = {"clears-by", "error"}  # by test_every_finding; below
    assert set(words()["labels"]) == set(KINDS) | elsewhere


def test_the_errors_are_those_that_a_door_shows():
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    shown_somewhere = set(re.findall(r'label\(\s*"error",\s*"([a-z-]+)"', source))
    assert set(words()["labels"]["error"]) == shown_somewhere


def test_a_word_without_a_label_is_shown_and_a_kind_that_is_none_is_a_bug():
    assert label("verb", "hand-over") == "hand over"
    assert label("verb", "some-old-verb") == "some old verb"
    with pytest.raises(KeyError):
        label("colour", "red")


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("supply_days", 1, "1 day"),
        ("supply_days_max", 30, "30 days"),
        ("early_days_free", 2, "2 days"),
        ("dose_ug", 500, "0.5 mg"),
        ("dose_ug_per_kg_max", 2_500, "2.5 mg/kg"),
        ("weight_g", 70_500, "70.5 kg"),
        ("since_minutes", 2_870, "47 h 50 min"),
        ("spacing_hours_min", 48, "48 h"),
        ("doses_per_week_max", 1, "1 dose a week"),
        ("rise_percent", 26, "26 %"),
        ("patients_max", 2, "2 patients"),
        ("systolic_max", 160, "160 mmHg"),
        ("pulse", 101, "101 a minute"),
        ("gap_units", -1, "1 unit missing"),
        ("gap_units", 2, "2 units too many"),
        ("due_on", "2026-02-28", "28 Feb 2026"),
        ("last_at", "2026-01-05T18:30-05:00", "5 Jan 2026, 18:30"),
        ("route", "intranasal-esketamine", "intranasal use of esketamine"),
        ("hand", "delegate:marco", "Marco Ferrari's box"),
        ("prescription", 7, "7"),
        ("method", "a call", "a call"),
    ],
)
def test_a_value_is_written_by_what_its_name_says(name: str, value: int | str, text: str):
    assert shown(name, value, {"marco": "Marco Ferrari"}) == text


def test_units_are_called_what_they_are():
    assert shown("units", 4, {}, form="troche") == "4 troches"
    assert units_text("tenth-ml", 62) == "6.2 mL"
    assert unit_name("tenth-ml", 3) == "tenths of a mL"
    assert units_text("never-heard-of", 1) == "1 unit"
    assert unit_name("troche", 2) == "troches"


@pytest.mark.parametrize(
    ("hand", "text"),
    [
        ("source", "the source"),
        ("stock:main", "the stock of main"),
        ("offer:lucia.7", "in transit (entry 7)"),
        ("patient:lucia", "lucia's own supply"),
    ],
)
def test_a_hand_has_a_name(hand, text):
    assert hand_name(hand, {}) == text


def test_a_product_is_read_from_its_id_and_an_unknown_one_is_shown_as_it_is():
    assert product_text("ketamine-oral-capsule-0.5mg") == "ketamine 0.5 mg oral capsule"
    assert product_text("aspirin") == "aspirin"


def test_an_instant_is_told_on_the_wall_of_the_clinic_and_midnight_is_the_day():
    midnight = datetime(2026, 1, 10, 5, 0, tzinfo=UTC)
    assert instant_text(midnight) == "10 Jan 2026, 05:00"
    assert instant_text(midnight, ZoneInfo("America/New_York")) == "10 Jan 2026"
    assert day_text(date(2026, 3, 1)) == "1 Mar 2026"


def reason(**changes) -> Reason:
    given = {
        "rule": "supply-in-hand",
        "finding": "too-much",
        "strength": Strength.REFUSE,
        "numbers": {"supply_days": 34, "supply_days_max": 30, "held_doses": 4},
    }
    return Reason(**(given | changes))


def test_a_reason_is_one_line_with_its_numbers():
    line = "Supply in hand after this fill: 34 days, at most 30 days; 4 doses are out already"
    assert sentence(reason()) == line
    assert said(reason()).found == "34 days"


def test_a_reason_of_an_old_journal_is_still_read():
    assert sentence(reason(rule="old-rule", finding="old-way")) == (
        "The rule 'old rule' says no (old way)"
    )
    assert "(not recorded)" in sentence(reason(numbers={"supply_days": 34}))


def test_the_ways_out_are_told_in_the_order_of_who_has_to_do_something():
    one = reason(
        clears_at=datetime(2026, 1, 10, tzinfo=UTC),
        clears_by=("return",),
        may_waive=(Role.PRESCRIBER, Role.PHARMACIST),
        second=True,
    )
    assert how_to_clear(one) == (
        "by itself on 10 Jan 2026",
        "what is not needed is returned",
        "an override by prescriber / pharmacist, with a second person",
    )
    assert how_to_clear(reason()) == ()


LAW = Cite(basis=Basis.LAW, citation="PHL 3339: at most 7 days early")
SEEN = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "PHL 3339: at most 7 days early (law)"),
        # Nobody has read it: it is not shown as law.
        ({"verified": False}, "PHL 3339: at most 7 days early (unverified)"),
        (
            {"verified": False, "basis": Basis.LABEL},
            "PHL 3339: at most 7 days early (label, unverified)",
        ),
        ({"basis": Basis.JUDGEMENT}, "PHL 3339: at most 7 days early (judgement)"),
        (
            {"expires_on": SEEN},
            "PHL 3339: at most 7 days early (law; to 23 Nov 2026)",
        ),
        (
            {"expires_on": SEEN - timedelta(days=1)},
            "PHL 3339: at most 7 days early (law, expired; to 22 Nov 2026)",
        ),
    ],
)
def test_a_citation_says_how_far_it_may_be_relied_on(changes, line):
    cite = Cite(**{"basis": LAW.basis, "citation": LAW.citation, "checked_on": SEEN} | changes)
    assert cite_line(cite, today=SEEN) == line
    assert all(badge in words()["labels"]["basis"] for badge in badges(cite, SEEN))
