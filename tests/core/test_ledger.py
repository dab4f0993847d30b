"""Hands, movements and balances: nothing appears, nothing vanishes, nothing is below zero."""

import pytest

from dosekeeper.core.ledger import (
    PASSES,
    SOURCE,
    TAKEN,
    UNACCOUNTED,
    Books,
    Hand,
    HandKind,
    Movement,
    ShortError,
    check_hand,
    hand,
    kind_of,
    pick,
    who_of,
)
from dosekeeper.core.units import BadValueError
from tests.cast import BOX, HERS, SHELF, TROCHE


def move(giver: Hand, taker: Hand, units: int, lot: str = "a") -> Movement:
    return Movement(giver, taker, TROCHE, lot, units)


def test_a_hand_is_a_kind_and_for_some_kinds_a_name():
    for name in ("source", "taken", "delegate:marco", "stock:main-pharmacy", "offer:lucia.6"):
        check_hand("hand", name)
    assert (kind_of(BOX), who_of(BOX)) == (HandKind.DELEGATE, "marco")
    assert (kind_of(SOURCE), who_of(SOURCE)) == (HandKind.SOURCE, "")


@pytest.mark.parametrize(
    "name",
    ["", "pocket", "delegate", "delegate:", "source:x", "taken:", "delegate:A", "stock:a:b"],
)
def test_anything_else_is_no_hand(name: str):
    with pytest.raises(BadValueError) as error:
        check_hand("what.hand", name)
    assert error.value.field == "what.hand"


@pytest.mark.parametrize(
    ("giver", "taker", "lot", "units", "field"),
    [
        ("pocket", BOX, "a", 1, "giver"),
        (BOX, "pocket", "a", 1, "taker"),
        (BOX, BOX, "a", 1, "taker"),
        (BOX, TAKEN, "A", 1, "lot"),
        (BOX, TAKEN, "a", 0, "units"),
        (BOX, TAKEN, "a", -1, "units"),
        (BOX, TAKEN, "a", 100_001, "units"),
    ],
)
def test_a_movement_of_nothing_or_nobody_is_refused(
    giver: str, taker: str, lot: str, units: int, field: str
):
    with pytest.raises(BadValueError) as error:
        Movement(Hand(giver), Hand(taker), TROCHE, lot, units)
    assert error.value.field == field


def test_a_movement_of_no_product_is_refused():
    with pytest.raises(BadValueError) as error:
        Movement(BOX, TAKEN, "aspirin", "a", 1)
    assert error.value.field == "product"


def test_a_balance_is_the_sum_of_the_movements():
    books = Books()
    for movement in (move(SOURCE, BOX, 4), move(BOX, TAKEN, 1), move(SOURCE, BOX, 2, "b")):
        books.apply(movement)
    assert books.units(BOX) == 5
    assert books.units(BOX, TROCHE, "a") == 3
    assert books.units(BOX, "ketamine-oral-tablet-10mg") == 0
    assert books.lots(BOX, TROCHE) == {"a": 3, "b": 2}
    assert books.units(TAKEN) == 1
    assert sum(n for *_, n in books.items()) == 0


def test_a_reversed_movement_undoes_it():
    books = Books()
    books.apply(move(SOURCE, BOX, 4))
    books.apply(move(SOURCE, BOX, 4).reversed)
    assert list(books.items()) == []


def test_no_hand_gives_what_it_has_not_and_nothing_changes_then():
    books = Books({(BOX, TROCHE, "a"): 2})
    with pytest.raises(ShortError) as short:
        books.apply(move(BOX, TAKEN, 3))
    assert (short.value.holder, short.value.held, short.value.asked) == (BOX, 2, 3)
    assert str(short.value) == "delegate:marco holds 2 units, 3 were asked"
    assert list(books.items()) == [(BOX, TROCHE, "a", 2)]


def test_only_hands_whose_balance_stands_elsewhere_run_below_zero():
    course = Books(open_kinds=frozenset({HandKind.SOURCE, HandKind.STOCK}))
    course.apply(move(SHELF, BOX, 4))
    assert course.units(SHELF) == -4
    with pytest.raises(ShortError):
        Books().apply(move(SHELF, BOX, 4))


def test_a_copy_leaves_the_books_alone():
    books = Books({(BOX, TROCHE, "a"): 2})
    books.copy().apply(move(BOX, TAKEN, 2))
    assert books.units(BOX) == 2


def test_home_is_what_is_outside_and_not_yet_taken():
    books = Books(
        {
            (BOX, TROCHE, "a"): 2,
            (HERS, TROCHE, "a"): 1,
            (hand(HandKind.OFFER, "lucia.6"), TROCHE, "a"): 4,
            (SHELF, TROCHE, "a"): 50,
            (UNACCOUNTED, TROCHE, "a"): 7,
        }
    )
    assert books.home_ug() == 7 * 100_000


def test_the_oldest_lot_goes_first():
    books = Books({(BOX, TROCHE, "a"): 2, (BOX, TROCHE, "b"): 3})
    assert pick(books, BOX, TAKEN, TROCHE, None, 4) == (
        move(BOX, TAKEN, 2, "a"),
        move(BOX, TAKEN, 2, "b"),
    )
    assert pick(books, BOX, TAKEN, TROCHE, "b", 3) == (move(BOX, TAKEN, 3, "b"),)
    assert pick(books, BOX, TAKEN, TROCHE, None, 2) == (move(BOX, TAKEN, 2, "a"),)


@pytest.mark.parametrize(("lot", "units", "there"), [(None, 6, 5), ("b", 4, 3), ("c", 1, 0)])
def test_what_is_not_there_is_not_picked(lot: str | None, units: int, there: int):
    books = Books({(BOX, TROCHE, "a"): 2, (BOX, TROCHE, "b"): 3})
    with pytest.raises(ShortError) as short:
        pick(books, BOX, TAKEN, TROCHE, lot, units)
    assert (short.value.held, short.value.asked) == (there, units)


def test_the_source_gives_what_it_is_asked_for_by_the_lot_it_names():
    assert pick(Books(), SOURCE, BOX, TROCHE, "c7", 4) == (move(SOURCE, BOX, 4, "c7"),)
    assert pick(Books(), SOURCE, BOX, TROCHE, None, 4) == (move(SOURCE, BOX, 4, "unknown"),)


def test_nothing_leads_from_a_home_into_a_stock():
    home = {HandKind.DELEGATE, HandKind.PATIENT}
    into_stock = {
        (verb, giver)
        for verb, pairs in PASSES.items()
        for giver, taker in pairs
        if taker is HandKind.STOCK and giver in home
    }
    assert into_stock == set()


def test_what_was_taken_wasted_or_returned_never_moves_on():
    ends = {HandKind.TAKEN, HandKind.WASTED, HandKind.RETURNED}
    assert not [p for pairs in PASSES.values() for p in pairs if p[0] in ends]
