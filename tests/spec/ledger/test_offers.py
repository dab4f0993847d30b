"""What is in transit has an owner, and goes back where it came from when nobody takes it."""

import pytest

from dosekeeper.core import acts
from dosekeeper.core.ledger import SOURCE, UNACCOUNTED, HandKind, Movement, hand
from dosekeeper.core.units import BadValueError
from dosekeeper.rulebook import load
from tests import cast
from tests.cast import BOX, FEMI, HERS, INES, LUCIA, MARCO, NELL, SHELF, TROCHE


def fill(story: cast.Story, units: int = 4, site: str = cast.OUTSIDE) -> int:
    act = acts.Fill(prescription=10, site=site, recipient="marco", units=units)
    return story.tell(act, FEMI)


def test_a_fill_is_in_transit_until_it_is_accepted():
    story = cast.prescribed()
    offer = fill(story)
    transit = hand(HandKind.OFFER, f"lucia.{offer}")
    assert story.chart.books.units(transit) == 4
    assert story.chart.held(BOX) == 0
    assert story.chart.home_units() == 4
    assert story.chart.offers[offer].units == 4
    assert story.chart.offers[offer].recipient == BOX
    story.tell(acts.Accept(offer=offer), MARCO)
    assert story.chart.offers == {}
    assert story.chart.held(BOX) == story.chart.home_units() == 4


def test_a_fill_nobody_takes_never_was():
    story = cast.prescribed()
    offer = fill(story)
    assert len(story.chart.supplies) == 1
    story.tell(acts.Expire(offer=offer), FEMI)
    assert (story.chart.offers, story.chart.home_units()) == ({}, 0)
    assert story.chart.books.units(SOURCE) == 0
    assert story.chart.scripts[10].units_left == 8
    assert story.chart.supplies == []
    assert story.chart.runs_out_on is None


def test_a_fill_from_a_stock_goes_back_into_that_stock():
    story = cast.prescribed(cast.shelf(6))
    offer = fill(story, site=cast.INSIDE)
    assert story.chart.held(SHELF) == 2
    story.tell(acts.Decline(offer=offer), MARCO)
    assert story.chart.held(SHELF) == 2, "on Marco's word alone nothing is back"
    story.tell(acts.Expire(offer=offer), INES)
    assert story.chart.held(SHELF) == 6


def test_a_declined_fill_is_in_transit_until_the_staff_sign_for_it():
    """Whoever pockets a box cannot take it out of the books by saying no to it."""
    story = cast.prescribed()
    offer = fill(story)
    story.tell(acts.Decline(offer=offer), MARCO)
    assert story.chart.offers[offer].declined
    assert story.chart.home_units() == 4
    assert (len(story.chart.supplies), story.chart.scripts[10].units_left) == (1, 4)
    request = story.request(acts.Expire(offer=offer), FEMI)
    assert story.judge(request, load("article")).reasons == (), "at once, not after two days"
    story.tell(acts.Expire(offer=offer), FEMI)
    assert (story.chart.offers, story.chart.home_units()) == ({}, 0)
    assert (story.chart.supplies, story.chart.scripts[10].units_left) == ([], 8)


@pytest.mark.parametrize("verb", [acts.Decline, acts.Expire])
def test_a_hand_over_nobody_takes_goes_back_into_the_box(
    verb: type[acts.Decline] | type[acts.Expire],
):
    story = cast.filled()
    offer = story.tell(acts.HandOver(what=cast.held(1), recipient="lucia"), MARCO)
    assert (story.chart.held(BOX), story.chart.held(HERS)) == (3, 0)
    story.tell(verb(offer=offer), LUCIA if verb is acts.Decline else NELL)
    assert (story.chart.held(BOX), story.chart.held(HERS)) == (4, 0)
    assert story.chart.runs_out_on is not None, "the fill it came of was a fill"
    assert story.chart.scripts[10].units_left == 4


def test_an_offer_is_answered_once():
    story = cast.prescribed()
    offer = fill(story)
    story.tell(acts.Accept(offer=offer), MARCO)
    for again in (
        acts.Accept(offer=offer),
        acts.Decline(offer=offer),
        acts.Expire(offer=offer),
    ):
        with pytest.raises(BadValueError, match="is no open offer"):
            story.tell(again, MARCO)


def test_what_is_lost_on_the_way_is_not_accepted():
    story = cast.prescribed()
    offer = fill(story)
    transit = hand(HandKind.OFFER, f"lucia.{offer}")
    lost = acts.Lose(what=cast.held(1, transit), reason="the courier says so")
    story.tell(lost, NELL)
    assert story.chart.offers[offer].units == 3
    story.tell(acts.Accept(offer=offer), MARCO)
    assert story.chart.held(BOX) == 3
    assert story.chart.books.units(UNACCOUNTED) == 1


def test_an_offer_that_was_lost_whole_is_no_offer():
    story = cast.prescribed()
    offer = fill(story)
    transit = hand(HandKind.OFFER, f"lucia.{offer}")
    story.tell(acts.Lose(what=cast.held(4, transit), reason="the courier was robbed"), NELL)
    assert story.chart.offers == {}
    assert story.chart.runs_out_on is not None, "what was lost is not replaced in silence"


def test_a_loss_on_the_way_leaves_other_offers_and_lots_alone():
    story = cast.prescribed(cast.shelf(3))
    from_stock = fill(story, 3, cast.INSIDE)
    from_source = fill(story, 1)
    transit = hand(HandKind.OFFER, f"lucia.{from_stock}")
    story.tell(acts.Lose(what=cast.held(1, transit), reason="gone"), NELL)
    assert story.chart.offers[from_stock].units == 2
    assert story.chart.offers[from_source].units == 1


def test_a_fill_takes_the_oldest_lot_and_says_which():
    shelves = cast.shelf(3, lot="a1")
    shelves[cast.INSIDE].apply(Movement(SOURCE, SHELF, TROCHE, "a2", 5))
    story = cast.prescribed(shelves)
    offer = fill(story, 4, cast.INSIDE)
    assert [(m.lot, m.units) for m in story.chart.offers[offer].movements] == [
        ("a1", 3),
        ("a2", 1),
    ]
    story.tell(acts.Accept(offer=offer), MARCO)
    assert story.chart.books.lots(BOX, TROCHE) == {"a1": 3, "a2": 1}


def test_the_dispensing_record_of_an_outside_site_names_its_lot():
    story = cast.prescribed()
    act = acts.Fill(
        prescription=10, site=cast.OUTSIDE, recipient="marco", units=4, lot="c9", record="rx 77"
    )
    offer = story.tell(act, INES)
    assert [m.lot for m in story.chart.offers[offer].movements] == ["c9"]
