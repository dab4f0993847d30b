"""Courses at home that go as they should."""

from datetime import datetime, timedelta

from dosekeeper.cli.stories.cast import INSIDE
from dosekeeper.cli.stories.telling import Course, Story
from dosekeeper.core import acts
from dosekeeper.core.plan import Level, Plan
from dosekeeper.core.units import Mass


TROCHE = "ketamine-sublingual-troche-100mg"
TWICE_A_WEEK = Plan(product=TROCHE, dose=Mass.mg(100), doses_per_week=2, spacing_hours=48)
ONCE_A_WEEK = Plan(product=TROCHE, dose=Mass.mg(100), doses_per_week=1, spacing_hours=48)


def lucia(now: datetime) -> Story:
    """Nine weeks in; two doses in the box, the next fill is due in five days."""
    course = Course.of("lucia", now, TWICE_A_WEEK, "marco")
    course.begin(-65, weight_kg=70, level=Level.L1, aim="PHQ-9 below 10 for two months")
    course.visit(-65, doses=8, per_fill=2)
    for day in (-65, -58, -51, -44):
        course.fill(day, doses=2)
        course.doses(day + 1, day + 4)
        course.count(day + 5)
    wrong = acts.Weigh(weight_g=96_000)
    entry = course.story.tell(course.story.at(-37, "09:30"), "nell", wrong)
    struck = acts.Correct(entry=entry, reason="weight of another patient")
    course.story.tell(course.story.at(-37, "09:32"), "nell", struck)
    course.story.tell(course.story.at(-37, "09:33"), "nell", acts.Weigh(weight_g=69_400))
    course.visit(-37, doses=8, per_fill=4)
    up = acts.SetLevel(level=Level.L2, reason="four weeks without a difference")
    course.story.tell(course.story.at(-37, "10:00"), "dr-reyes", up)
    # Today is left to her: it is the first thing that is tried.
    course.follow(-37, missed=(-29, -28, -16, 0))
    shared = acts.Share(topics=(acts.Topic.CHECK_INS, acts.Topic.BODY))
    course.story.tell(course.story.at(-37, "10:40"), "lucia", shared)
    for day in (-37, -23):
        course.fill(day, doses=4)
        course.doses(day + 1, day + 4, day + 8, day + 11)
        course.count(day + 12)
    course.visit(-9, doses=8, per_fill=4)
    course.fill(-9, doses=4)
    course.doses(-8, -4)
    course.count(-1)
    return course.story


def amara(now: datetime) -> Story:
    """Steady at level three: a month at a time, one dose a week, once early for a journey."""
    course = Course.of("amara", now, TWICE_A_WEEK, "jonas")
    course.site = INSIDE
    course.begin(-118, weight_kg=64, level=Level.L2, aim="back at work by the summer")
    course.visit(-118, doses=8, per_fill=4)
    for day in (-118, -104):
        course.fill(day, doses=4)
        course.doses(day, day + 3, day + 7, day + 10)
    course.visit(-90, doses=8, per_fill=8)
    up = acts.SetLevel(level=Level.L3, reason="eight weeks without a difference")
    course.story.tell(course.story.at(-90, "10:00"), "dr-reyes", up)
    course.fill(-90, doses=8)
    course.doses(*(-90 + 7 * week + day for week in range(4) for day in (0, 3)))
    course.count(-64)
    course.plan = ONCE_A_WEEK
    course.visit(-62, doses=4, per_fill=4)
    course.fill(-62, doses=4)
    course.doses(-59, -52, -45, -38)
    course.story.tell(course.story.at(-37, "09:30"), "nell", acts.Weigh(weight_g=65_200))
    course.visit(-37, doses=4, per_fill=4)
    _travels(course, -37)
    course.fill(-37, doses=4)
    course.doses(-31, -24, -17, -10)
    course.count(-9)
    course.visit(-8, doses=4, per_fill=4)
    course.follow(-8)
    course.fill(-6, doses=4)
    course.doses(-3)
    course.count(-2)
    return course.story


def _travels(course: Course, day: int) -> None:
    """Three days early, lifted once, on two names."""
    at = course.story.at(day, "10:10")
    lifted = acts.Waive(
        rule="early-fill",
        of_verb="fill",
        reason=acts.WaiveReason.TRAVEL,
        note="away until after the due day, ticket seen",
        expires_at=at + timedelta(hours=12),
    )
    course.story.tell(at, "dr-reyes", lifted, second="dr-chen")


def grace(now: datetime) -> Story:
    """Filled two hours ago: four doses are in transit until Hugo accepts them."""
    course = Course.of("grace", now, TWICE_A_WEEK, "hugo")
    course.site = INSIDE
    course.begin(-42, weight_kg=58, level=Level.L2, aim="no thoughts of death for a month")
    course.visit(-42, doses=8, per_fill=4)
    for day in (-42, -28):
        course.fill(day, doses=4)
        course.doses(day + 1, day + 4, day + 8, day + 11)
    course.visit(-14, doses=8, per_fill=4)
    course.follow(-14, missed=(-7,))
    course.fill(-14, doses=4)
    course.doses(-13, -10, -6, -3)
    course.count(-2)
    course.dispense(course.story.ago(120), doses=4)
    return course.story


def carl(now: datetime) -> Story:
    """Ended as planned: what was left over was returned, every hand is empty."""
    course = Course.of("carl", now, TWICE_A_WEEK, "rosa")
    course.begin(-60, weight_kg=88, level=Level.L2, aim="eight weeks, then without")
    course.visit(-60, doses=8, per_fill=4)
    for day in (-60, -46):
        course.fill(day, doses=4)
        course.doses(day + 1, day + 4, day + 8, day + 11)
    course.plan = ONCE_A_WEEK
    course.visit(-32, doses=4, per_fill=2)
    course.fill(-32, doses=2)
    course.doses(-27)
    back = acts.Return(
        what=course.holding(course.box, 1),
        collector="Corner Pharmacy, take-back",
        reason="no longer needed",
    )
    course.story.tell(course.story.at(-18, "12:00"), "rosa", back, second="femi")
    course.evaluate(-4, acts.Decision.STOP)
    end = acts.CloseCourse(reason="planned end, remission for six weeks")
    course.story.tell(course.story.at(-4, "10:00"), "dr-reyes", end)
    return course.story
