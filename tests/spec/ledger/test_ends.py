"""Lost and found, wasted, returned: where units end, and the one way back."""

from dosekeeper.core import acts
from dosekeeper.core.ledger import RETURNED, SOURCE, TAKEN, UNACCOUNTED, WASTED, kind_of
from tests import cast
from tests.cast import BOX, HERS, LUCIA, MARCO, NELL, SHELF


def test_every_unit_is_somewhere_all_the_way():
    """The custody strip adds up after every entry of a life of eight units."""
    story = cast.prescribed(cast.shelf(20))
    fill = acts.Fill(prescription=10, site=cast.INSIDE, recipient="marco", units=8)
    story.tell(fill, cast.INES)
    story.tell(acts.Accept(offer=11), MARCO)
    story.tell(cast.home_dose(), MARCO, "2026-01-08 20:00")
    story.tell(acts.HandOver(what=cast.held(2), recipient="lucia"), MARCO)
    story.tell(acts.Accept(offer=14), LUCIA)
    story.tell(acts.Waste(what=cast.held(1), reason="wet"), MARCO, second=NELL)
    story.tell(acts.Return(what=cast.held(1, HERS), collector="police box"), LUCIA, second=NELL)
    story.tell(acts.Lose(what=cast.held(2), reason="gone"), MARCO)
    story.tell(acts.Find(what=cast.held(1), reason="behind the drawer"), MARCO)
    strip = {h: n for h, _, _, n in story.chart.books.items()}
    assert strip == {
        SHELF: -8,
        BOX: 2 + 1,
        HERS: 1,
        TAKEN: 1,
        WASTED: 1,
        RETURNED: 1,
        UNACCOUNTED: 1,
    }
    assert sum(strip.values()) == 0
    assert story.chart.held(SHELF) == 12


def test_found_units_come_back_from_unaccounted_and_from_nowhere_else():
    story = cast.filled()
    story.tell(acts.Lose(what=cast.held(2), reason="gone"), MARCO)
    story.tell(acts.Find(what=cast.held(1), reason="behind the drawer"), MARCO)
    (movement,) = story.entries[-1].fact.movements  # type: ignore[union-attr]
    assert (movement.giver, movement.taker, movement.units) == (UNACCOUNTED, BOX, 1)


def test_what_a_patient_returns_is_in_no_stock():
    story = cast.filled(shelves=cast.shelf(10))
    story.tell(acts.Return(what=cast.held(4), collector="main-pharmacy"), MARCO, second=NELL)
    assert story.chart.held(SHELF) == 6
    assert story.chart.books.units(RETURNED) == 4


def test_a_loss_stays_on_the_chart_after_it_was_found():
    story = cast.filled()
    lost = story.tell(acts.Lose(what=cast.held(1), reason="gone"), MARCO)
    story.tell(acts.Find(what=cast.held(1), reason="there"), MARCO)
    assert list(story.chart.losses) == [lost]


def test_a_site_receives_from_the_source_into_its_own_stock():
    story = cast.Story(stream=cast.SITE, shelves=cast.shelf(0))
    story.tell(acts.OpenSite(zone=cast.ZONE.key, policy="article"), cast.MONA)
    receive = acts.Receive(product=cast.TROCHE, lot="a1", units=20, supplier="wholesaler")
    story.tell(receive, cast.INES)
    assert story.chart.held(SHELF) == 20
    assert story.chart.books.units(SOURCE) == -20
    story.tell(
        acts.Waste(what=cast.held(1, SHELF), reason="broken"), cast.INES, second=cast.MONA
    )
    assert story.chart.held(SHELF) == 19
    assert {str(kind_of(h)) for h, *_ in story.chart.books.items()} == {
        "source",
        "stock",
        "wasted",
    }
