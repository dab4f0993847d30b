"""What is wrong in the asking is answered with its field, and nothing is written."""

from datetime import date, timedelta

import pytest

from dosekeeper.core import acts
from dosekeeper.core.order import LATE_MAX, MAY_BE_LATE, check_order
from dosekeeper.core.people import Actor
from dosekeeper.core.units import CLOCK_SLACK, BadValueError
from tests import cast
from tests.cast import BEGIN, DR_REYES, INES, MARCO, MONA, NELL


def ask(
    act: acts.Act,
    by: Actor = DR_REYES,
    *,
    at: timedelta = timedelta(0),
    story: cast.Story | None = None,
) -> str:
    """Check a request a day after the beginning; return the field at fault, or nothing."""
    now = BEGIN + timedelta(days=20)
    request = acts.Request(act=act, by=by, at=now + at)
    try:
        check_order(request, (story or cast.opened()).chart, now)
    except BadValueError as error:
        return error.field
    return ""


OPEN = acts.OpenCourse(patient="lucia", clinic="harbor-clinic", zone="UTC", policy="article")
SECOND = timedelta(seconds=1)


def test_a_course_is_opened_once_and_before_anything_else():
    fresh = cast.Story()
    assert ask(OPEN, MONA, story=fresh) == ""
    assert ask(acts.Weigh(weight_g=70_000), NELL, story=fresh) == "verb"
    site = acts.OpenSite(zone="UTC", policy="article")
    assert ask(site, MONA, story=cast.Story(stream=cast.SITE)) == ""
    assert ask(OPEN, MONA) == "verb"


def test_nothing_happens_in_a_closed_course():
    story = cast.opened()
    story.tell(acts.CloseCourse(reason="in remission"), DR_REYES)
    assert ask(acts.Evaluate(), story=story) == "verb"
    assert ask(acts.CheckIn(safe=False), cast.LUCIA, story=story) == "verb"


def test_who_calls_for_help_after_the_end_is_heard_and_taken_on():
    story = cast.opened()
    story.tell(acts.CloseCourse(reason="in remission"), DR_REYES)
    despair = acts.Report(concern=acts.Concern.DESPAIR, private=True)
    assert ask(despair, cast.LUCIA, story=story) == ""
    task = story.tell(despair, cast.LUCIA)
    assert ask(acts.Acknowledge(expectation=f"word-owed:{task}"), story=story) == ""


def test_after_the_end_one_still_takes_back_what_one_shared_and_whom_one_trusted():
    story = cast.opened()
    story.tell(acts.CloseCourse(reason="in remission"), DR_REYES)
    assert ask(acts.Share(), cast.LUCIA, story=story) == ""
    assert ask(acts.Revoke(delegate="marco", reason="it is over"), story=story) == ""
    appoint = acts.Appoint(delegate="rosa", relation="sister", legal_basis="home")
    assert ask(appoint, story=story) == "verb"


def test_a_verb_belongs_to_its_stream():
    receive = acts.Receive(product=cast.TROCHE, lot="a1", units=1, supplier="wholesaler")
    site = cast.Story(stream=cast.SITE)
    site.tell(acts.OpenSite(zone="UTC", policy="article"), MONA)
    assert ask(receive, INES) == "verb"
    assert ask(receive, INES, story=site) == ""
    assert ask(acts.Evaluate(), story=site) == "verb"


def test_the_future_begins_five_minutes_from_now():
    assert ask(acts.Evaluate(), at=CLOCK_SLACK) == ""
    assert ask(acts.Evaluate(), at=CLOCK_SLACK + SECOND) == "at"


def test_what_happens_when_it_is_asked_for_is_not_back_dated():
    for act, by in (
        (acts.Evaluate(), DR_REYES),
        (acts.Count(hand=cast.BOX, product=cast.TROCHE, units=1), MARCO),
    ):
        assert ask(act, by, at=-CLOCK_SLACK) == ""
        assert ask(act, by, at=-CLOCK_SLACK - SECOND) == "at"


def test_what_was_already_done_may_be_told_a_week_later():
    assert ask(cast.home_dose(), MARCO, at=-LATE_MAX) == ""
    assert ask(cast.home_dose(), MARCO, at=-LATE_MAX - SECOND) == "at"
    told = {"dose", "weigh", "lost", "found", "check-source", "contact"}
    assert told | {"check-in", "observe", "report"} == MAY_BE_LATE


def test_nothing_happened_before_the_beginning():
    early = cast.opened()
    request = acts.Request(act=cast.home_dose(), by=MARCO, at=BEGIN - SECOND)
    with pytest.raises(BadValueError, match="before the beginning") as error:
        check_order(request, early.chart, BEGIN + timedelta(hours=1))
    assert error.value.field == "at"
    request = acts.Request(act=cast.home_dose(), by=MARCO, at=BEGIN)
    check_order(request, early.chart, BEGIN + timedelta(hours=1))


def waive(rule: str, of_verb: str) -> acts.Waive:
    return acts.Waive(
        rule=rule,
        of_verb=of_verb,
        reason=acts.WaiveReason.TRAVEL,
        note="away",
        expires_at=BEGIN + timedelta(days=21),
    )


def test_an_override_lifts_a_rule_that_stands_there():
    assert ask(waive("early-fill", "fill")) == ""
    assert ask(waive("early-fill", "dose")) == "of_verb"
    assert ask(waive("early-fill", "nonsense")) == "of_verb"
    assert ask(waive("no-such-rule", "fill")) == "rule"


@pytest.mark.parametrize(
    ("days", "field"), [(-1, "starts_on"), (0, ""), (366, ""), (367, "starts_on")]
)
def test_a_prescription_begins_when_it_is_signed_or_within_a_year(days: int, field: str):
    starts_on = date(2026, 1, 25) + timedelta(days=days)
    assert ask(cast.prescription(starts_on=starts_on)) == field
