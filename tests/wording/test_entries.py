"""One line of the timeline for every verb, done and refused."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dosekeeper.core import acts
from dosekeeper.core.events import Done, Entry, Refused
from dosekeeper.core.ledger import Hand, Movement
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.plan import Level, Plan
from dosekeeper.core.units import Mass
from dosekeeper.core.verdict import Reason, Strength
from dosekeeper.wording import entry_sentence
from dosekeeper.wording.words import words


TROCHE = "ketamine-sublingual-troche-100mg"
BOX = Hand("delegate:marco")
OFFER = Hand("offer:lucia.7")
NAMES = {"marco": "Marco", "lucia": "Lucia", "dr-chen": "Dr Chen", "nell": "Nell"}
AT = datetime(2026, 1, 5, 14, 10, tzinfo=UTC)
PLAN = Plan(product=TROCHE, dose=Mass.mg(100), doses_per_week=2, spacing_hours=48)
FOUR = acts.Holding(hand=BOX, product=TROCHE, units=4)
ONE = replace(FOUR, units=1)


def moved(giver: str, taker: str, units: int) -> tuple[Movement, ...]:
    return (Movement(Hand(giver), Hand(taker), TROCHE, "k1", units),)


# act, what it moves, its line when done, its line when refused
LINES: list[tuple[acts.Act, tuple[Movement, ...], str, str]] = [
    (
        acts.OpenCourse(patient="lucia", clinic="harbor-clinic", policy="article", zone="UTC"),
        (),
        "opened the course under the policy article",
        "asked to open the course under the policy article: refused",
    ),
    (
        acts.SetPlan(plan=PLAN, end_point="remission", ends_on=date(2026, 4, 5)),
        (),
        "planned 100 mg ketamine 100 mg sublingual troche, 2 doses a week, at least 48 h apart",
        "asked to plan 100 mg ketamine 100 mg sublingual troche, 2 doses a week: refused",
    ),
    (acts.Agree(), (), "agreed to the course", "asked to agree to the course: refused"),
    (
        acts.Appoint(delegate="marco", relation="husband", legal_basis="household"),
        (),
        "appointed Marco (husband) to hold the doses",
        "asked to appoint Marco (husband): refused",
    ),
    (
        acts.Revoke(delegate="marco"),
        (),
        "ended the role of Marco",
        "asked to end the role of Marco: refused",
    ),
    (
        acts.Weigh(weight_g=70_500),
        (),
        "weighed 70.5 kg",
        "asked to record a weight of 70.5 kg: refused",
    ),
    (
        acts.Evaluate(scores=(acts.Score("phq-9", 18), acts.Score("craving", 1))),
        (),
        "evaluated: continue; phq-9 18, craving 1",
        "asked to sign an evaluation: continue: refused",
    ),
    (
        acts.SetLevel(level=Level.L2, reason="all counts agree"),
        (),
        "set level 2: all counts agree",
        "asked to set level 2: refused",
    ),
    (
        acts.CheckSource(result=acts.SourceCheck.CLEAR, method="state register"),
        (),
        "looked for another source: none found (state register)",
        "asked to record a look for another source: none found: refused",
    ),
    (
        acts.Prescribe(plan=PLAN, doses=8, days=28, doses_per_fill=4),
        (),
        "prescribed 8 doses of 100 mg for 28 days, 4 doses a fill",
        "asked to prescribe 8 doses of 100 mg for 28 days: refused",
    ),
    (
        acts.Stop(prescription=5, reason="side effects"),
        (),
        "stopped prescription 5: side effects",
        "asked to stop prescription 5: refused",
    ),
    (
        acts.Fill(prescription=5, site="corner-pharmacy", recipient="marco", units=4),
        moved("source", OFFER, 4),
        "filled 4 troches for Marco at corner-pharmacy",
        "asked to fill 4 units for Marco at corner-pharmacy: refused",
    ),
    (
        acts.HandOver(what=FOUR, recipient="lucia"),
        moved(BOX, OFFER, 4),
        "offered 4 troches of Marco's box to Lucia",
        "asked to hand 4 troches of Marco's box to Lucia: refused",
    ),
    (
        acts.Accept(offer=7),
        moved(OFFER, BOX, 4),
        "accepted 4 troches",
        "asked to accept offer 7: refused",
    ),
    (
        acts.Decline(offer=7),
        moved(OFFER, "source", 4),
        "did not take 4 troches",
        "asked to decline offer 7: refused",
    ),
    (
        acts.Expire(offer=7),
        moved(OFFER, "source", 4),
        "called 4 troches back, which nobody had taken",
        "asked to call offer 7 back: refused",
    ),
    (
        acts.TakeDose(what=ONE, given_by="marco", evidence=acts.Evidence.DELEGATE_OBSERVED),
        moved(BOX, "taken", 1),
        "recorded 1 troche taken, given by Marco, observed by the trusted person",
        "asked to record 1 troche taken, given by Marco: refused",
    ),
    (
        acts.Count(hand=BOX, product=TROCHE, units=3),
        (),
        "counted 3 troches in Marco's box",
        "asked to count 3 troches in Marco's box: refused",
    ),
    (
        acts.Resolve(case=9, finding=acts.Finding.MISCOUNT, note="counted again"),
        (),
        "closed difference 9: counted wrongly",
        "asked to close difference 9: refused",
    ),
    (
        acts.Waste(what=ONE, reason="broken"),
        moved(BOX, "wasted", 1),
        "wasted 1 troche of Marco's box: broken",
        "asked to waste 1 troche of Marco's box: refused",
    ),
    (
        acts.Return(what=FOUR, collector="take-back point"),
        moved(BOX, "returned", 4),
        "returned 4 troches of Marco's box for destruction, to take-back point",
        "asked to return 4 troches of Marco's box: refused",
    ),
    (
        acts.Lose(what=ONE, reason="left on a train"),
        moved(BOX, "unaccounted", 1),
        "reported 1 troche of Marco's box lost: left on a train",
        "asked to report 1 troche of Marco's box lost: refused",
    ),
    (
        acts.Find(what=ONE, reason="in the other coat"),
        moved("unaccounted", BOX, 1),
        "found 1 troche again for Marco's box: in the other coat",
        "asked to record 1 troche found for Marco's box: refused",
    ),
    (
        acts.Correct(entry=12, reason="a slip"),
        (),
        "corrected entry 12: a slip",
        "asked to correct entry 12: refused",
    ),
    (
        acts.Waive(
            rule="early-fill",
            of_verb="fill",
            reason=acts.WaiveReason.TRAVEL,
            note="back on Friday",
            expires_at=AT,
        ),
        (),
        "lifted the rule 'Early fill' once for 'fill': travel",
        "asked to lift the rule 'Early fill' once for 'fill': refused",
    ),
    (
        acts.Contact(task=14, outcome=acts.Outcome.LEFT_WORD),
        (),
        "answered task 14: left word",
        "asked to answer task 14: refused",
    ),
    (
        acts.CloseCourse(reason="remission"),
        (),
        "closed the course: remission",
        "asked to close the course: refused",
    ),
    (
        acts.OpenSite(zone="UTC", policy="article"),
        (),
        "began to keep this site's stock under the policy article",
        "asked to begin keeping this site's stock: refused",
    ),
    (
        acts.Receive(product=TROCHE, lot="k1", units=40, supplier="Maker"),
        moved("source", "stock:main", 40),
        "received 40 troches from Maker, lot k1",
        "asked to receive 40 troches from Maker: refused",
    ),
    (
        acts.Identify(delegate="marco", method="passport"),
        (),
        "saw who Marco is: passport",
        "asked to write down who Marco is: refused",
    ),
    (
        acts.Share(topics=(acts.Topic.CHECK_INS, acts.Topic.BODY)),
        (),
        "lets the trusted person see: the check-ins, weight, blood pressure and pulse",
        (
            "asked to let the trusted person see: the check-ins, weight, blood pressure and"
            " pulse: refused"
        ),
    ),
    (
        acts.Follow(by_hour=21),
        (),
        "set up the daily check-in, to be answered by 21:00",
        "asked to change the daily check-in: refused",
    ),
    (
        acts.CheckIn(mood=0, craving=1, extra_doses=1, urinary=False, safe=True, worry="rent"),
        (),
        'checked in: mood 0, craving 1, extra doses 1, safe, worried: "rent"',
        "asked to check in: refused",
    ),
    (
        acts.Observe(dose=12, condition=acts.Condition.DROWSY),
        (),
        "saw the patient drowsy after dose 12",
        "asked to write down how the patient is after dose 12: refused",
    ),
    (
        acts.Report(concern=acts.Concern.BOX, text="two are missing"),
        (),
        'said that something is wrong: something about the box, "two are missing"',
        "asked to say that something is wrong: something about the box: refused",
    ),
    (
        acts.Acknowledge(expectation="call-back:2026-01-05"),
        (),
        "took on what is due: a count that was called for",
        "asked to take on what is due: a count that was called for: refused",
    ),
    (
        acts.SignRound(on=date(2026, 1, 5), listed=12, left=2),
        (),
        "signed the round of 5 Jan 2026: 12 listed, 2 open",
        "asked to sign the round of 5 Jan 2026: refused",
    ),
]
NO = Reason(rule="holder", finding="not-yours", strength=Strength.REFUSE)


def entry(fact: Done | Refused, **more) -> Entry:
    return Entry(
        stream="course:lucia",
        position=20,
        fact=fact,
        at=AT,
        recorded_at=AT,
        by=Actor("nell", Role.NURSE),
        **more,
    )


def test_every_verb_has_its_lines_and_its_example():
    assert set(words()["entries"]) == set(acts.ACTS)
    assert {type(act) for act, *_ in LINES} == set(acts.ACTS.values())


@pytest.mark.parametrize(
    ("act", "moves", "line", "_"), LINES, ids=lambda x: getattr(x, "verb", "")
)
def test_what_was_done(act, moves, line, _):
    assert entry_sentence(entry(Done(act=act, movements=moves)), NAMES) == line


@pytest.mark.parametrize(
    ("act", "_", "__", "line"), LINES, ids=lambda x: getattr(x, "verb", "")
)
def test_what_was_refused(act, _, __, line):
    assert entry_sentence(entry(Refused(act=act, reasons=(NO,), task_due_at=AT)), NAMES) == line


@pytest.mark.parametrize(
    ("act", "line"),
    [
        (acts.Share(), "lets the trusted person see: nothing but the box and its doses"),
        (acts.Follow(daily=False), "ended the daily check-in"),
        (acts.CheckIn(extra_doses=0, alcohol=False), "checked in"),
        (acts.CheckIn(alcohol=True, safe=False), "checked in: alcohol, not safe"),
        (
            acts.Observe(dose=12, condition=acts.Condition.WELL, ended=True),
            "saw the patient well after dose 12, and ended the watch",
        ),
        (
            acts.Report(concern=acts.Concern.DESPAIR, private=True),
            "said that something is wrong: despair",
        ),
        (
            acts.SignRound(on=date(2026, 1, 5), listed=2, instead_of="marco"),
            "signed the round of 5 Jan 2026 instead of Marco: 2 listed, 0 open",
        ),
    ],
)
def test_what_was_done_another_way(act, line):
    assert entry_sentence(entry(Done(act=act)), NAMES) == line


def test_what_could_not_be_checked_was_not_refused():
    act = acts.Accept(offer=7)
    unsure = replace(NO, strength=Strength.CANNOT_TELL)
    fact = Refused(act=act, reasons=(unsure,), task_due_at=AT)
    assert entry_sentence(entry(fact)) == "asked to accept offer 7: could not be checked"


def test_a_count_that_differs_says_what_the_books_say():
    act = acts.Count(hand=BOX, product=TROCHE, units=2)
    line = "counted 2 troches in Marco's box; the books say 3"
    assert entry_sentence(entry(Done(act=act, expected=3)), NAMES) == line


def test_the_second_person_is_named():
    act = acts.Waste(what=ONE, reason="broken")
    done = Done(act=act, movements=moved(BOX, "wasted", 1))
    witnessed = entry(done, second=Actor("dr-chen", Role.PRESCRIBER))
    line = "wasted 1 troche of Marco's box: broken, with Dr Chen"
    assert entry_sentence(witnessed, NAMES) == line


def test_text_with_braces_is_text():
    act = acts.CloseCourse(reason="{0} {unknown} {reason.__class__}")
    line = "closed the course: {0} {unknown} {reason.__class__}"
    assert entry_sentence(entry(Done(act=act))) == line


def test_every_word_of_the_frames_and_counts_is_used():
    """The tables that code names; each by a test above or in test_words."""
    assert set(words()) == {
        "rules",
        "entries",
        "frames",
        "looks",
        "notices",
        "panel",
        "counted",
        "units",
        "labels",
    }
    assert set(words()["frames"]) == {
        "answers",
        "clears-at",
        "clears-itself",
        "instead",
        "refused",
        "scores",
        "second",
        "told",
        "unchecked",
        "unknown-reason",
        "waive",
        "waive-second",
        "worry",
    }
