"""What a chart tells: due dates, early days, hands, delegates."""

from dataclasses import fields
from datetime import date, timedelta

from dosekeeper.core import acts
from dosekeeper.core.chart import Chart
from dosekeeper.core.facts import Script, Supply
from dosekeeper.core.ledger import SOURCE, Books, Movement
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.plan import Level
from dosekeeper.core.units import Window
from tests import cast
from tests.cast import BOX, HERS, LUCIA, MARCO, SHELF, TROCHE


def supplied(*fills: tuple[str, int]) -> Chart:
    """A chart with fills: their day, and how many days they last."""
    chart = Chart("course:lucia")
    chart.supplies = [
        Supply(position=n, on=date.fromisoformat(on), days=days, site="s", units=1)
        for n, (on, days) in enumerate(fills, 1)
    ]
    return chart


def test_the_running_due_date_adds_up_and_forgives_a_gap():
    assert supplied().runs_out_on is None
    assert supplied(("2026-01-06", 14)).runs_out_on == date(2026, 1, 20)
    assert supplied(("2026-01-06", 14), ("2026-01-18", 14)).runs_out_on == date(2026, 2, 3)
    assert supplied(("2026-01-06", 14), ("2026-01-26", 14)).runs_out_on == date(2026, 2, 9)


def test_three_days_early_each_month_are_a_month_by_the_end_of_the_year():
    """The case the running due date is for: each fill alone looks like three days."""
    first = date(2026, 1, 1)
    fills = [((first + timedelta(days=27 * n)).isoformat(), 30) for n in range(13)]
    chart = supplied(*fills)
    assert chart.runs_out_on == first + timedelta(days=390)
    whole_year = Window(first, date(2027, 1, 1))
    assert chart.early_days(whole_year) == sum(3 * n for n in range(1, 13))


def test_early_days_count_in_their_window_only():
    chart = supplied(("2026-01-06", 14), ("2026-01-18", 14), ("2026-02-01", 14))
    assert chart.early_days(Window(date(2026, 1, 1), date(2026, 3, 1))) == 4
    assert chart.early_days(Window(date(2026, 1, 18), date(2026, 2, 1))) == 2
    assert chart.early_days(Window(date(2026, 1, 19), date(2026, 2, 2))) == 2
    assert chart.early_days(Window(date(2026, 1, 19), date(2026, 2, 1))) == 0


def test_a_late_fill_is_not_early_by_a_single_day():
    chart = supplied(("2026-01-06", 14), ("2026-01-20", 14), ("2026-02-10", 14))
    assert chart.early_days(Window(date(2026, 1, 1), date(2026, 3, 1))) == 0


def in_force(story: cast.Story) -> Script | None:
    return story.chart.script


def test_the_prescription_in_force_is_the_latest_not_stopped():
    story = cast.prescribed()
    assert story.chart.script is story.chart.scripts[10]
    second = story.tell(cast.prescription(doses=4), cast.DR_REYES)
    assert story.chart.script is story.chart.scripts[second]
    story.tell(acts.Stop(prescription=second, reason="rash"), cast.DR_REYES)
    assert story.chart.script is story.chart.scripts[10]
    story.tell(acts.Stop(prescription=10, reason="rash"), cast.DR_REYES)
    assert in_force(story) is None


def test_a_hand_is_the_patients_own_or_a_delegates():
    chart = cast.opened().chart
    assert (chart.hand_of("lucia"), chart.hand_of("marco")) == (HERS, BOX)


def test_a_site_that_is_not_kept_here_gives_from_the_source():
    chart = cast.opened(cast.shelf(7)).chart
    assert chart.stock_of(cast.INSIDE) == SHELF
    assert chart.stock_of(cast.OUTSIDE) == SOURCE
    assert chart.held(SHELF) == chart.held(SHELF, TROCHE) == 7
    assert chart.books_of(SHELF) is chart.shelves[cast.INSIDE]
    assert cast.opened().chart.held(SHELF) == 0


def test_the_delegate_in_force_is_the_latest_who_signed():
    story = cast.opened()
    today = date(2026, 1, 6)
    assert story.chart.delegate_on(today) == "marco"
    ana = acts.Appoint(
        delegate="ana", relation="sister", legal_basis="household", until_on=date(2026, 1, 8)
    )
    story.tell(ana, LUCIA)
    assert story.chart.delegate_on(today) == "marco"
    story.tell(acts.Agree(), Actor("ana", Role.DELEGATE))
    assert story.chart.delegate_on(today) == "ana"
    assert story.chart.delegate_on(date(2026, 1, 8)) == "ana"
    assert story.chart.delegate_on(date(2026, 1, 9)) == "marco"
    story.tell(acts.Revoke(delegate="marco"), LUCIA)
    assert story.chart.delegate_on(date(2026, 1, 9)) is None


def test_home_is_everything_that_is_out_and_not_taken():
    story = cast.filled()
    story.tell(cast.home_dose(), MARCO, "2026-01-08 20:00")
    story.tell(acts.HandOver(what=cast.held(1), recipient="lucia"), MARCO)
    assert story.chart.home_units() == 3


def test_a_copy_shares_nothing_that_can_change():
    story = cast.filled(shelves=cast.shelf(10))
    story.tell(acts.Count(hand=BOX, product=TROCHE, units=3), MARCO)
    chart = story.chart
    before = {f.name: repr(getattr(chart, f.name)) for f in fields(Chart) if f.name != "books"}
    held = list(chart.books.items())
    grown = cast.Story(stream=story.stream, now=story.now, entries=list(story.entries))
    grown.chart = chart.copy()
    grown.tell(cast.home_dose(), MARCO, "2026-01-08 20:00")
    grown.tell(acts.SetLevel(level=Level.L3, reason="so"), cast.DR_REYES)
    grown.tell(acts.Stop(prescription=10, reason="rash"), cast.DR_REYES)
    grown.tell(acts.Revoke(delegate="marco"), LUCIA)
    grown.tell(acts.Lose(what=cast.held(1), reason="gone"), MARCO)
    grown.tell(acts.Evaluate(), cast.DR_REYES)
    grown.chart.shelves[cast.INSIDE].apply(Movement(SOURCE, SHELF, TROCHE, "z", 1))
    after = {f.name: repr(getattr(chart, f.name)) for f in fields(Chart) if f.name != "books"}
    assert after == before
    assert list(chart.books.items()) == held
    assert isinstance(grown.chart.books, Books)
