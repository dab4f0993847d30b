"""The fact an act leaves behind."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dosekeeper.core import acts
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import CUTS_OFF, Done, Entry, Refused
from dosekeeper.core.fold import step
from dosekeeper.core.ledger import RETURNED, TAKEN, Hand, Movement, ShortError
from dosekeeper.core.record import done, entry_at, movements_of, refused, unlike_its_act
from dosekeeper.core.units import BadValueError
from dosekeeper.core.verdict import Reason, Strength, Verdict
from tests import cast
from tests.cast import BOX, MARCO


NO = Verdict(reasons=(Reason(rule="early-fill", strength=Strength.REFUSE, finding="early"),))
FILL = acts.Fill(prescription=10, site=cast.OUTSIDE, recipient="marco", units=4)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-01-08 09:00", "2026-01-09 00:00"),
        ("2026-01-08 19:59", "2026-01-09 00:00"),
        ("2026-01-08 20:00", "2026-01-09 00:00"),
        ("2026-01-08 20:01", "2026-01-09 00:01"),
        ("2026-01-08 23:59", "2026-01-09 03:59"),
        # The clocks go back at two: four real hours from 23:30 are 02:30 on the wall.
        ("2027-11-06 23:30", "2027-11-07 02:30"),
        ("2027-03-13 23:30", "2027-03-14 04:30"),
    ],
)
def test_who_is_cut_off_is_called_the_same_day_or_within_four_hours(now: str, due: str):
    story = cast.filled()
    moment = cast.at(now)
    for instant in (moment, moment.astimezone(cast.ZONE)):
        fact = refused(story.request(FILL, cast.FEMI), story.chart, NO, instant)
        assert fact.task_due_at == cast.at(due)
        assert fact.task_due_at.tzinfo is UTC
        assert fact.reasons == NO.reasons


def test_only_who_is_cut_off_is_called():
    story = cast.filled()
    count = acts.Count(hand=BOX, product=cast.TROCHE, units=4)
    fact = refused(story.request(count, MARCO), story.chart, NO, cast.BEGIN)
    assert fact.task_due_at is None
    assert {"prescribe", "fill", "dose", "hand-over", "accept"} == CUTS_OFF


def test_a_refusal_has_reasons_and_a_cut_off_its_task():
    with pytest.raises(AssertionError, match="without a reason"):
        Refused(act=acts.Evaluate(), reasons=())
    with pytest.raises(AssertionError, match="opens a task"):
        Refused(act=FILL, reasons=NO.reasons)


def test_a_done_act_keeps_the_reasons_that_were_shown():
    story = cast.filled()
    fact = done(story.request(cast.home_dose(), MARCO), story.chart, NO)
    assert isinstance(fact, Done)
    assert fact.reasons == NO.reasons
    (movement,) = fact.movements
    assert (movement.giver, movement.taker, movement.units) == (BOX, TAKEN, 1)


def test_a_count_keeps_what_the_books_said():
    story = cast.filled()
    for lot, expected in ((None, 4), ("unknown", 4), ("other", 0)):
        count = acts.Count(hand=BOX, product=cast.TROCHE, units=1, lot=lot)
        assert done(story.request(count, MARCO), story.chart).expected == expected
    assert done(story.request(cast.home_dose(), MARCO), story.chart).expected is None


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (acts.Fill(prescription=9, site="s", recipient="marco", units=1), "prescription"),
        (acts.Accept(offer=11), "offer"),
        (acts.Decline(offer=99), "offer"),
        (acts.Correct(entry=99, reason="a slip"), "entry"),
    ],
)
def test_what_refers_to_nothing_is_an_error_with_its_field(act: acts.Act, field: str):
    with pytest.raises(BadValueError) as error:
        movements_of(act, cast.filled().chart)
    assert error.value.field == field


def test_what_is_not_there_is_not_moved():
    story = cast.filled()
    with pytest.raises(ShortError):
        movements_of(acts.Return(what=cast.held(5), collector="police box"), story.chart)


def test_what_moves_nothing_moves_nothing():
    story = cast.filled()
    for act in (acts.Evaluate(), acts.Count(hand=BOX, product=cast.TROCHE, units=1)):
        assert movements_of(act, story.chart) == ()


def test_a_correction_of_a_refusal_moves_nothing_and_others_backwards():
    story = cast.filled()
    returned = story.tell(acts.Return(what=cast.held(2), collector="police box"), MARCO)
    told = Entry(
        stream=story.stream,
        position=14,
        fact=Refused(act=FILL, reasons=NO.reasons, task_due_at=story.now),
        at=story.now,
        recorded_at=story.now,
        by=cast.FEMI,
    )
    step(story.chart, told)
    assert movements_of(acts.Correct(entry=14, reason="a slip"), story.chart) == ()
    (back,) = movements_of(acts.Correct(entry=returned, reason="a slip"), story.chart)
    assert (back.giver, back.taker, back.units) == (RETURNED, BOX, 2)


def test_an_entry_is_found_by_its_position():
    story = cast.filled()
    assert entry_at(story.chart, 11).verb == "fill"
    with pytest.raises(BadValueError):
        entry_at(story.chart, 13)


def test_instants_are_kept_in_utc_whoever_writes_them():
    london = ZoneInfo("Europe/London")
    summer = datetime(2026, 7, 1, 9, tzinfo=london)
    request = acts.Request(act=acts.Evaluate(), by=cast.DR_REYES, at=summer)
    assert (request.at, request.at.tzinfo) == (summer, UTC)
    waive = acts.Waive(
        rule="vitals",
        of_verb="dose",
        reason=acts.WaiveReason.OTHER,
        note="so",
        expires_at=summer + timedelta(hours=1),
    )
    assert waive.expires_at.tzinfo is UTC
    story = cast.opened()
    story.add(Done(act=acts.Evaluate()), cast.DR_REYES, summer, summer)
    assert story.entries[-1].at.tzinfo is story.entries[-1].recorded_at.tzinfo is UTC


def judged(story: cast.Story, fact: Done) -> str | None:
    """Let a fact be the story's next entry, and ask what it tells that its act does not."""
    entry = Entry(
        stream=story.stream,
        position=story.chart.position + 1,
        fact=fact,
        at=story.now,
        recorded_at=story.now,
        by=MARCO,
    )
    return unlike_its_act(entry, story.chart)


def dose(*movements: Movement) -> Done:
    return Done(act=cast.home_dose(), movements=movements)


ONE = Movement(BOX, TAKEN, cast.TROCHE, "unknown", 1)
FORGED = {
    "nothing": (),
    "more": (replace(ONE, units=2),),
    "another hand": (replace(ONE, giver=cast.HERS),),
    "another end": (replace(ONE, taker=RETURNED),),
    "another product": (replace(ONE, product=cast.SPRAY),),
    "another lot": (replace(ONE, lot="lot-9"),),
    "beside it": (ONE, Movement(BOX, RETURNED, cast.TROCHE, "unknown", 1)),
}


def test_what_an_act_makes_is_like_it():
    assert judged(cast.filled(), dose(ONE)) is None


@pytest.mark.parametrize("movements", FORGED.values(), ids=FORGED)
def test_what_an_act_does_not_make_is_said(movements):
    said = judged(cast.filled(), dose(*movements))
    assert said is not None
    assert "its act moves 1 ketamine-sublingual-troche-100mg" in said


def test_an_act_that_moves_nothing_is_no_cover():
    said = judged(cast.filled(), Done(act=acts.Weigh(weight_g=70_000), movements=(ONE,)))
    assert said is not None
    assert said.endswith("its act moves nothing")


def test_what_cannot_have_been_is_said():
    empty = judged(cast.prescribed(), dose(ONE))
    assert empty is not None
    assert "holds 0 units" in empty
    accept = Done(act=acts.Accept(offer=3), movements=(ONE,))
    nobody = judged(cast.filled(), accept)
    assert nobody is not None
    assert "no open offer" in nobody


def test_a_count_is_held_to_the_books():
    count = acts.Count(hand=BOX, product=cast.TROCHE, units=3)
    story = cast.filled()
    assert judged(story, Done(act=count, expected=4)) is None
    for expected in (3, None):
        assert judged(story, Done(act=count, expected=expected)) is not None
    on_shelf = acts.Count(hand=cast.SHELF, product=cast.TROCHE, units=3)
    assert judged(story, Done(act=on_shelf, expected=7)) is None, "whose books are elsewhere"
    assert judged(story, Done(act=acts.Weigh(weight_g=70_000), expected=7)) is not None


OFFER = Hand("offer:lucia.11")


def taken_from_the_shelf(*lots: tuple[str, int]) -> Done:
    moved = (Movement(cast.SHELF, OFFER, cast.TROCHE, lot, units) for lot, units in lots)
    return Done(act=replace(FILL, site=cast.INSIDE), movements=tuple(moved))


@pytest.mark.parametrize("lots", [[("a", 4)], [("a", 1), ("b", 3)], [("b", 3), ("a", 1)]])
def test_which_lots_a_shelf_gave_only_the_shelf_knows(lots):
    assert judged(cast.prescribed(), taken_from_the_shelf(*lots)) is None


@pytest.mark.parametrize("lots", [[("a", 5)], [("a", 3)], [("a", 2), ("b", 3)], []])
def test_how_many_it_gave_the_act_says(lots):
    assert judged(cast.prescribed(), taken_from_the_shelf(*lots)) is not None


def test_a_lot_that_is_named_is_the_one():
    named = replace(FILL, site=cast.INSIDE, lot="a")
    for lot, wrong in (("a", False), ("b", True)):
        fact = replace(taken_from_the_shelf((lot, 4)), act=named)
        assert (judged(cast.prescribed(), fact) is not None) is wrong


def test_another_shelf_than_the_acts_is_said():
    fact = taken_from_the_shelf(("a", 4))
    elsewhere = replace(fact, act=replace(FILL, site=cast.OUTSIDE))
    assert judged(cast.prescribed(), elsewhere) is not None


def test_every_story_is_like_its_acts():
    story = cast.filled(shelves=cast.shelf(6))
    story.tell(cast.home_dose(), MARCO, "2026-01-08 20:00")
    story.tell(acts.Count(hand=BOX, product=cast.TROCHE, units=0), MARCO)
    story.tell(acts.Lose(what=cast.held(1), reason="gone"), MARCO)
    found = story.tell(acts.Find(what=cast.held(1), reason="there"), MARCO)
    story.tell(acts.Correct(entry=found, reason="a slip"), cast.NELL)
    chart = Chart(story.stream)
    for entry in story.entries:
        assert unlike_its_act(entry, chart) is None
        step(chart, entry)
