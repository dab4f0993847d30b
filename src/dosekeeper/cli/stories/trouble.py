"""Courses in which something stands in the way, each for another reason."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from dosekeeper.cli.stories.cast import INSIDE
from dosekeeper.cli.stories.home import TWICE_A_WEEK
from dosekeeper.cli.stories.telling import Course, Story
from dosekeeper.core import acts
from dosekeeper.core.plan import Level, Plan
from dosekeeper.core.units import Mass


HALF_TROCHES = Plan(
    product="ketamine-sublingual-troche-50mg",
    dose=Mass.mg(100),
    doses_per_week=2,
    spacing_hours=48,
)


def omar(now: datetime) -> Story:
    """Asked for more ten days early, less than an hour ago: somebody must call him today."""
    course = _four_weeks("omar", "lena", now, begun=-32, weight_kg=81, craving=8)
    course.visit(-4, doses=8, per_fill=4)
    course.fill(-4, doses=4)
    course.doses(-3)
    more = acts.Report(
        concern=acts.Concern.ASKED_FOR_MORE, text="asks for a second one on the same evening"
    )
    report = course.story.tell(course.story.at(-2, "21:10"), "lena", more)
    word = acts.Contact(
        task=report, outcome=acts.Outcome.REACHED, note="told Lena she did right; visit agreed"
    )
    course.story.tell(course.story.at(-1, "09:20"), "nell", word)
    early = ("early-fill", "early-days")
    course.dispense(course.story.ago(45), doses=4, refused_by=early)
    return course.story


def bela(now: datetime) -> Story:
    """The box holds one dose less than the books say: nothing is filled until it is known."""
    course = _four_weeks("bela", "noor", now, begun=-41, weight_kg=75, missed=(-10, -4))
    course.visit(-13, doses=8, per_fill=4)
    course.fill(-13, doses=4)
    course.doses(-12, -9, -5)
    course.count(-1, off=-1)
    missing = acts.Report(concern=acts.Concern.BOX, text="one is gone and I do not know why")
    course.story.tell(course.story.at(-1, "20:40"), "noor", missing)
    course.dispense(course.story.ago(90), doses=4, refused_by=("count-open",))
    return course.story


def henrik(now: datetime) -> Story:
    """His re-evaluation is overdue since the day before yesterday."""
    course = Course.of("henrik", now, TWICE_A_WEEK, "ulla")
    course.site = INSIDE
    course.begin(-33, weight_kg=92, level=Level.L2, aim="out of bed before nine")
    course.evaluate(-33)
    course.prescribe(-25, doses=8, per_fill=4)
    offer = course.dispense(course.story.at(-25, "10:30"), doses=4)
    no = acts.Decline(offer=offer, reason="one blister is torn")
    course.story.tell(course.story.at(-25, "10:40"), "ulla", no)
    back = acts.Expire(offer=offer)
    course.story.tell(course.story.at(-25, "10:50"), "ines", back)
    course.fill(-25, doses=4)
    course.follow(-24, missed=(-20, -9, -3, -2, -1, 0))
    course.doses(-24, -21, -17, -14)
    course.count(-13)
    refusal = course.dispense(
        course.story.at(-1, "11:00"), doses=4, refused_by=("evaluation-due",)
    )
    word = acts.Contact(
        task=refusal, outcome=acts.Outcome.LEFT_WORD, note="asked to call back for a visit"
    )
    course.story.tell(course.story.at(-1, "15:00"), "nell", word)
    return course.story


def ivy(now: datetime) -> Story:
    """Another clinic prescribes for her too, the register says."""
    silent = (-2, -1, 0)
    course = _four_weeks("ivy", "sam", now, begun=-43, weight_kg=61, missed=silent, craving=6)
    course.visit(-15, doses=8, per_fill=4)
    course.fill(-15, doses=4)
    course.doses(-14, -11, -7, -4)
    course.count(-3)
    course.check_source(-2, "10:00", acts.SourceCheck.OTHER)
    refusal = course.story.tell(
        course.story.at(-1, "11:00"), "femi", course.dispensing(4), refused_by=("other-source",)
    )
    word = acts.Contact(
        task=refusal, outcome=acts.Outcome.VISIT_AGREED, note="comes in tomorrow, with Sam"
    )
    course.story.tell(course.story.at(-1, "14:30"), "nell", word)
    return course.story


def petra(now: datetime) -> Story:
    """Tom was asked to keep the box and has not signed yet; nothing goes home before."""
    course = Course.of("petra", now, TWICE_A_WEEK, "tom")
    course.begin(
        -3, weight_kg=67, level=Level.L1, aim="sleep through, four nights a week", accepts=False
    )
    course.visit(-3, doses=8, per_fill=2)
    refusal = course.dispense(
        course.story.at(-2, "11:00"), doses=2, refused_by=("role-accepted",)
    )
    word = acts.Contact(
        task=refusal, outcome=acts.Outcome.REACHED, note="Tom signs when he is back"
    )
    course.story.tell(course.story.at(-2, "13:00"), "nell", word)
    return course.story


def dana(now: datetime) -> Story:
    """Half as much again is asked for: a second prescriber has to look at it."""
    course = _four_weeks("dana", "eli", now, begun=-29, weight_kg=72, plan=HALF_TROCHES)
    shouts = acts.Report(
        concern=acts.Concern.NOT_SAFE_WITH_DELEGATE,
        text="he shouts when I ask for the box to be counted",
        private=True,
    )
    report = course.story.tell(course.story.at(-2, "13:05"), "dana", shouts)
    word = acts.Contact(
        task=report,
        outcome=acts.Outcome.REACHED,
        note="spoke to her alone; she wants Eli to stay for now, comes in tomorrow",
    )
    course.story.tell(course.story.at(-2, "15:30"), "nell", word)
    course.evaluate(-1, acts.Decision.RAISE)
    course.plan = replace(HALF_TROCHES, dose=Mass.mg(150))
    asked = course.prescription(doses=8, per_fill=4)
    course.story.tell(
        course.story.at(-1, "09:50"), "dr-reyes", asked, refused_by=("dose-rise",)
    )
    return course.story


def felix(now: datetime) -> Story:
    """One dose was lost on a journey; the doctor has not looked at it yet."""
    course = _four_weeks("felix", "ana", now, begun=-42, weight_kg=79, missed=(-12,))
    course.visit(-14, doses=8, per_fill=4)
    unsafe = acts.CheckIn(
        mood=1, craving=4, sleep=2, safe=False, worry="I do not see a way on since Sunday"
    )
    course.says(-5, "07:50", unsafe)
    course.fill(-14, doses=4)
    course.doses(-13, -10, -6)
    course.story.catch_up(course.story.at(-5, "08:00"))
    word = acts.Contact(
        task=len(course.story.steps),
        outcome=acts.Outcome.REACHED,
        note="safe with his sister tonight, sees Dr Reyes at noon",
    )
    course.story.tell(course.story.at(-5, "08:40"), "nell", word)
    course.count(-2, off=-1)
    case = len(course.story.steps)
    lost = acts.Lose(
        what=course.holding(course.box, 1), reason="fell out of the bag on the train"
    )
    course.story.tell(course.story.at(-2, "21:00"), "ana", lost)
    closed = acts.Resolve(case=case, finding=acts.Finding.LOST, note="told by Ana, bag seen")
    course.story.tell(course.story.at(-1, "09:00"), "mona", closed)
    course.dispense(course.story.ago(30), doses=4, refused_by=("loss-reviewed",))
    return course.story


def _four_weeks(  # noqa: PLR0913 - what tells one month from another
    patient: str,
    delegate: str,
    now: datetime,
    *,
    begun: int,
    weight_kg: int,
    plan: Plan = TWICE_A_WEEK,
    missed: Collection[int] = (),
    craving: int = 2,
) -> Course:
    """Tell an uneventful first month at level two."""
    course = Course.of(patient, now, plan, delegate)
    course.begin(begun, weight_kg=weight_kg, level=Level.L2, aim="PHQ-9 halved in three months")
    course.visit(begun, doses=8, per_fill=4)
    for day in (begun, begun + 14):
        course.fill(day, doses=4)
        course.doses(day + 1, day + 4, day + 8, day + 11)
        if day == begun:
            course.follow(begun + 13, missed=missed, craving=craving)
    course.count(begun + 26)
    return course
