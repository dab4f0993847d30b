"""From a journal to a chart: what each act changes, and what it does not."""

from dataclasses import fields
from datetime import date, timedelta

import pytest

from dosekeeper.core import acts
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Done, Entry, Refused
from dosekeeper.core.fold import chart_of, step
from dosekeeper.core.ledger import ShortError
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.plan import Level, Plan
from dosekeeper.core.record import done
from dosekeeper.core.units import Mass
from dosekeeper.core.verdict import Reason, Strength
from tests import cast
from tests.cast import BOX, DR_REYES, FEMI, LUCIA, MARCO, NELL


def test_the_beginning_says_whose_course_where_and_under_what():
    chart = cast.opened().chart
    assert (chart.patient, chart.clinic, chart.policy) == ("lucia", "harbor-clinic", "article")
    assert chart.zone.key == "America/New_York"
    assert chart.opened_at == cast.BEGIN
    assert (chart.weight_g, chart.level, chart.plan) == (70_000, Level.L2, cast.PLAN)
    assert set(chart.agreed) == {LUCIA, DR_REYES, MARCO}


def test_a_prescription_ends_with_its_last_day():
    story = cast.opened()
    story.tell(cast.prescription(), DR_REYES, "2026-01-05 23:59")
    script = next(iter(story.chart.scripts.values()))
    assert (script.starts_on, script.ends_on) == (date(2026, 1, 5), date(2026, 2, 1))
    story.tell(cast.prescription(starts_on=date(2028, 2, 10)), DR_REYES)
    script = list(story.chart.scripts.values())[-1]
    assert (script.starts_on, script.ends_on) == (date(2028, 2, 10), date(2028, 3, 8))
    assert script.prescriber == "dr-reyes"


def test_a_prescription_brings_its_plan():
    story = cast.opened()
    half = Plan(
        product=cast.TROCHE.replace("100mg", "50mg"),
        dose=Mass.mg(50),
        doses_per_week=1,
        spacing_hours=72,
    )
    story.tell(cast.prescription(plan=half), DR_REYES)
    assert story.chart.plan == half


def test_units_left_are_of_the_product_not_doses():
    story = cast.opened()
    two = Plan(
        product=cast.TROCHE.replace("100mg", "50mg"),
        dose=Mass.mg(100),
        doses_per_week=2,
        spacing_hours=48,
    )
    script = story.tell(cast.prescription(plan=two), DR_REYES)
    fill = acts.Fill(prescription=script, site="corner", recipient="marco", units=6)
    story.tell(fill, FEMI)
    assert story.chart.scripts[script].units_left == 10
    (supply,) = story.chart.supplies
    assert (supply.units, supply.days, supply.site) == (6, 11, "corner")


def test_a_dose_is_remembered_with_its_mass_and_the_clinics_day():
    story = cast.filled()
    story.tell(cast.home_dose(), MARCO, "2026-01-07 23:30")
    (dose,) = story.chart.doses
    assert (dose.mass, dose.on) == (Mass.mg(100), date(2026, 1, 7))
    assert dose.at == cast.at("2026-01-07 23:30")


def test_a_second_appointment_asks_for_a_second_signature():
    story = cast.opened()
    assert story.chart.trusts["marco"].accepted_at is not None
    story.tell(
        acts.Appoint(delegate="marco", relation="husband", legal_basis="household"), LUCIA
    )
    accepted: list[object] = [story.chart.trusts["marco"].accepted_at]
    for actor in (Actor("marco", Role.PATIENT), MARCO):  # not in another role
        story.tell(acts.Agree(), actor)
        accepted.append(story.chart.trusts["marco"].accepted_at)
    assert accepted == [None, None, story.now]


def test_the_youngest_weight_counts_not_the_one_told_last():
    story = cast.opened()
    story.tell(acts.Weigh(weight_g=60_000), NELL, "2026-01-08 09:00")
    story.tell(
        acts.Weigh(weight_g=80_000), NELL, "2026-01-07 09:00", recorded="2026-01-08 10:00"
    )
    assert story.chart.weight_g == 60_000
    assert story.chart.weighed_at == cast.at("2026-01-08 09:00")
    story.tell(
        acts.Weigh(weight_g=61_000), NELL, "2026-01-08 09:00", recorded="2026-01-08 11:00"
    )
    assert story.chart.weight_g == 61_000


def refused(position: int, story: cast.Story) -> Entry:
    reason = Reason(rule="early-fill", strength=Strength.REFUSE, finding="too-early")
    act = acts.Fill(prescription=10, site="corner", recipient="marco", units=4)
    return Entry(
        stream=story.stream,
        position=position,
        fact=Refused(act=act, reasons=(reason,), task_due_at=story.now + timedelta(hours=4)),
        at=story.now,
        recorded_at=story.now,
        by=FEMI,
    )


@pytest.mark.parametrize("outcome", acts.Outcome)
def test_a_task_ends_when_the_patient_is_reached(outcome: acts.Outcome):
    story = cast.filled()
    step(story.chart, refused(13, story))
    (task,) = story.chart.tasks.values()
    assert (task.position, task.verb, task.opened_at) == (13, "fill", story.now)
    assert task.due_at == story.now + timedelta(hours=4)
    story.tell(acts.Contact(task=13, outcome=outcome), NELL)
    trying = {acts.Outcome.LEFT_WORD, acts.Outcome.NOT_REACHED}
    assert (13 in story.chart.tasks) is (outcome in trying)


def test_a_refusal_moves_nothing():
    story = cast.filled()
    before = list(story.chart.books.items())
    step(story.chart, refused(13, story))
    assert list(story.chart.books.items()) == before
    assert len(story.chart.supplies) == 1
    assert story.chart.position == 13


def test_an_override_is_spent_by_the_act_it_lifted():
    story = cast.filled()
    waive = acts.Waive(
        rule="vitals",
        of_verb="dose",
        reason=acts.WaiveReason.CLINICAL_NEED,
        note="no cuff",
        expires_at=story.now + timedelta(days=1),
    )
    first, second = story.tell(waive, NELL), story.tell(waive, NELL)
    lifted = Reason(
        rule="vitals", strength=Strength.OVERRIDE, finding="pulse-missing", waived_by=first
    )
    dose = done(story.request(cast.home_dose(), MARCO), story.chart)
    story.add(
        Done(act=dose.act, movements=dose.movements, reasons=(lifted,)),
        MARCO,
        story.now,
        story.now,
    )
    assert list(story.chart.waivers) == [second]


def test_a_journal_in_which_a_hand_falls_below_zero_is_no_journal():
    story = cast.filled(units=1)
    story.tell(cast.home_dose(), MARCO, "2026-01-08 20:00")
    again = story.entries[-1]
    with pytest.raises(ShortError):
        chart_of(story.stream, [*story.entries, again])


def test_shelves_are_the_stock_before_the_first_entry_and_are_left_alone():
    shelves = cast.shelf(10)
    story = cast.filled(shelves=shelves)
    chart = chart_of(story.stream, story.entries, shelves)
    assert chart.shelves[cast.INSIDE].units(cast.SHELF) == 6
    assert shelves[cast.INSIDE].units(cast.SHELF) == 10
    assert chart.held(BOX) == 4


def test_a_journal_folded_at_once_is_the_same_chart_as_entry_by_entry():
    story = cast.filled()
    wrong = story.tell(acts.Weigh(weight_g=96_000), cast.NELL)
    story.tell(acts.Correct(entry=wrong, reason="another patient"), cast.NELL)
    evaluated = story.tell(acts.Evaluate(), cast.DR_REYES)
    story.tell(acts.Weigh(weight_g=69_000), cast.NELL)
    story.tell(acts.Correct(entry=evaluated, reason="not signed by her"), cast.DR_REYES)
    at_once, by_entry = chart_of(story.stream, story.entries), Chart(story.stream)
    for entry in story.entries:
        step(by_entry, entry)
    assert at_once.struck == {wrong, evaluated}
    for field in fields(Chart):
        one, other = getattr(at_once, field.name), getattr(by_entry, field.name)
        if field.name == "books":
            one, other = list(one.items()), list(other.items())
        assert one == other, field.name


def test_closing_closes():
    story = cast.opened()
    story.tell(acts.CloseCourse(reason="in remission"), DR_REYES)
    assert story.chart.closed_at == story.now


def test_who_is_appointed_again_comes_last_and_who_never_was_ends_nothing():
    story = cast.opened()
    for who in ("ana", "marco"):
        story.tell(
            acts.Appoint(delegate=who, relation="family", legal_basis="household"), LUCIA
        )
        story.tell(acts.Agree(), Actor(who, Role.DELEGATE))
    assert list(story.chart.trusts) == ["ana", "marco"]
    assert story.chart.delegate_on(date(2026, 1, 6)) == "marco"
    story.tell(acts.Revoke(delegate="oscar"), LUCIA)
    assert [t.revoked_at for t in story.chart.trusts.values()] == [None, None]


def test_of_two_looks_at_one_moment_the_one_told_last_counts():
    story = cast.opened()
    for result in (acts.SourceCheck.UNCHECKED, acts.SourceCheck.CLEAR):
        look = acts.CheckSource(result=result, method="register")
        story.tell(look, FEMI, "2026-01-08 09:00")
    assert story.chart.source_check is not None
    assert story.chart.source_check.result is acts.SourceCheck.CLEAR
