"""Dated values, and layers that may only tighten."""

from datetime import date

import pytest

from dosekeeper.core.policy import (
    Amount,
    Basis,
    Change,
    Cite,
    Policy,
    PolicyError,
    Setting,
    Stricter,
    Value,
    overlay,
)


CITE = Cite(basis=Basis.JUDGEMENT, citation="ours")
DAY = date(2026, 1, 5)


def value(amount: Amount, from_on: date = date.min) -> Value:
    return Value(amount=amount, cite=CITE, from_on=from_on)


def setting(stricter: Stricter, *values: Value, unit: str = "days") -> Setting:
    return Setting(
        rule="rule", name="max", unit=unit, stricter=stricter, values=values, place="base:1"
    )


def policy(one: Setting) -> Policy:
    return Policy(name="base", version="1", settings={("rule", "max"): one})


def change(*values: Value, loosens: str = "", name: str = "max") -> Change:
    return Change(rule="rule", name=name, values=values, place="clinic:7", loosens=loosens)


def test_the_value_in_force_is_the_last_that_has_begun():
    dated = setting(Stricter.LOWER, value(30), value(14, date(2027, 1, 1)))
    assert dated.on(date(2026, 12, 31)).amount == 30
    assert dated.on(date(2027, 1, 1)).amount == 14


def test_a_gap_is_no_permission():
    dated = setting(Stricter.LOWER, value(14, date(2027, 1, 1)))
    with pytest.raises(PolicyError, match=r"base:1: rule\.max has no value on 2026-12-31"):
        dated.on(date(2026, 12, 31))


def test_what_is_not_set_is_no_permission():
    with pytest.raises(PolicyError, match=r"base: rule\.min is not set"):
        policy(setting(Stricter.LOWER, value(1))).value("rule", "min", DAY)


def test_the_settings_of_a_rule_are_those_of_its_word():
    one = setting(Stricter.LOWER, value(1))
    assert policy(one).of_rule("rule") == (one,)
    assert policy(one).of_rule("other") == ()


LOOSER = [
    (Stricter.LOWER, 30, 31, 29),
    (Stricter.HIGHER, 48, 47, 49),
    (Stricter.TRUE, True, False, True),
    (Stricter.FALSE, False, True, False),
    (Stricter.STRENGTH, "override", "warn", "refuse"),
    (Stricter.STRENGTH, "warn", "off", "override"),
    (Stricter.CUSTODY, "delegate", "patient", "clinic"),
    (Stricter.FEWER, "prescriber nurse", "prescriber nurse pharmacist", "nurse"),
    (Stricter.FEWER, "prescriber", "nurse", "prescriber"),
    (Stricter.MORE, "phq-9 urinary", "phq-9", "urinary phq-9 sds"),
]


@pytest.mark.parametrize(("stricter", "old", "looser", "tighter"), LOOSER)
def test_a_layer_tightens_in_silence_and_loosens_only_with_a_reason(
    stricter: Stricter, old: Amount, looser: Amount, tighter: Amount
):
    base = policy(setting(stricter, value(old), unit="strength"))
    for amount in (old, tighter):
        assert overlay(base, "c", "2", [change(value(amount))]).value(
            "rule", "max", DAY
        ) == value(amount)
    with pytest.raises(PolicyError, match=r"clinic:7: rule\.max would loosen"):
        overlay(base, "c", "2", [change(value(looser))])
    loosened = overlay(base, "c", "2", [change(value(looser), loosens="because")])
    assert loosened.value("rule", "max", DAY).amount == looser
    assert (loosened.name, loosened.version) == ("c", "2")
    assert base.value("rule", "max", DAY).amount == old


def test_a_layer_is_held_to_what_the_base_tightens_later():
    base = policy(setting(Stricter.LOWER, value(30), value(14, date(2027, 1, 1))))
    with pytest.raises(PolicyError, match="would loosen 14 days to 20 days"):
        overlay(base, "c", "2", [change(value(20))])


def test_a_layer_changes_only_what_is_there():
    base = policy(setting(Stricter.LOWER, value(30)))
    with pytest.raises(PolicyError, match=r"clinic:7: rule\.most is unknown"):
        overlay(base, "c", "2", [change(value(3), name="most")])


@pytest.mark.parametrize(
    ("unit", "amount", "text"),
    [
        ("mg", 150_000, "150 mg"),
        ("mg/kg", 2_500, "2.5 mg/kg"),
        ("days", 30, "30 days"),
        ("days", 1, "1 day"),
        ("mmHg", 160, "160 mmHg"),
        ("mmHg", 1, "1 mmHg"),
        ("yes or no", True, "yes"),
        ("yes or no", False, "no"),
        ("roles", "prescriber nurse", "prescriber, nurse"),
        ("roles", "", "nobody"),
        ("instruments", "phq-9 urinary", "phq-9, urinary"),
        ("instruments", "", "nothing"),
        ("percent", 25, "25 %"),
        ("strength", "refuse", "refuse"),
    ],
)
def test_an_amount_is_written_with_its_unit(unit: str, amount: Amount, text: str):
    assert setting(Stricter.LOWER, value(amount), unit=unit).text(amount) == text
