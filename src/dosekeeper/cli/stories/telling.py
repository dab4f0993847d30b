"""How a story is told, day by day and relative to now, and how it is played.

Days are counted from today: ``-3`` is three days ago. A step's act may be a function of
the books, for a count that agrees with them: what they say is known only when it is played.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from dosekeeper.cli.stories.cast import CLINIC, INSIDE, OUTSIDE, PEOPLE, POLICY, ZONE
from dosekeeper.core import acts
from dosekeeper.core.acts import Act, Request
from dosekeeper.core.events import course_stream
from dosekeeper.core.ledger import Books, Hand, HandKind, hand
from dosekeeper.core.people import Actor
from dosekeeper.core.plan import Level, Place, Plan
from dosekeeper.core.units import day_of, zone_named
from dosekeeper.desk.decide import Desk
from dosekeeper.wording.training import graded, questions


WATCHED_SINCE = -8
"""The day since which the end of each watch is written down too."""


class StoryError(Exception):
    """A step of the demo ended otherwise than its story says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act of a story; ``refused_by`` names the rules that must stand in its way."""

    stream: str
    position: int
    at: datetime
    by: Actor
    act: Act | Callable[[Books], Act]
    second: Actor | None = None
    refused_by: frozenset[str] = frozenset()


@dataclass(slots=True)
class Story:
    """The steps of one stream, in the order they happened."""

    stream: str
    now: datetime
    steps: list[Step] = field(default_factory=list)
    diary: list[tuple[datetime, str, Act]] = field(default_factory=list)
    """What is told day by day, and takes its place between the steps by its time."""

    def at(self, day: int, clock: str) -> datetime:
        """Return an instant of the clinic's wall: ``at(-3, "20:00")``."""
        zone = zone_named(ZONE)
        on = day_of(self.now, zone) + timedelta(days=day)
        return datetime.combine(on, time.fromisoformat(clock), zone).astimezone(UTC)

    def ago(self, minutes: int) -> datetime:
        """Return an instant of the last hours, on whichever day that was."""
        return self.now - timedelta(minutes=minutes)

    def tell(
        self,
        at: datetime,
        who: str,
        act: Act | Callable[[Books], Act],
        *,
        second: str | None = None,
        refused_by: Iterable[str] = (),
    ) -> int:
        """Add a step and return its position in the journal."""
        self.catch_up(at)
        return self._add(at, who, act, second, refused_by)

    def catch_up(self, until: datetime) -> None:
        """Let everything of the diary have happened that was told by then."""
        while self.diary and self.diary[0][0] <= until:
            at, who, act = self.diary.pop(0)
            self._add(at, who, act)

    def _add(
        self,
        at: datetime,
        who: str,
        act: Act | Callable[[Books], Act],
        second: str | None = None,
        refused_by: Iterable[str] = (),
    ) -> int:
        if self.steps and at < self.steps[-1].at:
            raise StoryError(f"{self.stream}: {at} is before the step told last")
        step = Step(
            stream=self.stream,
            position=len(self.steps) + 1,
            at=at,
            by=actor(who),
            act=act,
            second=actor(second) if second else None,
            refused_by=frozenset(refused_by),
        )
        self.steps.append(step)
        return step.position


def actor(who: str) -> Actor:
    """Return somebody of the cast in their role."""
    return Actor(who, PEOPLE[who].role)


@dataclass(slots=True, kw_only=True)
class Course:
    """What happens in every course, in the words of a story."""

    story: Story
    plan: Plan
    delegate: str = ""
    doctor: str = "dr-reyes"
    site: str = OUTSIDE
    script: int = 0
    taken: int = 0
    _phq: int = 21

    @classmethod
    def of(cls, patient: str, now: datetime, plan: Plan, delegate: str = "") -> "Course":
        """Take up the course of a patient; it has the patient's name."""
        story = Story(course_stream(patient), now)
        return cls(story=story, plan=plan, delegate=delegate)

    @property
    def patient(self) -> str:
        """Whose course it is."""
        return self.story.stream.partition(":")[2]

    @property
    def box(self) -> Hand:
        """The hand that holds at home."""
        return hand(HandKind.DELEGATE, self.delegate)

    @property
    def pharmacist(self) -> str:
        """Who dispenses there."""
        return "ines" if self.site == INSIDE else "femi"

    def begin(
        self, day: int, *, weight_kg: int, level: Level, aim: str, accepts: bool = True
    ) -> None:
        """Open, weigh, plan, sign on both sides, appoint the trusted person."""
        story, at = self.story, self.story.at
        patient, doctor = self.patient, self.doctor
        opening = acts.OpenCourse(patient=patient, clinic=CLINIC, zone=ZONE, policy=POLICY)
        story.tell(at(day, "09:00"), "nell", opening)
        story.tell(at(day, "09:05"), "nell", acts.Weigh(weight_g=weight_kg * 1000))
        ends_on = at(day, "09:10").date() + timedelta(days=180)
        goal = acts.SetPlan(plan=self.plan, end_point=aim, ends_on=ends_on)
        story.tell(at(day, "09:10"), doctor, goal)
        story.tell(at(day, "09:12"), patient, acts.Agree())
        story.tell(at(day, "09:13"), doctor, acts.Agree())
        if self.delegate:
            trust = acts.Appoint(
                delegate=self.delegate,
                relation="shares the household",
                legal_basis="household member, agreement signed",
                consent="asked alone, and signed",
                identity="driving licence",
            )
            story.tell(at(day, "09:15"), "nell", trust)
            if accepts:
                story.tell(at(day, "09:16"), self.delegate, _signs())
        self.check_source(day, "09:18", acts.SourceCheck.CLEAR)
        if level is not Level.L0:
            move = acts.SetLevel(level=level, reason="home, with a trusted person")
            story.tell(at(day, "09:20"), doctor, move)

    def check_source(self, day: int, clock: str, result: acts.SourceCheck) -> None:
        """Look for another source of ketamine."""
        look = acts.CheckSource(result=result, method="state register and a call")
        self.story.tell(self.story.at(day, clock), "nell", look)

    def evaluate(self, day: int, decision: acts.Decision = acts.Decision.CONTINUE) -> None:
        """Weigh anew is not needed each time; the scores are."""
        self._phq = max(5, self._phq - 4)
        scores = (
            acts.Score("phq-9", self._phq),
            acts.Score("craving", 1),
            acts.Score("urinary", 0),
        )
        act = acts.Evaluate(scores=scores, decision=decision)
        self.story.tell(self.story.at(day, "09:40"), self.doctor, act)

    def prescribe(self, day: int, doses: int, per_fill: int, days: int = 28) -> None:
        """Sign a prescription of the plan."""
        act = self.prescription(doses, per_fill, days)
        self.script = self.story.tell(self.story.at(day, "09:50"), self.doctor, act)

    def prescription(self, doses: int, per_fill: int, days: int = 28) -> acts.Prescribe:
        """Word a prescription of the plan."""
        return acts.Prescribe(
            plan=self.plan, doses=doses, days=days, doses_per_fill=per_fill, group=CLINIC
        )

    def visit(self, day: int, doses: int, per_fill: int) -> None:
        """Evaluate, and sign the next prescription."""
        self.evaluate(day)
        self.prescribe(day, doses, per_fill)

    def dispensing(self, doses: int) -> acts.Fill:
        """Word a fill for the trusted person."""
        units = doses * self.plan.units_per_dose
        # An outside pharmacy's units have a record there; an inside one's are in the books.
        record = "" if self.site == INSIDE else f"rx {self.script}"
        return acts.Fill(
            prescription=self.script,
            site=self.site,
            recipient=self.delegate,
            units=units,
            record=record,
        )

    def dispense(self, at: datetime, doses: int, *, refused_by: Iterable[str] = ()) -> int:
        """Look for another source, find none, and ask for a fill; return its position."""
        look = acts.CheckSource(result=acts.SourceCheck.CLEAR, method="state register")
        self.story.tell(at - timedelta(minutes=5), self.pharmacist, look)
        fill = self.dispensing(doses)
        return self.story.tell(at, self.pharmacist, fill, refused_by=refused_by)

    def fill(self, day: int, doses: int) -> None:
        """Dispense, and let the trusted person take it over in the evening."""
        at = self.story.at
        offer = self.dispense(at(day, "11:00"), doses)
        self.story.tell(at(day, "17:30"), self.delegate, acts.Accept(offer=offer))

    def doses(self, *days: int) -> None:
        """Give a dose at home on each of these evenings."""
        for day in days:
            at = self.story.at
            dose = self.story.tell(at(day, "20:00"), self.delegate, self.home_dose())
            if day >= WATCHED_SINCE:
                drowsy = acts.Observe(dose=dose, condition=acts.Condition.DROWSY)
                self.story.tell(at(day, "20:15"), self.delegate, drowsy)
                well = acts.Observe(dose=dose, condition=acts.Condition.WELL, ended=True)
                self.story.tell(at(day, "22:00"), self.delegate, well)

    def home_dose(self) -> acts.TakeDose:
        """Word a dose that the trusted person gives and watches."""
        self.taken += 1
        return acts.TakeDose(
            what=self.holding(self.box, self.plan.units_per_dose),
            given_by=self.delegate,
            observed_by=self.delegate,
            evidence=acts.Evidence.DELEGATE_OBSERVED,
            systolic=116 + self.taken * 7 % 19,
            diastolic=72 + self.taken * 5 % 11,
            pulse=64 + self.taken * 3 % 17,
        )

    def follow(self, day: int, *, missed: Collection[int] = (), craving: int = 2) -> None:
        """Ask the patient daily from a day on; mood lifts after a dose, craving drifts.

        ``missed`` are days without an answer, ``craving`` is where it stands today.
        """
        at = self.story.at
        self.story.tell(at(day, "10:30"), "nell", acts.Follow(by_hour=20))
        for each in range(day + 1, 1):
            if each in missed:
                continue
            wobble = (each * each + len(self.patient)) % 3
            answers = acts.CheckIn(
                mood=min(10, 4 + wobble + (each - day) // 10),
                craving=max(0, min(10, craving + each * (2 - craving) // day + wobble - 1)),
                sleep=4 + (each * 5 + len(self.patient)) % 4,
                extra_doses=0,
                missed_doses=0,
                alcohol=each % 9 == 0,
                other_drugs=False,
                urinary=False,
                safe=True,
            )
            clock = f"{8 + each * 5 % 11:02}:{each * 7 % 60:02}"
            self.says(each, clock, answers)

    def says(self, day: int, clock: str, answers: acts.CheckIn) -> None:
        """Put the answers of a day into the diary, in place of any others; not of later."""
        at = self.story.at(day, clock)
        on = day_of(at, zone_named(ZONE))
        kept = [d for d in self.story.diary if day_of(d[0], zone_named(ZONE)) != on]
        told = [(at, self.patient, answers)] if at <= self.story.now else []
        self.story.diary = sorted([*kept, *told], key=lambda one: one[0])

    def clinic_doses(self, *days: int) -> None:
        """Give a dose in the clinic from the inside pharmacy's stock."""
        for day in days:
            self.taken += 1
            stock = hand(HandKind.STOCK, INSIDE)
            act = acts.TakeDose(
                what=self.holding(stock, self.plan.units_per_dose),
                given_by="nell",
                observed_by="nell",
                evidence=acts.Evidence.OBSERVED,
                place=Place.CLINIC,
                systolic=118 + self.taken * 7 % 17,
                diastolic=74 + self.taken * 5 % 11,
                pulse=66 + self.taken * 3 % 17,
            )
            self.story.tell(self.story.at(day, "14:00"), "nell", act)

    def holding(self, holder: Hand, units: int) -> acts.Holding:
        """Name units of the plan's product in a hand."""
        return acts.Holding(hand=holder, product=self.plan.product, units=units)

    def count(self, day: int, off: int = 0) -> int:
        """Let the trusted person count the box; ``off`` is how far from the books."""
        box, product = self.box, self.plan.product

        def act(books: Books) -> Act:
            return acts.Count(hand=box, product=product, units=books.units(box, product) + off)

        return self.story.tell(self.story.at(day, "20:30"), self.delegate, act)


def _signs() -> acts.Agree:
    return acts.Agree(
        vetting=acts.Vetting(adult=True, in_treatment=False, patients=0, paid=False),
        training=graded({question.word: question.right for question in questions()}),
    )


def play(stories: Iterable[Story], desk: Desk) -> int:
    """Play all stories through the desk, in the order of time; return the number of steps.

    Raises StoryError at the first step that ends otherwise than told.
    """
    # Ties are real: a stable sort keeps each stream in its own order.
    steps = sorted((s for story in stories for s in story.steps), key=lambda s: s.at)
    books = Books()
    for step in steps:
        act = step.act if not callable(step.act) else step.act(books)
        request = Request(act=act, by=step.by, at=step.at, second=step.second)
        outcome = desk.decide(
            step.stream, request, now=step.at, key=f"demo.{step.stream}.{step.position}"
        )
        blocking = {reason.rule for reason in outcome.verdict.blocking}
        if blocking != step.refused_by:
            raise StoryError(
                f"{step.stream} {step.position}, {act.verb} by {step.by.person}: "
                f"stopped by {sorted(blocking)}, told as {sorted(step.refused_by)}"
            )
        for movement in getattr(outcome.entry.fact, "movements", ()) if outcome.entry else ():
            books.apply(movement)
    return len(steps)
