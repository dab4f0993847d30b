"""A layer over a base, on every day on which either changes."""

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


CITE = Cite(basis=Basis.JUDGEMENT, citation="Meeting")


def values(*dated: tuple[int, Amount]) -> tuple[Value, ...]:
    """Write values down by the year in which they begin."""
    return tuple(Value(amount=a, cite=CITE, from_on=date(y, 1, 1)) for y, a in dated)


def laid(*base: tuple[int, Amount], layer: list[tuple[int, Amount]], loosens: str = "") -> None:
    setting = Setting(
        rule="days-supply",
        name="days-max",
        unit="days",
        stricter=Stricter.LOWER,
        values=values(*base),
    )
    policy = Policy(name="p", version="", settings={("days-supply", "days-max"): setting})
    change = Change(
        rule="days-supply",
        name="days-max",
        values=values(*layer),
        place="f:1",
        loosens=loosens,
    )
    overlay(policy, "q", "", [change])


def test_a_layer_that_was_tighter_is_looser_once_the_base_tightens():
    laid((1, 30), layer=[(1, 28)])
    with pytest.raises(PolicyError, match="would loosen 14 days to 28 days"):
        laid((1, 30), (2027, 14), layer=[(1, 28)])
    laid((1, 30), (2027, 14), layer=[(1, 28), (2027, 14)])
    laid((1, 30), (2027, 14), layer=[(1, 28)], loosens="agreed with the board")


def test_a_later_value_of_the_layer_may_not_loosen_either():
    with pytest.raises(PolicyError, match="would loosen 30 days to 31 days"):
        laid((1, 30), layer=[(1, 28), (2027, 31)])


@pytest.mark.parametrize(
    ("stricter", "old", "new", "looser"),
    [
        (Stricter.LOWER, 30, 31, True),
        (Stricter.LOWER, 30, 30, False),
        (Stricter.HIGHER, 48, 47, True),
        (Stricter.HIGHER, 48, 48, False),
        (Stricter.TRUE, True, False, True),
        (Stricter.TRUE, False, True, False),
        (Stricter.FALSE, False, True, True),
        (Stricter.STRENGTH, "refuse", "override", True),
        (Stricter.STRENGTH, "warn", "refuse", False),
        (Stricter.CUSTODY, "clinic", "delegate", True),
        (Stricter.CUSTODY, "patient", "delegate", False),
        (Stricter.FEWER, "prescriber nurse", "prescriber", False),
        (Stricter.FEWER, "prescriber nurse", "nurse prescriber", False),
        (Stricter.FEWER, "prescriber nurse", "pharmacist", True),
        (Stricter.MORE, "phq-9 urinary", "phq-9 urinary sds", False),
        (Stricter.MORE, "phq-9 urinary", "phq-9 sds", True),
        (Stricter.FEWER, "prescriber", "", False),
    ],
)
def test_what_looser_means(stricter: Stricter, old: Amount, new: Amount, looser: bool):  # noqa: FBT001
    setting = Setting(rule="r", name="n", unit="", stricter=stricter, values=values((1, old)))
    assert setting.looser(old, new) is looser


@pytest.mark.parametrize(
    ("unit", "amount", "text"),
    [
        ("mg", 150_000, "150 mg"),
        ("mg/kg", 2_500, "2.5 mg/kg"),
        ("days", 1, "1 day"),
        ("days", 30, "30 days"),
        ("percent", 25, "25 %"),
        ("mmHg", 160, "160 mmHg"),
        ("per minute", 100, "100 per minute"),
        ("yes or no", True, "yes"),
        ("roles", "prescriber nurse", "prescriber, nurse"),
        ("roles", "", "nobody"),
        ("strength", "refuse", "refuse"),
    ],
)
def test_an_amount_is_written_with_its_unit(unit: str, amount: Amount, text: str):
    setting = Setting(
        rule="r", name="n", unit=unit, stricter=Stricter.LOWER, values=values((1, amount))
    )
    assert setting.text(amount) == text
