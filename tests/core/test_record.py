"""The fact an act leaves behind."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dosekeeper.core import acts
from dosekeeper.core.events import CUTS_OFF, Done, Entry, Refused
from dosekeeper.core.fold import step
from dosekeeper.core.ledger import RETURNED, TAKEN, ShortError
from dosekeeper.core.record import done, entry_at, movements_of, refused
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
