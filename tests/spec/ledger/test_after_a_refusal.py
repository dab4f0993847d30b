"""Nobody is left with a task that cannot be settled, or a course that cannot end."""

from datetime import timedelta

import pytest

from dosekeeper.core import acts
from dosekeeper.core.due import Kind, due
from dosekeeper.core.gates import judge
from dosekeeper.core.order import check_order
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
        request = story.request(cast.home_dose(), MARCO)
        verdict = judge(request, story.chart, load("article"), request.at)
        story.now += timedelta(minutes=1)
        fact = refused(request, story.chart, verdict, request.at)
        story.add(fact, MARCO, request.at, request.at)
    return story


def test_reaching_the_patient_once_settles_every_word_owed_until_then():
    story = refused_thrice()
    assert len(story.chart.tasks) == 3
    story.tell(acts.Contact(task=max(story.chart.tasks), outcome=acts.Outcome.REACHED), NELL)
    assert story.chart.tasks == {}


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
