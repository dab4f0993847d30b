"""What counts say was used, and what is to be seen on a chart: whole signals, by example."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dosekeeper.core import acts
from dosekeeper.core.chart import Around
from dosekeeper.core.consumption import consumption
from dosekeeper.core.events import Entry
from dosekeeper.core.fold import chart_of, step
from dosekeeper.core.gates import judge
from dosekeeper.core.notation import read
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.policy import Basis
from dosekeeper.core.record import done, refused
from dosekeeper.core.signals import Colour, Signal, signals
from dosekeeper.core.units import zone_named
from dosekeeper.rulebook import load
from tests.spec.cases import HOME, changed


POLICY = load("article")
ZONE = zone_named("America/New_York")
TROCHE = "ketamine-sublingual-troche-100mg"
FEMI, LUCIA, MARCO, NELL = (
    Actor("femi", Role.PHARMACIST),
    Actor("lucia", Role.PATIENT),
    Actor("marco", Role.DELEGATE),
    Actor("nell", Role.NURSE),
)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


class Course:
    """Lucia's course, four doses in Marco's box since the evening of the 6th."""

    def __init__(self) -> None:
        self.chart = chart_of("course:lucia", read(HOME).entries)
        self.box = self.chart.hand_of("marco")

    def tell(self, act: acts.Act, by: Actor, at: str) -> int:
        request = acts.Request(act=act, by=by, at=wall(at))
        entry = Entry(
            stream=self.chart.stream,
            position=self.chart.position + 1,
            fact=done(request, self.chart, None, wall(at)),
            at=wall(at),
            recorded_at=wall(at),
            by=by,
        )
        step(self.chart, entry)
        return entry.position

    def refuse(self, act: acts.Act, by: Actor, at: str) -> None:
        """Write down that an act was refused, as the desk does."""
        request = acts.Request(act=act, by=by, at=wall(at))
        verdict = judge(request, self.chart, POLICY, wall(at))
        assert not verdict.allowed
        entry = Entry(
            stream=self.chart.stream,
            position=self.chart.position + 1,
            fact=refused(request, self.chart, verdict, wall(at)),
            at=wall(at),
            recorded_at=wall(at),
            by=by,
        )
        step(self.chart, entry)

    def count(self, units: int, at: str, by: Actor = MARCO) -> int:
        return self.tell(acts.Count(hand=self.box, product=TROCHE, units=units), by, at)

    def dose(self, at: str) -> int:
        what = acts.Holding(hand=self.box, product=TROCHE, units=1)
        act = acts.TakeDose(
            what=what,
            given_by="marco",
            observed_by="marco",
            evidence=acts.Evidence.DELEGATE_OBSERVED,
        )
        return self.tell(act, MARCO, at)

    def seen(self, at: str, boxes: Mapping[str, int] | None = None) -> tuple[Signal, ...]:
        chart = replace(self.chart, around=Around(boxes=boxes or {}))
        return signals(chart, POLICY, wall(at))


def test_what_two_counts_say_was_used():
    course = Course()
    course.count(4, "2026-01-06T19:00")
    course.dose("2026-01-07T20:00")
    course.count(1, "2026-01-09T19:00")
    [told] = consumption(course.chart, TROCHE, course.box)
    # Two doses a week: in three days the plan uses none or one.
    assert (told.gone, told.recorded, told.planned_least, told.planned_most) == (3, 1, 0, 1)
    assert told.ahead == 2


def test_what_left_otherwise_or_came_in_is_not_used():
    course = Course()
    course.count(4, "2026-01-06T19:00")
    what = acts.Holding(hand=course.box, product=TROCHE, units=2)
    lost = course.tell(acts.Lose(what=what, reason="spilled"), MARCO, "2026-01-07T10:00")
    course.count(2, "2026-01-07T19:00")
    struck = course.dose("2026-01-08T10:00")
    course.tell(acts.Correct(entry=struck, reason="another's"), NELL, "2026-01-08T11:00")
    course.count(2, "2026-01-08T19:00")
    course.tell(acts.Correct(entry=lost, reason="it was there"), NELL, "2026-01-09T10:00")
    course.count(4, "2026-01-09T19:00")
    told = [(c.gone, c.recorded) for c in consumption(course.chart, TROCHE, course.box)]
    assert told == [(0, 0), (0, 0), (0, 0)]


def test_more_gone_than_the_plan_uses_and_nobody_wrote_it_down():
    course = Course()
    first = course.count(4, "2026-01-06T19:00")
    course.dose("2026-01-07T20:00")
    last = course.count(1, "2026-01-09T19:00")
    [seen] = course.seen("2026-01-09T20:00")
    cite = seen.cite
    assert cite is not None
    assert cite.basis is Basis.JUDGEMENT
    assert seen == Signal(
        rule="doses-ahead",
        colour=Colour.RED,
        finding="more-than-planned",
        about="marco",
        numbers={
            "gone_units": 3,
            "recorded_units": 1,
            "planned_units_max": 1,
            "from_on": "2026-01-06",
            "to_on": "2026-01-09",
        },
        evidence=(first, last),
        since_at=wall("2026-01-09T19:00"),
        asks_for=("count", "contact"),
        cite=cite,
    )


def test_doses_that_were_written_down_but_run_ahead_are_amber():
    course = Course()
    course.count(4, "2026-01-06T19:00")
    for day in ("07", "08"):
        course.dose(f"2026-01-{day}T10:00")
    course.count(2, "2026-01-09T09:00")
    [seen] = course.seen("2026-01-09T20:00")
    assert (seen.rule, seen.colour) == ("doses-ahead", Colour.AMBER)


def test_a_box_that_only_one_person_counts_and_that_always_agrees():
    course = Course()
    counts = [course.count(4, f"2026-01-{7 + n:02}T10:00") for n in range(9)]
    assert course.seen("2026-01-16T12:00") == ()
    counts.append(course.count(4, "2026-01-17T10:00"))
    [seen] = course.seen("2026-01-17T12:00")
    assert (seen.rule, seen.colour, seen.finding, seen.about) == (
        "counts-alone",
        Colour.NOTE,
        "nobody-else",
        "marco",
    )
    assert (seen.evidence, seen.numbers) == (tuple(counts), {"counts": 10})
    course.count(4, "2026-01-18T10:00", by=NELL)
    assert course.seen("2026-01-18T12:00") == ()


def test_the_patient_took_more_and_the_count_still_agrees():
    course = Course()
    said = course.tell(acts.CheckIn(extra_doses=1), LUCIA, "2026-01-08T20:00")
    counted = course.count(4, "2026-01-09T10:00")
    [seen] = course.seen("2026-01-09T12:00")
    assert (seen.rule, seen.colour, seen.evidence) == (
        "counts-alone",
        Colour.RED,
        (said, counted),
    )
    assert seen.numbers == {
        "extra_doses": 1,
        "said_on": "2026-01-08",
        "counted_on": "2026-01-09",
    }


def test_an_extra_dose_that_was_written_down_contradicts_nobody():
    course = Course()
    course.tell(acts.CheckIn(extra_doses=1), LUCIA, "2026-01-08T20:00")
    what = acts.Holding(hand=course.box, product=TROCHE, units=1)
    told = acts.TakeDose(what=what, given_by="marco", already=True)
    course.tell(told, MARCO, "2026-01-08T21:00")
    course.count(3, "2026-01-09T10:00")
    assert not [s for s in course.seen("2026-01-09T12:00") if s.rule == "counts-alone"]


def test_no_extra_dose_is_no_contradiction_and_unanswered_is_not_none():
    course = Course()
    course.tell(acts.CheckIn(extra_doses=0), LUCIA, "2026-01-08T20:00")
    course.tell(acts.CheckIn(mood=3), LUCIA, "2026-01-09T20:00")
    course.count(4, "2026-01-10T10:00")
    assert course.seen("2026-01-10T12:00") == ()


def test_answers_that_come_from_the_trusted_persons_phone():
    course = Course()
    theirs = []
    for day in range(8, 11):
        assert course.seen(f"2026-01-{day:02}T19:00") == ()
        act = acts.CheckIn(mood=5, delegates_phone=True)
        theirs.append(course.tell(act, LUCIA, f"2026-01-{day:02}T20:00"))
    course.tell(acts.CheckIn(mood=5), LUCIA, "2026-01-11T20:00")
    [seen] = course.seen("2026-01-11T21:00")
    assert (seen.rule, seen.colour, seen.about) == (
        "answers-for-patient",
        Colour.AMBER,
        "marco",
    )
    assert seen.evidence == tuple(theirs)
    assert seen.numbers == {"answers": 3, "answers_all": 4, "window_days": 14}
    later = wall("2026-01-22T12:00") + timedelta(days=1)
    assert signals(course.chart, POLICY, later) == ()


def test_a_trusted_person_who_holds_for_more_than_two():
    course = Course()
    assert course.seen("2026-01-06T19:00", boxes={"marco": 1}) == ()
    [seen] = course.seen("2026-01-06T19:00", boxes={"marco": 2})
    assert seen == Signal(
        rule="serves-many",
        colour=Colour.AMBER,
        finding="holds-for-many",
        about="marco",
        numbers={"patients": 3, "patients_max": 2},
        since_at=course.chart.trusts["marco"].accepted_at,
        asks_for=("contact", "appoint"),
        cite=seen.cite,
    )
    course.tell(acts.Revoke(delegate="marco", reason="moved out"), LUCIA, "2026-01-06T20:00")
    assert course.seen("2026-01-06T21:00", boxes={"marco": 2}) == ()


def test_what_the_policy_has_off_is_not_looked_for():
    course = Course()
    course.count(4, "2026-01-06T19:00")
    course.count(1, "2026-01-09T19:00")
    off = changed(POLICY, {("doses-ahead", "strength"): "off"})
    assert len(course.seen("2026-01-09T20:00")) == 1
    assert signals(course.chart, off, wall("2026-01-09T20:00")) == ()


def test_red_stands_before_a_note():
    course = Course()
    for n in range(10):
        course.count(4, f"2026-01-{7 + n:02}T10:00")
    course.tell(acts.CheckIn(extra_doses=2), LUCIA, "2026-01-17T20:00")
    course.count(4, "2026-01-18T10:00")
    assert [s.colour for s in course.seen("2026-01-18T12:00")] == [Colour.RED, Colour.NOTE]
