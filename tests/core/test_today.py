"""What a course needs today: every need at its first moment, and none a moment before."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dosekeeper.core import acts
from dosekeeper.core.acts import Decision
from dosekeeper.core.around import open_losses
from dosekeeper.core.due import Kind, due
from dosekeeper.core.follow_up import first_asked_on, missed_in_a_row
from dosekeeper.core.gates import judge
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.round import Why, looks
from dosekeeper.core.today import (
    FOR,
    Limits,
    Need,
    Standing,
    first_for,
    limits_of,
    missed_days,
    needs,
    next_dose_at,
    next_fill_on,
    rank,
)
from dosekeeper.rulebook import load
from dosekeeper.store.projections import projected
from tests.cast import (
    BOX,
    DR_REYES,
    FEMI,
    MARCO,
    NELL,
    PLAN,
    Story,
    at,
    held,
    home_dose,
    prescription,
)


TODAY = date(2026, 1, 30)
NOW = datetime(2026, 1, 30, 15, 0, tzinfo=UTC)
LIMITS = Limits(
    evaluation_days=30,
    evaluation_warn_days=23,
    fill_free_days=2,
    offer_hours=48,
    missed_warn_days=2,
)
QUIET = Standing(
    closed_at=None,
    task_due_at=None,
    open_losses=0,
    open_cases=0,
    other_source=False,
    decision="continue",
    evaluated_on=TODAY - timedelta(days=10),
    offered_at=None,
    place="home",
    dose_due_at=NOW,
    runs_out_on=TODAY + timedelta(days=9),
    script_ends_on=TODAY + timedelta(days=18),
    script_units_left=4,
    zone="America/New_York",
    asked_from_on=TODAY - timedelta(days=20),
    answered_on=TODAY - timedelta(days=1),
)


def asked(**changes: object) -> tuple[Need, ...]:
    return needs(replace(QUIET, **changes), LIMITS, TODAY, NOW)  # type: ignore[arg-type]


def test_a_course_in_order_needs_nothing():
    assert asked() == ()


def test_a_closed_course_needs_nothing_but_the_call_that_is_owed():
    assert asked(closed_at=NOW, open_cases=1, open_losses=1) == ()
    late = asked(closed_at=NOW, open_cases=1, open_losses=1, task_due_at=NOW)
    assert late == (Need.CALL_LATE,)


@pytest.mark.parametrize(
    ("changes", "need"),
    [
        ({"task_due_at": NOW}, Need.CALL_LATE),
        ({"task_due_at": NOW + timedelta(seconds=1)}, Need.CALL),
        ({"open_losses": 1}, Need.LOSS),
        ({"open_cases": 1}, Need.COUNT),
        ({"other_source": True}, Need.SOURCE),
        ({"evaluated_on": None, "decision": ""}, Need.NEVER_EVALUATED),
        ({"evaluated_on": TODAY - timedelta(days=31)}, Need.EVALUATION_LATE),
        ({"evaluated_on": TODAY - timedelta(days=30)}, Need.EVALUATION_SOON),
        ({"evaluated_on": TODAY - timedelta(days=23)}, Need.EVALUATION_SOON),
        ({"evaluated_on": TODAY - timedelta(days=22)}, None),
        (
            {"evaluated_on": TODAY - timedelta(days=31), "decision": str(Decision.STOP)},
            None,
        ),
        ({"offered_at": NOW - timedelta(hours=48)}, Need.OFFER_LATE),
        ({"offered_at": NOW - timedelta(hours=47)}, Need.OFFER),
        ({"runs_out_on": TODAY + timedelta(days=2)}, Need.FILL),
        ({"runs_out_on": TODAY + timedelta(days=3)}, None),
        ({"runs_out_on": None}, Need.FILL),
        ({"runs_out_on": None, "script_units_left": 0}, None),
        ({"runs_out_on": None, "script_ends_on": TODAY - timedelta(days=1)}, None),
        ({"runs_out_on": None, "script_ends_on": None}, None),
        ({"runs_out_on": None, "offered_at": NOW}, Need.OFFER),
        ({"place": "clinic", "dose_due_at": NOW + timedelta(hours=11)}, Need.DOSE),
        ({"place": "clinic", "dose_due_at": NOW + timedelta(hours=12)}, None),
        ({"place": "clinic", "dose_due_at": None, "runs_out_on": None}, None),
        ({"answered_on": TODAY}, None),
        ({"answered_on": TODAY - timedelta(days=2)}, None),
        ({"answered_on": TODAY - timedelta(days=3)}, Need.MISSED),
        ({"answered_on": None}, Need.MISSED),
        ({"answered_on": None, "asked_from_on": TODAY - timedelta(days=1)}, None),
        ({"answered_on": None, "asked_from_on": TODAY - timedelta(days=2)}, Need.MISSED),
        ({"answered_on": TODAY - timedelta(days=9), "asked_from_on": TODAY}, None),
        ({"asked_from_on": None, "answered_on": None}, Need.FOLLOW),
        ({"asked_from_on": None, "script_ends_on": TODAY - timedelta(days=1)}, None),
        ({"asked_from_on": None, "script_ends_on": None}, None),
        ({"asked_from_on": None, "place": "clinic", "dose_due_at": None}, None),
    ],
)
def test_a_need_begins_and_ends_where_the_rule_does(changes, need):
    assert asked(**changes) == ((need,) if need else ())


@pytest.mark.parametrize(
    "first",
    [
        {"open_losses": 1},
        {"open_cases": 1},
        {"other_source": True},
        {"decision": str(Decision.PAUSE)},
        {"decision": str(Decision.STOP)},
        {"evaluated_on": None, "decision": ""},
        {"evaluated_on": TODAY - timedelta(days=31)},
    ],
)
def test_a_fill_that_has_to_wait_for_somebody_is_not_due(first):
    assert Need.FILL in asked(runs_out_on=None)
    assert Need.FILL not in asked(runs_out_on=None, **first)


def test_the_worst_comes_first():
    found = asked(
        task_due_at=NOW + timedelta(hours=1),
        open_losses=1,
        open_cases=1,
        other_source=True,
        evaluated_on=TODAY - timedelta(days=25),
        offered_at=NOW - timedelta(days=3),
    )
    assert found == (
        Need.CALL,
        Need.LOSS,
        Need.COUNT,
        Need.SOURCE,
        Need.OFFER_LATE,
        Need.EVALUATION_SOON,
    )
    assert [rank(need) for need in found] == sorted(rank(need) for need in found)
    assert first_for(Role.PHARMACIST, found) is Need.OFFER_LATE
    assert first_for(Role.NURSE, found) is Need.CALL
    assert first_for(Role.PATIENT, found) is None


def test_every_need_is_somebodys_or_stands_in_the_round_and_every_role_is_named():
    only_the_doctors = {Need.NEVER_EVALUATED, Need.EVALUATION_SOON}
    assert set().union(*FOR.values()) == set(Need) - only_the_doctors
    assert FOR[Role.PRESCRIBER] == frozenset()
    assert set(FOR) == set(Role)


def test_the_limits_are_the_policys():
    assert limits_of(load("article"), TODAY) == LIMITS


def filled() -> Story:
    story = Story()
    story.tell(
        acts.OpenCourse(
            patient="lucia", clinic="harbor-clinic", zone="America/New_York", policy="article"
        ),
        DR_REYES,
    )
    story.tell(acts.SetPlan(plan=PLAN), DR_REYES)
    script = story.tell(prescription(), DR_REYES)
    fill = acts.Fill(prescription=script, site="corner-pharmacy", recipient="marco", units=4)
    offer = story.tell(fill, FEMI)
    story.tell(acts.Accept(offer=offer), MARCO)
    return story


def test_a_list_counts_missed_days_as_the_chart_does():
    nell, lucia = Actor("nell", Role.NURSE), Actor("lucia", Role.PATIENT)
    for follow, answers in ((1, ()), (1, (3,)), (1, (2, 5)), (3, (2,)), (None, (2,))):
        trial = filled()
        for day in range(1, 7):
            if day == follow:
                trial.tell(acts.Follow(), nell, f"2026-01-{day + 5:02} 09:00")
            if day in answers:
                trial.tell(acts.CheckIn(mood=5), lucia, f"2026-01-{day + 5:02} 10:00")
        chart = trial.chart
        standing = replace(
            QUIET,
            asked_from_on=first_asked_on(chart),
            answered_on=max((c.on for c in chart.check_ins), default=None),
        )
        for half_hours in range(48 * 7):
            now = at("2026-01-11 21:00") + timedelta(minutes=30 * half_hours)
            assert missed_days(standing, now) == missed_in_a_row(chart, now)


@pytest.mark.parametrize("midnight", ["2026-01-11", "2026-03-08", "2026-11-01"])
def test_gate_list_and_messages_count_the_same_missed_days_all_night(midnight: str):
    """The nights to the 8th of March and the 1st of November have 23 and 25 hours."""
    policy = load("article")
    there = at(f"{midnight} 00:00")
    story = filled()
    story.tell(acts.Follow(), NELL, there - timedelta(days=4, hours=-12))
    standing = replace(QUIET, asked_from_on=first_asked_on(story.chart), answered_on=None)
    for minutes, expected in ((-1, 2), (0, 2), (30, 2), (239, 2), (240, 3), (241, 3)):
        now = there + timedelta(minutes=minutes)
        [due_of] = [e.number for e in due(story.chart, policy, now) if e.kind is Kind.MISSED]
        spoken = story.chart, policy, now
        request = acts.Request(act=home_dose(), by=MARCO, at=now)
        [said] = [r for r in judge(request, *spoken).reasons if r.rule == "check-in-due"]
        assert [due_of, said.numbers["missed_days"], missed_days(standing, now)] == [
            expected
        ] * 3


def test_the_next_fill_is_free_two_days_before_the_supply_runs_out():
    chart = filled().chart
    assert chart.opened_at is not None
    begun = chart.day(chart.opened_at)
    assert chart.runs_out_on == begun + timedelta(days=14)
    assert next_fill_on(chart, LIMITS, begun) == begun + timedelta(days=12)
    assert next_fill_on(chart, LIMITS, begun + timedelta(days=20)) == begun + timedelta(days=20)
    assert next_fill_on(chart, LIMITS, begun + timedelta(days=28)) is None
    assert next_fill_on(Story().chart, LIMITS, begun) is None


def test_the_next_dose_is_spread_over_the_week_and_never_inside_the_spacing():
    story = filled()
    assert next_dose_at(Story().chart) is None
    assert next_dose_at(story.chart) == story.chart.opened_at
    story.tell(home_dose(), MARCO, "2026-01-06 20:00")
    last_at = story.chart.doses[-1].at
    assert next_dose_at(story.chart) == last_at + timedelta(hours=84)
    tight = replace(PLAN, doses_per_week=7, spacing_hours=48)
    story.tell(acts.SetPlan(plan=tight), DR_REYES)
    assert next_dose_at(story.chart) == last_at + timedelta(hours=48)


def test_a_loss_is_open_until_an_evaluation_after_it():
    story = filled()
    assert open_losses(story.chart) == ()
    story.tell(acts.Lose(what=held(1, BOX), reason="gone"), MARCO)
    assert [loss.reviewed for loss in open_losses(story.chart)] == [False]
    story.tell(acts.Evaluate(), DR_REYES)
    assert open_losses(story.chart) == ()


def test_a_theft_is_open_until_it_was_reported_as_well():
    """The list, the round and the rule before a fill say the same of it."""
    story = filled()
    stolen = acts.Lose(what=held(1, BOX), reason="the bag", stolen=True)
    entry = story.tell(stolen, MARCO)
    story.tell(acts.Evaluate(), DR_REYES)
    fill = acts.Fill(prescription=4, site="corner-pharmacy", recipient="marco", units=1)
    said = story.judge(story.request(fill, FEMI), load("article")).reasons
    assert [r.finding for r in said if r.rule == "loss-reviewed"] == ["theft-not-reported"]
    assert [(loss.entry.position, loss.reviewed) for loss in open_losses(story.chart)] == [
        (entry, True)
    ]
    index = projected(story.chart).index
    assert index is not None
    assert index.open_losses == 1
    [look] = [w for w in looks(story.chart, load("article"), story.now) if w.why is Why.LOSS]
    assert (look.finding, look.evidence, look.settled_by) == (
        "theft-not-reported",
        (entry,),
        ("correct", "lost"),
    )
    story.tell(acts.Correct(entry=entry, reason="its report"), NELL, second=DR_REYES)
    story.tell(replace(stolen, report="26-1147"), MARCO, story.now - timedelta(minutes=3))
    story.tell(acts.Evaluate(), DR_REYES)
    assert open_losses(story.chart) == ()
