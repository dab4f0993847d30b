"""A dose that was taken is written down, whatever the rules would have said.

Books that hide a dose are wrong from then on: the next count would differ, and the only way
to close the difference would be a lie. So the rules still say what they would have said,
nothing that cannot have happened gets through, and a clinician calls the same day.
"""

from dosekeeper.core import acts
from dosekeeper.core.fold import chart_of
from dosekeeper.core.gates import judge
from dosekeeper.core.ledger import TAKEN
from dosekeeper.core.record import done
from dosekeeper.core.verdict import Answer, Strength
from dosekeeper.rulebook import load
from tests import cast
from tests.cast import BOX, FEMI, MARCO, NELL


def dose_too_soon(*, already: bool, units: int = 1) -> tuple[cast.Story, acts.Request]:
    story = cast.filled()
    story.tell(cast.home_dose(), MARCO, "2026-01-08 20:00")
    act = cast.home_dose(what=cast.held(units), already=already)
    return story, story.request(act, MARCO, "2026-01-09 20:00")


def test_before_it_is_taken_the_rule_stops_it():
    story, request = dose_too_soon(already=False)
    verdict = judge(request, story.chart, load("article"), request.at)
    assert verdict.answer is Answer.REFUSED
    assert [(r.rule, r.finding) for r in verdict.blocking] == [("spacing", "dose-too-soon")]


def test_after_it_was_taken_the_rule_speaks_and_the_books_are_true():
    story, request = dose_too_soon(already=True)
    verdict = judge(request, story.chart, load("article"), request.at)
    assert verdict.answer is Answer.WARNED
    (reason,) = verdict.reasons
    assert (reason.rule, reason.finding) == ("spacing", "dose-too-soon")
    assert (reason.strength, reason.treated_as) == (Strength.REFUSE, Strength.WARN)
    assert reason.numbers["since_minutes"] == 24 * 60
    assert reason.may_waive == ()
    fact = done(request, story.chart, verdict, request.at)
    position = story.add(fact, MARCO, request.at, request.at)
    assert (story.chart.held(BOX), story.chart.books.units(TAKEN)) == (2, 2)
    task = story.chart.tasks[position]
    assert (task.verb, task.due_at) == ("dose", cast.at("2026-01-10 00:00"))


def test_what_follows_the_rules_opens_no_task():
    story = cast.filled()
    request = story.request(cast.home_dose(already=True), MARCO, "2026-01-08 20:00")
    verdict = judge(request, story.chart, load("article"), request.at)
    assert verdict.reasons == ()
    assert done(request, story.chart, verdict, request.at).task_due_at is None


def test_what_cannot_have_happened_is_still_refused():
    story, request = dose_too_soon(already=True, units=9)
    verdict = judge(request, story.chart, load("article"), request.at)
    assert [(r.rule, r.finding) for r in verdict.blocking] == [("empty-hand", "short")]
    assert verdict.blocking[0].numbers == {"hand": BOX, "held_units": 3, "asked_units": 9}


def test_the_word_that_is_owed_outlives_the_correction_of_the_dose():
    story, request = dose_too_soon(already=True)
    verdict = judge(request, story.chart, load("article"), request.at)
    fact = done(request, story.chart, verdict, request.at)
    position = story.add(fact, MARCO, request.at, request.at)
    task = story.chart.tasks[position]
    slip = acts.Correct(entry=position, reason="not hers")
    story.tell(slip, NELL, "2026-01-09 20:30", second=FEMI)
    assert story.chart.tasks == {position: task}
    assert chart_of(story.stream, story.entries).tasks == {position: task}
    story.tell(acts.Contact(task=position, outcome=acts.Outcome.REACHED), NELL)
    assert story.chart.tasks == {}
