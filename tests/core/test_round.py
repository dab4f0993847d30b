"""Why a doctor looks at a course: whole rows, in their order."""

from dosekeeper.core import acts
from dosekeeper.core.due import Stage
from dosekeeper.core.fold import chart_of
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.round import Look, Why, calls
from dosekeeper.core.round import looks as all_looks
from dosekeeper.core.signals import Colour
from tests.core.test_signals import FEMI, LUCIA, MARCO, NELL, POLICY, TROCHE, Course, wall


REYES = Actor("dr-reyes", Role.PRESCRIBER)


def looks(chart, policy, now) -> tuple[Look, ...]:
    """Every reason but that nobody asks daily, which is true of this course all the time."""
    return tuple(look for look in all_looks(chart, policy, now) if look.why is not Why.FOLLOW)


def seen(course: Course, at: str) -> list[tuple[str, str, str]]:
    return [
        (look.why.value, look.word, look.finding)
        for look in looks(course.chart, POLICY, wall(at))
    ]


def test_a_quiet_course_has_no_reason():
    course = Course()
    course.count(4, "2026-01-06T19:00")
    assert looks(course.chart, POLICY, wall("2026-01-07T12:00")) == ()


def test_a_row_says_what_since_when_and_what_settles_it():
    course = Course()
    position = course.count(2, "2026-01-06T19:00")
    assert looks(course.chart, POLICY, wall("2026-01-07T12:00")) == (
        Look(
            why=Why.COUNT,
            word="count-open",
            about="marco",
            numbers={"gap_units": -2, "counted_units": 2},
            evidence=(position,),
            since_at=wall("2026-01-06T19:00"),
            settled_by=("count", "lost", "found", "resolve"),
        ),
    )


def test_the_worst_stands_first():
    course = Course()
    course.count(4, "2026-01-06T19:00")
    course.tell(acts.Follow(), NELL, "2026-01-06T19:30")
    what = acts.Holding(hand=course.box, product=TROCHE, units=1)
    course.tell(acts.Lose(what=what, reason="spilled"), MARCO, "2026-01-07T10:00")
    course.count(1, "2026-01-09T10:00")
    look = acts.CheckSource(result=acts.SourceCheck.OTHER, method="register")
    course.tell(look, NELL, "2026-01-09T11:00")
    course.tell(acts.CheckIn(craving=8, safe=False), LUCIA, "2026-01-09T12:00")
    assert seen(course, "2026-01-12T12:00") == [
        ("safety", "word-owed", "overdue"),
        ("loss", "loss", ""),
        ("count-open", "count-open", ""),
        ("other-source", "other-source", ""),
        ("red-signal", "doses-ahead", "more-than-planned"),
        ("missed-check-ins", "missed-check-ins", "late"),
    ]
    assert ("amber-signal", "craving-up", "high") in seen(course, "2026-01-10T12:00")


def test_a_call_for_help_comes_before_an_older_refusal():
    course = Course()
    course.count(4, "2026-01-06T19:00")
    refused = acts.Fill(prescription=10, site="corner-pharmacy", recipient="marco", units=4)
    course.refuse(refused, FEMI, "2026-01-07T10:00")
    course.tell(acts.CheckIn(safe=False), LUCIA, "2026-01-08T12:00")
    found = looks(course.chart, POLICY, wall("2026-01-08T13:00"))
    assert [(look.why, look.numbers) for look in found] == [
        (Why.SAFETY, {"after": "check-in"}),
        (Why.WORD, {"after": "fill"}),
    ]


def test_what_is_only_due_is_not_for_the_doctor_yet():
    course = Course()
    assert seen(course, "2026-01-07T12:00") == []
    assert seen(course, "2026-01-07T18:30") == [("late", "count-after-fill", "late")]


def test_the_evaluation_is_for_the_doctor_from_the_day_it_is_due():
    course = Course()
    course.count(4, "2026-01-06T19:00")
    assert seen(course, "2026-01-28T00:00") == [
        ("evaluation-ahead", "evaluation-ahead", "due"),
    ]


def test_who_has_taken_it_on_stands_beside_it():
    course = Course()
    course.count(4, "2026-01-06T19:00")
    entry = course.tell(acts.CheckIn(safe=False), LUCIA, "2026-01-07T10:00")
    taken = acts.Acknowledge(expectation=f"word-owed:{entry}")
    course.tell(taken, NELL, "2026-01-07T11:00")
    [look] = looks(course.chart, POLICY, wall("2026-01-07T12:00"))
    assert (look.acknowledged_by, look.taken_on) == ("nell", True)
    [look] = looks(course.chart, POLICY, wall("2026-01-08T12:00"))
    assert (look.acknowledged_by, look.taken_on) == ("nell", False)  # and it is still open


def test_craving_is_compared_with_the_persons_own_days():
    course = Course()
    course.count(4, "2026-01-06T19:00")
    for day in (8, 9, 10):
        course.tell(acts.CheckIn(craving=2), LUCIA, f"2026-01-{day:02}T20:00")
    course.tell(acts.CheckIn(craving=4), LUCIA, "2026-01-11T20:00")
    assert seen(course, "2026-01-11T21:00") == []
    course.tell(acts.CheckIn(craving=5), LUCIA, "2026-01-12T20:00")
    [look] = looks(course.chart, POLICY, wall("2026-01-12T21:00"))
    assert (look.why, look.finding) == (Why.AMBER, "risen")
    assert look.numbers == {
        "craving_points": 5,
        "on": "2026-01-12",
        "usual_points": 2,
        "window_days": 14,
    }
    # An answer of days ago is old news.
    assert seen(course, "2026-01-15T12:00") == []
    assert Colour.AMBER in Colour


def test_a_word_owed_says_of_what_since_when_and_until_when():
    course = Course()
    course.count(4, "2026-01-06T19:00")
    refused = acts.Fill(prescription=10, site="corner-pharmacy", recipient="marco", units=4)
    course.refuse(refused, FEMI, "2026-01-07T10:00")
    [look] = looks(course.chart, POLICY, wall("2026-01-07T13:00"))
    [task] = course.chart.tasks.values()
    assert (look.since_at, look.by_at) == (wall("2026-01-07T10:00"), task.due_at)
    assert look.reasons
    assert all(reason.blocks for reason in look.reasons)
    assert look.stage is Stage.DUE
    [look] = looks(course.chart, POLICY, task.due_at)
    assert look.stage is Stage.LATE


def test_a_difference_that_agrees_by_now_is_closed_and_not_counted_once_more():
    course = Course()
    course.count(2, "2026-01-06T19:00")
    course.count(4, "2026-01-06T20:00")
    [look] = looks(course.chart, POLICY, wall("2026-01-07T12:00"))
    assert (look.finding, look.settled_by) == ("agrees-by-now", ("resolve", "count"))


def test_that_nobody_asks_daily_is_seen_until_somebody_does():
    course = Course()
    course.count(4, "2026-01-06T19:00")
    [look] = all_looks(course.chart, POLICY, wall("2026-01-07T12:00"))
    assert (look.why, look.finding) == (Why.FOLLOW, "doses-at-home")
    assert (look.since_at, look.settled_by) == (wall("2026-01-05T09:20"), ("follow",))
    course.tell(acts.Follow(), NELL, "2026-01-07T13:00")
    assert all_looks(course.chart, POLICY, wall("2026-01-07T14:00")) == ()
    # Before the first fill nothing goes home yet.
    before = chart_of("course:lucia", [e for e in course.chart.entries if e.position <= 10])
    found = all_looks(before, POLICY, wall("2026-01-06T09:00"))
    assert [look.finding for look in found if look.why is Why.FOLLOW] == [
        "before-the-first-fill"
    ]


def test_a_course_that_was_never_evaluated_is_seen_from_its_first_day():
    before = chart_of("course:lucia", Course().chart.entries[:1])
    assert before.opened_at is not None
    assert all_looks(before, POLICY, wall("2026-01-05T12:00")) == (
        Look(
            why=Why.EVALUATION,
            word="never-evaluated",
            since_at=before.opened_at,
            settled_by=("evaluate",),
        ),
    )


def test_a_question_left_out_is_no_answer():
    course = Course()
    course.count(4, "2026-01-06T19:00")
    for day in (8, 9, 10):
        course.tell(acts.CheckIn(mood=2), LUCIA, f"2026-01-{day:02}T20:00")
    course.tell(acts.CheckIn(craving=3), LUCIA, "2026-01-11T20:00")
    assert seen(course, "2026-01-11T21:00") == []


def test_who_came_back_after_a_call():
    course = Course()
    entry = course.tell(acts.CheckIn(safe=False), LUCIA, "2026-01-07T10:00")
    left = acts.Contact(task=entry, outcome=acts.Outcome.LEFT_WORD)
    first = course.tell(left, NELL, "2026-01-07T11:00")
    reached = acts.Contact(task=entry, outcome=acts.Outcome.REACHED)
    second = course.tell(reached, NELL, "2026-02-07T11:00")
    course.tell(acts.CheckIn(mood=5), LUCIA, "2026-02-08T10:00")
    assert [(c.position, c.back_at) for c in calls(course.chart)] == [
        (first, None),
        (second, wall("2026-02-08T10:00")),
    ]
