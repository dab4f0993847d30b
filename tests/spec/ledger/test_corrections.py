"""Correct by adding: the struck entry stays, and says nothing any more."""

from datetime import date

from dosekeeper.core import acts
from dosekeeper.core.fold import chart_of
from dosekeeper.core.ledger import TAKEN
from dosekeeper.core.plan import Level
from dosekeeper.core.record import done
from dosekeeper.rulebook import load
from tests import cast
from tests.cast import BOX, DR_REYES, FEMI, MARCO, NELL, SHELF


def strike(story: cast.Story, entry: int) -> int:
    return story.tell(acts.Correct(entry=entry, reason="a slip"), NELL)


def test_the_dose_goes_back_and_both_entries_stay():
    story = cast.filled()
    dose = story.tell(cast.home_dose(), MARCO, "2026-01-08 20:00")
    assert (story.chart.held(BOX), story.chart.books.units(TAKEN)) == (3, 1)
    strike(story, dose)
    assert (story.chart.held(BOX), story.chart.books.units(TAKEN)) == (4, 0)
    assert story.chart.doses == []
    assert story.chart.struck == {dose}
    assert [e.position for e in story.chart.entries] == list(range(1, 15))


def test_folding_again_from_the_beginning_gives_the_same_chart():
    story = cast.filled()
    dose = story.tell(cast.home_dose(), MARCO, "2026-01-08 20:00")
    strike(story, dose)
    level = story.tell(acts.SetLevel(level=Level.L3, reason="by mistake"), DR_REYES)
    strike(story, level)
    story.tell(cast.home_dose(), MARCO, "2026-01-10 20:00")
    again = chart_of(story.stream, story.entries)
    assert again.level is Level.L2
    assert again.struck == story.chart.struck == {dose, level}
    assert list(again.books.items()) == list(story.chart.books.items())
    assert again.doses == story.chart.doses
    assert again.supplies == story.chart.supplies
    assert again.entries == story.chart.entries


def test_a_struck_weight_level_plan_and_evaluation_are_as_if_never_told():
    story = cast.opened()
    for act in (
        acts.Weigh(weight_g=90_000),
        acts.SetLevel(level=Level.L3, reason="by mistake"),
        acts.SetPlan(plan=cast.PLAN, end_point="other", ends_on=date(2026, 3, 1)),
        acts.Evaluate(),
        acts.CheckSource(result=acts.SourceCheck.OTHER, method="register"),
    ):
        before = story.chart.copy()
        entry = story.tell(act, DR_REYES)
        assert entry not in before.struck
        strike(story, entry)
        chart = story.chart
        assert (chart.weight_g, chart.level) == (70_000, Level.L2)
        assert (chart.end_point, chart.ends_on) == ("remission", date(2026, 6, 30))
        assert (chart.evaluations, chart.source_check) == ([], None)


def test_a_struck_fill_gives_the_stock_back_and_the_prescription_its_doses():
    story = cast.prescribed(cast.shelf(6))
    act = acts.Fill(prescription=10, site=cast.INSIDE, recipient="marco", units=4)
    offer = story.tell(act, cast.INES)
    assert story.chart.held(SHELF) == 2
    story.tell(acts.Correct(entry=offer, reason="wrong patient"), cast.INES)
    assert story.chart.held(SHELF) == 6
    assert (story.chart.offers, story.chart.supplies) == ({}, [])
    assert story.chart.scripts[10].units_left == 8


def test_a_struck_use_of_an_override_gives_it_back():
    story = cast.filled()
    waived = story.tell(
        acts.Waive(
            rule="early-fill",
            of_verb="fill",
            reason=acts.WaiveReason.TRAVEL,
            note="away",
            expires_at=cast.at("2026-01-20 09:00"),
        ),
        DR_REYES,
        "2026-01-17 08:00",
    )
    fill = acts.Fill(prescription=10, site=cast.OUTSIDE, recipient="marco", units=4)
    request = story.request(fill, FEMI, "2026-01-17 09:00")
    verdict = story.judge(request, load("article"))
    entry = story.add(done(request, story.chart, verdict), FEMI, request.at, request.at)
    assert waived not in story.chart.waivers
    strike(story, entry)
    assert waived in story.chart.waivers
