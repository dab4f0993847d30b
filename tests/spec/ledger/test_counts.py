"""A count is a claim: it moves nothing, and a difference stays until it is explained."""

import pytest

from dosekeeper.core import acts
from dosekeeper.core.events import Done
from dosekeeper.core.ledger import UNACCOUNTED
from tests import cast
from tests.cast import BOX, INES, LUCIA, MARCO, NELL, TROCHE


def count(units: int, lot: str | None = None) -> acts.Count:
    return acts.Count(hand=BOX, product=TROCHE, units=units, lot=lot)


@pytest.mark.parametrize("counted", [0, 3, 4, 5, 100])
def test_a_count_moves_nothing(counted: int):
    story = cast.filled()
    before = list(story.chart.books.items())
    story.tell(count(counted), MARCO)
    assert list(story.chart.books.items()) == before
    fact = story.entries[-1].fact
    assert isinstance(fact, Done)
    assert fact.movements == ()
    assert fact.expected == 4


@pytest.mark.parametrize(("counted", "gap"), [(0, -4), (3, -1), (5, 1)])
def test_a_difference_opens_a_case(counted: int, gap: int):
    story = cast.filled()
    position = story.tell(count(counted), NELL)
    (case,) = story.chart.cases.values()
    assert (case.position, case.hand, case.product, case.lot) == (position, BOX, TROCHE, None)
    assert (case.counted, case.gap, case.counted_by) == (counted, gap, "nell")
    assert case.at == story.now


def test_a_count_that_agrees_opens_none():
    story = cast.filled()
    story.tell(count(4), NELL)
    assert story.chart.cases == {}


def test_no_tolerance_swallows_one_unit_of_a_large_stock():
    story = cast.Story(stream=cast.SITE, shelves=cast.shelf(50_000))
    story.tell(acts.OpenSite(zone=cast.ZONE.key, policy="article"), cast.MONA)
    story.tell(acts.Count(hand=cast.SHELF, product=TROCHE, units=49_999), INES)
    (case,) = story.chart.cases.values()
    assert case.gap == -1


def test_a_recount_renews_the_gap_and_keeps_who_counted_first():
    story = cast.filled()
    first = story.tell(count(2), MARCO)
    story.tell(count(3), NELL)
    (case,) = story.chart.cases.values()
    assert (case.position, case.counted, case.gap) == (first, 3, -1)
    assert case.counted_by == "marco"
    story.tell(count(4), NELL)
    (case,) = story.chart.cases.values()
    assert case.gap == 0, "it stays open until somebody says what it was"
    story.tell(
        acts.Resolve(case=first, finding=acts.Finding.MISCOUNT, note="two layers"), LUCIA
    )
    assert story.chart.cases == {}


def test_a_count_of_one_lot_is_another_claim_than_of_all():
    story = cast.filled()
    story.tell(count(3), MARCO)
    story.tell(count(4, lot="unknown"), MARCO)
    (case,) = story.chart.cases.values()
    assert (case.lot, case.gap) == (None, -1)
    story.tell(count(2, lot="unknown"), MARCO)
    assert [(c.lot, c.gap) for c in story.chart.cases.values()] == [(None, -1), ("unknown", -2)]


def lose(units: int) -> acts.Lose:
    return acts.Lose(what=cast.held(units), reason="gone")


def test_a_loss_explains_as_much_as_was_lost():
    story = cast.filled()
    story.tell(count(2), MARCO)
    story.tell(lose(1), MARCO)
    (case,) = story.chart.cases.values()
    assert case.gap == -1
    story.tell(lose(1), MARCO)
    (case,) = story.chart.cases.values()
    assert case.gap == 0
    assert story.chart.held(BOX) == 2
    assert story.chart.books.units(UNACCOUNTED) == 2


def test_a_find_explains_what_was_too_many():
    story = cast.filled()
    story.tell(lose(1), MARCO)
    story.tell(count(4), NELL)
    assert [c.gap for c in story.chart.cases.values()] == [1]
    story.tell(acts.Find(what=cast.held(1), reason="it was there"), MARCO)
    assert [c.gap for c in story.chart.cases.values()] == [0]
    assert story.chart.held(BOX) == 4


def two_lots() -> cast.Story:
    story = cast.filled(units=2)
    fill = acts.Fill(prescription=10, site="corner", recipient="marco", units=2, lot="b7")
    offer = story.tell(fill, cast.FEMI)
    story.tell(acts.Accept(offer=offer), MARCO)
    return story


def test_a_loss_of_another_lot_explains_nothing():
    for counted, lost, gap in (("b7", "unknown", -1), ("b7", "b7", 0), (None, "unknown", 0)):
        story = two_lots()
        held = story.chart.held(BOX, TROCHE, counted)
        story.tell(count(held - 1, lot=counted), NELL)
        what = acts.Holding(hand=BOX, product=TROCHE, units=1, lot=lost)
        story.tell(acts.Lose(what=what, reason="gone"), MARCO)
        assert [c.gap for c in story.chart.cases.values()] == [gap]


def test_a_loss_of_another_product_explains_nothing():
    story = cast.filled()
    other = TROCHE.replace("100mg", "50mg")
    story.tell(acts.Count(hand=BOX, product=other, units=1), NELL)
    story.tell(lose(1), MARCO)
    assert [c.gap for c in story.chart.cases.values()] == [1]


def test_a_loss_in_another_hand_explains_nothing():
    story = cast.filled()
    story.tell(acts.HandOver(what=cast.held(1), recipient="lucia"), MARCO)
    offer = next(iter(story.chart.offers))
    story.tell(acts.Accept(offer=offer), LUCIA)
    story.tell(count(1, lot="unknown"), NELL)
    story.tell(acts.Lose(what=cast.held(1, cast.HERS), reason="gone"), LUCIA)
    assert [c.gap for c in story.chart.cases.values()] == [-2]


def test_a_dose_told_after_the_count_it_explains():
    story = cast.filled()
    story.tell(count(3), NELL, "2026-01-09 20:00")
    story.tell(cast.home_dose(), MARCO, "2026-01-09 19:59", recorded="2026-01-10 08:00")
    assert [c.gap for c in story.chart.cases.values()] == [0]


def test_a_dose_taken_at_or_after_the_count_explains_nothing():
    for taken in ("2026-01-09 20:00", "2026-01-09 20:01"):
        story = cast.filled()
        story.tell(count(3), NELL, "2026-01-09 20:00")
        story.tell(cast.home_dose(), MARCO, taken, recorded="2026-01-10 08:00")
        assert [c.gap for c in story.chart.cases.values()] == [-1]


def test_a_correction_of_what_stood_before_the_count_explains_it():
    story = cast.filled()
    dose = story.tell(cast.home_dose(), MARCO, "2026-01-08 20:00")
    story.tell(count(4), NELL)
    assert [c.gap for c in story.chart.cases.values()] == [1]
    story.tell(acts.Correct(entry=dose, reason="spat out"), NELL)
    assert [c.gap for c in story.chart.cases.values()] == [0]


def test_a_correction_of_what_was_written_since_explains_nothing():
    story = cast.filled()
    story.tell(count(3), NELL)
    dose = story.tell(cast.home_dose(), MARCO, "2026-01-10 20:00")
    story.tell(acts.Correct(entry=dose, reason="refused after all"), NELL)
    assert [c.gap for c in story.chart.cases.values()] == [-1]


def test_a_loss_that_is_taken_back_explains_no_more():
    story = cast.filled()
    story.tell(count(3), NELL)
    lost = story.tell(lose(1), MARCO)
    story.tell(acts.Correct(entry=lost, reason="not that one"), NELL)
    assert [c.gap for c in story.chart.cases.values()] == [-1]
    assert story.chart.held(BOX) == 4
