"""Facts as plain data: nothing is lost, nothing is guessed, errors name their place."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from dosekeeper.core import acts
from dosekeeper.core.events import Done, Entry, Fact, Refused
from dosekeeper.core.ledger import SOURCE, Hand, Movement
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.plain import from_plain, to_plain
from dosekeeper.core.plan import Level, Order, Place, Plan
from dosekeeper.core.policy import Basis, Cite
from dosekeeper.core.units import BadValueError, Mass
from dosekeeper.core.verdict import Reason, Strength


TROCHE = "ketamine-sublingual-troche-100mg"
AT = datetime(2026, 1, 5, 14, 10, 3, 250, tzinfo=UTC)
PLAN = Plan(product=TROCHE, dose=Mass.mg(100), doses_per_week=2, spacing_hours=48)
BOX = acts.Holding(hand=Hand("delegate:marco"), product=TROCHE, units=1, lot="a1")
REASON = Reason(
    rule="dose-ceiling",
    strength=Strength.CANNOT_TELL,
    finding="weight-stale",
    numbers={"age_days": 91, "route": "sublingual"},
    cite=Cite(basis=Basis.JUDGEMENT, citation="section 1.4", checked_on=date(2026, 1, 2)),
    treated_as=Strength.OVERRIDE,
    clears_at=AT,
    clears_by=("weigh",),
    may_waive=(Role.PRESCRIBER,),
    second=True,
    waived_by=7,
)
EVERY_ACT: list[acts.Act] = [
    acts.TakeDose(
        what=BOX,
        given_by="marco",
        observed_by="marco",
        evidence=acts.Evidence.DELEGATE_OBSERVED,
        systolic=120,
        diastolic=80,
        pulse=70,
    ),
    acts.Count(hand=Hand("delegate:marco"), product=TROCHE, units=0),
    acts.Fill(prescription=4, site="corner", recipient="marco", units=4, record="rx 1"),
    acts.Accept(offer=5),
    acts.HandOver(what=BOX, recipient="ana"),
    acts.Decline(offer=5, reason="not at home"),
    acts.Expire(offer=5),
    acts.Prescribe(
        plan=PLAN,
        doses=8,
        days=28,
        doses_per_fill=4,
        order=Order.AS_NEEDED,
        refills=1,
        group="harbor",
        starts_on=date(2026, 1, 6),
    ),
    acts.Evaluate(scores=(acts.Score("phq-9", 18),), decision=acts.Decision.LOWER, note="ü"),
    acts.Weigh(weight_g=70_000),
    acts.Waste(what=BOX, reason="broken"),
    acts.Return(what=BOX, collector="take-back"),
    acts.Lose(what=BOX, reason="burgled", stolen=True, report="4711"),
    acts.Find(what=BOX, reason="behind the shelf"),
    acts.Correct(entry=3, reason="typed twice"),
    acts.Resolve(case=9, finding=acts.Finding.FOUND, note="there"),
    acts.Waive(
        rule="early-fill",
        of_verb="fill",
        reason=acts.WaiveReason.TRAVEL,
        note="flight",
        expires_at=AT,
    ),
    acts.Contact(task=3, outcome=acts.Outcome.REACHED),
    acts.Stop(prescription=4, reason="enough"),
    acts.SetLevel(level=Level.L2, reason="steady"),
    acts.CheckSource(result=acts.SourceCheck.CLEAR, method="register"),
    acts.Agree(
        vetting=acts.Vetting(adult=True, in_treatment=False, patients=1, paid=False),
        training=acts.Training(version="1", right=6, questions=6),
    ),
    acts.Appoint(
        delegate="marco",
        relation="husband",
        legal_basis="household",
        consent="on paper",
        identity="passport",
        from_on=date(2026, 1, 6),
        backup=True,
    ),
    acts.Identify(delegate="marco", method="passport"),
    acts.Share(topics=(acts.Topic.BODY, acts.Topic.CHECK_INS)),
    acts.Follow(daily=False, by_hour=18),
    acts.CheckIn(mood=0, craving=10, urinary=False, safe=True, worry="rent"),
    acts.Observe(dose=9, condition=acts.Condition.UNWELL, problem="sick twice"),
    acts.Report(concern=acts.Concern.NOT_SAFE_WITH_DELEGATE, private=True),
    acts.Acknowledge(expectation="call-back:2026-01-05", note="I call"),
    acts.SignRound(on=date(2026, 1, 6), listed=12, left=2, note="quiet", instead_of="dr-chen"),
    acts.Revoke(delegate="marco"),
    acts.SetPlan(plan=replace(PLAN, place=Place.CLINIC), ends_on=date(2026, 7, 5)),
    acts.OpenCourse(patient="lucia", clinic="harbor", zone="UTC", policy="article"),
    acts.CloseCourse(reason="well"),
    acts.OpenSite(zone="UTC", policy="article"),
    acts.Receive(product=TROCHE, lot="a1", units=20, supplier="maker"),
]


def entry(fact: Fact) -> Entry:
    return Entry(
        stream="course:lucia",
        position=3,
        fact=fact,
        at=AT,
        recorded_at=AT.astimezone(timezone(timedelta(hours=-5))),
        by=Actor("marco", Role.DELEGATE),
        second=Actor("nell", Role.NURSE),
        policy="article@1",
        key="k 1",
    )


def test_the_examples_hold_every_verb() -> None:
    assert {act.verb for act in EVERY_ACT} == set(acts.ACTS)


@pytest.mark.parametrize("act", EVERY_ACT, ids=lambda act: act.verb)
def test_every_act_comes_back_done_and_refused(act: acts.Act) -> None:
    moved = Movement(SOURCE, Hand("delegate:marco"), TROCHE, "a1", 2)
    for fact in (
        Done(act=act, movements=(moved,), expected=3, reasons=(REASON,)),
        Refused(act=act, reasons=(REASON, REASON), task_due_at=AT),
    ):
        told = to_plain(entry(fact))
        again = from_plain(Entry, told)
        assert again == entry(fact)
        assert to_plain(again) == told
        assert type(again.fact.reasons[0].strength) is Strength
        assert again.recorded_at.utcoffset() == timedelta(0)  # one moment, one spelling


def dose() -> dict[str, object]:
    told = to_plain(EVERY_ACT[0])
    assert isinstance(told, dict)
    return dict(told)


WRONG: list[tuple[dict[str, object], str]] = [
    ({"verb": "inject"}, "act.verb"),
    ({"verb": None}, "act.verb"),
    ({"colour": "red"}, "act.colour"),
    ({"systolic": True}, "act.systolic"),
    ({"systolic": 120.0}, "act.systolic"),
    ({"systolic": "120"}, "act.systolic"),
    ({"systolic": 10**5000}, "act.systolic"),
    ({"given_by": None}, "act.given_by"),
    ({"given_by": "Marco!"}, "act.given_by"),
    ({"evidence": "hearsay"}, "act.evidence"),
    ({"what": []}, "act.what"),
    ({"what": {"hand": "delegate:marco", "product": TROCHE}}, "act.what.units"),
    (
        {"what": {"hand": "marco", "product": TROCHE, "units": 1}},
        "act.what.hand",
    ),
    (
        {"what": {"hand": "delegate:marco", "product": TROCHE, "units": -1}},
        "act.what.units",
    ),
]


@pytest.mark.parametrize(("change", "place"), WRONG)
def test_what_is_wrong_is_refused_with_its_place(change: dict[str, object], place: str) -> None:
    assert from_plain(acts.Act, dose(), "act") == EVERY_ACT[0]
    with pytest.raises(BadValueError) as caught:
        from_plain(acts.Act, dose() | change, "act")
    assert caught.value.field == place
    assert len(caught.value.message) < 400


@pytest.mark.parametrize(
    "instant",
    ["2026-01-05", "2026-01-05T09:10:00", "20260105T0910Z", "2026-02-29T09:10:00Z", 0, None],
)
def test_an_instant_has_a_day_a_time_and_a_zone(instant: object) -> None:
    told = to_plain(entry(Done(act=EVERY_ACT[3])))
    assert isinstance(told, dict)
    with pytest.raises(BadValueError) as caught:
        from_plain(Entry, told | {"at": instant})
    assert caught.value.field == "at"


def test_a_list_names_the_item_at_fault() -> None:
    scores: list[object] = [
        {"instrument": "phq-9", "value": 3},
        {"instrument": "phq-2", "value": -1},
    ]
    with pytest.raises(BadValueError) as caught:
        from_plain(acts.Evaluate, {"scores": scores})
    assert caught.value.field == "scores.1.value"


def test_a_verb_known_from_outside_need_not_be_repeated_but_must_not_lie() -> None:
    assert from_plain(acts.Accept, {"offer": 5}) == acts.Accept(offer=5)
    with pytest.raises(BadValueError):
        from_plain(acts.Accept, {"offer": 5, "verb": "decline"})


def test_a_refusal_without_reasons_or_task_is_no_fact() -> None:
    told = to_plain(Refused(act=EVERY_ACT[2], reasons=(REASON,), task_due_at=AT))
    assert isinstance(told, dict)
    changes: list[dict[str, Any]] = [{"reasons": []}, {"task_due_at": None}]
    for change in changes:
        with pytest.raises(BadValueError):
            from_plain(Fact, told | change)


def test_text_that_no_file_can_keep_is_refused() -> None:
    with pytest.raises(BadValueError):
        from_plain(acts.CloseCourse, {"reason": "well \ud800"})
