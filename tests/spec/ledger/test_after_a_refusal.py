"""Nobody is left with a task that cannot be settled, or a course that cannot end."""

from datetime import datetime, timedelta

import pytest

from dosekeeper.core import acts
from dosekeeper.core.due import Expectation, Kind, due, next_at, steps
from dosekeeper.core.events import Refused
from dosekeeper.core.gates import judge
from dosekeeper.core.order import check_order
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.record import done, refused
from dosekeeper.core.units import BadValueError
from dosekeeper.rulebook import load
from tests import cast
from tests.cast import DR_REYES, LUCIA, MARCO, NELL


def refused_thrice() -> cast.Story:
    """A dose is asked for too early, three times in as many minutes."""
    story = cast.filled()
    story.tell(cast.home_dose(), MARCO, "2026-01-08 20:00")
    for _ in range(3):
        story.now += timedelta(minutes=1)
        story.add(too_early(story), MARCO, story.now, story.now)
    return story


def too_early(story: cast.Story) -> Refused:
    request = acts.Request(act=cast.home_dose(), by=MARCO, at=story.now)
    verdict = judge(request, story.chart, load("article"), request.at)
    return refused(request, story.chart, verdict, request.at)


def test_reaching_the_patient_once_settles_every_word_owed_until_then():
    story = refused_thrice()
    assert len(story.chart.tasks) == 3
    story.tell(acts.Contact(task=max(story.chart.tasks), outcome=acts.Outcome.REACHED), NELL)
    assert story.chart.tasks == {}


SAID = cast.at("2026-01-10 09:00")
DESPAIR = acts.Report(concern=acts.Concern.DESPAIR, private=True)
NOT_SAFE = acts.CheckIn(safe=False)
HER_FEAR = acts.Report(concern=acts.Concern.NOT_SAFE_WITH_DELEGATE, private=True)
HIS_WORD = acts.Report(concern=acts.Concern.UNWELL)


def calls_for_help(story: cast.Story, act: acts.Act, by: Actor, hour: int) -> int:
    """Say at an hour of the tenth that something is wrong, and return where it stands."""
    at = SAID + timedelta(hours=hour)
    fact = done(acts.Request(act=act, by=by, at=at), story.chart, None, at)
    return story.add(fact, by, at, at)


def reached(story: cast.Story, task: int, hour: int, *, recorded: int | None = None) -> None:
    called = acts.Contact(task=task, outcome=acts.Outcome.REACHED)
    at = SAID + timedelta(hours=hour)
    story.tell(
        called, NELL, at, recorded=at if recorded is None else SAID + timedelta(hours=recorded)
    )


def test_a_call_that_is_told_late_settles_nothing_that_was_said_after_it():
    story = cast.filled()
    first = calls_for_help(story, DESPAIR, LUCIA, 0)
    after = calls_for_help(story, NOT_SAFE, LUCIA, 30)
    reached(story, first, 1, recorded=48)
    assert list(story.chart.tasks) == [after]


def test_a_call_is_told_late_about_what_came_after_it_only_when_it_is_named():
    story = cast.filled()
    first = calls_for_help(story, DESPAIR, LUCIA, 0)
    named = calls_for_help(story, NOT_SAFE, LUCIA, 30)
    reached(story, named, 29, recorded=48)
    assert story.chart.tasks == {}
    assert first < named


def test_a_word_with_one_of_them_settles_nothing_that_the_other_said():
    story = refused_thrice()
    his = calls_for_help(story, HIS_WORD, MARCO, 0)
    hers = calls_for_help(story, HER_FEAR, LUCIA, 1)
    reached(story, his, 2)
    assert {t.verb for at, t in story.chart.tasks.items() if at < his} == {"dose"}
    assert [at for at in story.chart.tasks if at >= his] == [hers]
    again = calls_for_help(story, HIS_WORD, MARCO, 3)
    reached(story, hers, 4)
    assert list(story.chart.tasks) == [again]


def test_one_call_settles_everything_that_one_person_is_owed():
    story = refused_thrice()
    first = calls_for_help(story, NOT_SAFE, LUCIA, 0)
    calls_for_help(story, HER_FEAR, LUCIA, 1)
    calls_for_help(story, DESPAIR, LUCIA, 2)
    reached(story, first, 4)
    assert story.chart.tasks == {}


def test_a_word_about_a_refusal_is_none_about_a_call_for_help():
    story = refused_thrice()
    refusal = max(story.chart.tasks)
    not_safe = calls_for_help(story, NOT_SAFE, LUCIA, 0)
    reached(story, refusal, 1)
    assert list(story.chart.tasks) == [not_safe]


def owed_at(story: cast.Story, now: datetime) -> Expectation:
    (owed,) = (e for e in due(story.chart, load("article"), now) if e.kind is Kind.WORD)
    return owed


def test_what_was_said_while_the_clock_was_ahead_is_owed_at_once_and_can_be_settled():
    story, ahead = cast.filled(), timedelta(days=400)
    said = calls_for_help(story, DESPAIR, LUCIA, 24 * 400)
    owed = owed_at(story, SAID)
    assert (owed.position, owed.since_at, owed.due_at) == (said, SAID, SAID)
    assert owed.late_at + ahead == story.chart.tasks[said].due_at
    assert SAID < next_at(story.chart, load("article"), SAID) <= owed.late_at
    story.tell(acts.Weigh(weight_g=60_000), NELL, SAID + timedelta(hours=1))
    task = story.chart.tasks[said]
    assert (task.opened_at, task.due_at) == (story.now, owed.late_at + timedelta(hours=1))
    first = next(steps(owed_at(story, story.now), story.now + timedelta(hours=5)))
    assert (first.role, first.number) == (Role.NURSE, 2)
    second = calls_for_help(story, NOT_SAFE, LUCIA, 2)
    reached(story, second, 3)
    assert story.chart.tasks == {}


def test_who_took_it_on_while_the_clock_was_ahead_buys_no_silence_until_then():
    story = cast.filled()
    said = calls_for_help(story, DESPAIR, LUCIA, 0)
    taken_on = acts.Acknowledge(expectation=f"word-owed:{said}")
    story.tell(taken_on, NELL, SAID + timedelta(days=400))
    assert owed_at(story, SAID + timedelta(hours=1)).quiet_until is None
    assert owed_at(story, story.now).acknowledged_by == "nell"


@pytest.mark.parametrize("outcome", [acts.Outcome.DIED, acts.Outcome.LOST_CONTACT])
def test_who_can_be_reached_by_nobody_does_not_keep_a_course_open(outcome: acts.Outcome):
    story = refused_thrice()
    story.tell(acts.Contact(task=max(story.chart.tasks), outcome=outcome), NELL)
    assert story.chart.tasks == {}


def closed() -> cast.Story:
    story = cast.filled()
    rest = cast.held(story.chart.held(cast.BOX))
    story.tell(acts.Return(what=rest, collector="police box"), MARCO, second=NELL)
    story.tell(acts.CloseCourse(reason="moved away"), DR_REYES)
    return story


@pytest.mark.parametrize(
    ("act", "by"),
    [
        (cast.home_dose(already=True), MARCO),
        (acts.Correct(entry=12, reason="a slip"), NELL),
        (acts.Find(what=cast.held(1), reason="behind the drawer"), MARCO),
    ],
    ids=lambda value: getattr(value, "verb", ""),
)
def test_the_truth_can_be_told_after_the_end(act: acts.Act, by):
    story = closed()
    check_order(story.request(act, by), story.chart, story.now + timedelta(minutes=1))


@pytest.mark.parametrize("by", [LUCIA, MARCO], ids=lambda by: by.role)
def test_who_says_that_something_is_wrong_after_the_end_is_called_the_same_day(by):
    story = closed()
    request = story.request(acts.Report(concern=acts.Concern.DESPAIR), by)
    check_order(request, story.chart, request.at)
    story.add(done(request, story.chart, None, request.at), by, request.at, request.at)
    (task,) = story.chart.tasks.values()
    assert task.due_at - request.at <= timedelta(hours=24)
    (owed,) = due(story.chart, load("article"), request.at)
    assert (owed.kind, owed.position) == (Kind.WORD, task.position)
    story.tell(acts.Contact(task=task.position, outcome=acts.Outcome.REACHED), NELL)
    assert story.chart.tasks == {}


def test_nothing_new_begins_after_the_end():
    story = closed()
    request = story.request(cast.home_dose(), MARCO)
    with pytest.raises(BadValueError, match="is closed since"):
        check_order(request, story.chart, request.at)


def test_who_could_not_check_does_not_know_better_than_who_found_a_source():
    story = cast.filled()
    for result in (acts.SourceCheck.OTHER, acts.SourceCheck.UNCHECKED):
        story.tell(acts.CheckSource(result=result, method="state register"), NELL)
    request = story.request(cast.home_dose(), MARCO)
    verdict = judge(request, story.chart, load("article"), request.at)
    assert [(r.rule, r.finding) for r in verdict.blocking] == [("other-source", "active")]
