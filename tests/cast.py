"""The fixed cast: the same people in every test, in the demo and in the manual.

Lucia is treated at Harbor Clinic. Oscar prescribes at another clinic and must never see
anything of hers; a test about who may do what has him in it.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dosekeeper.core import acts
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Entry, Fact, course_stream, site_stream
from dosekeeper.core.fold import chart_of, step
from dosekeeper.core.gates import judge
from dosekeeper.core.ledger import SOURCE, Books, Hand, HandKind, Movement, hand
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.plan import Level, Place, Plan
from dosekeeper.core.policy import Policy
from dosekeeper.core.record import done
from dosekeeper.core.units import Mass
from dosekeeper.core.verdict import Verdict


LUCIA = Actor("lucia", Role.PATIENT)
MARCO = Actor("marco", Role.DELEGATE)
DR_REYES = Actor("dr-reyes", Role.PRESCRIBER)
DR_CHEN = Actor("dr-chen", Role.PRESCRIBER)
NELL = Actor("nell", Role.NURSE)
FEMI = Actor("femi", Role.PHARMACIST)
INES = Actor("ines", Role.PHARMACIST)
MONA = Actor("mona", Role.MANAGER)
AUDE = Actor("aude", Role.AUDITOR)
OSCAR = Actor("oscar", Role.PRESCRIBER)
CAST = (LUCIA, MARCO, DR_REYES, DR_CHEN, NELL, FEMI, INES, MONA, AUDE, OSCAR)

CLINIC = "harbor-clinic"
OUTSIDE = "corner-pharmacy"
INSIDE = "main-pharmacy"
ZONE = ZoneInfo("America/New_York")
POLICY = "article"
COURSE = course_stream("lucia")
SITE = site_stream(INSIDE)

TROCHE = "ketamine-sublingual-troche-100mg"
SPRAY = "esketamine-intranasal-spray-28mg"
VIAL = "ketamine-intramuscular-tenth-ml-5mg"
BOX = hand(HandKind.DELEGATE, "marco")
HERS = hand(HandKind.PATIENT, "lucia")
SHELF = hand(HandKind.STOCK, INSIDE)

BEGIN = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
"""Monday, nine in the morning at the clinic."""
PLAN = Plan(product=TROCHE, dose=Mass.mg(100), doses_per_week=2, spacing_hours=48)


def at(text: str, zone: ZoneInfo = ZONE) -> datetime:
    """Read ``2026-01-05 09:10`` on the clinic's wall."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def held(units: int, where: Hand = BOX, product: str = TROCHE) -> acts.Holding:
    """Speak of some units in a hand."""
    return acts.Holding(hand=where, product=product, units=units)


def prescription(**changes: object) -> acts.Prescribe:
    """Eight doses for 28 days, four a fill, unless said otherwise."""
    usual = acts.Prescribe(plan=PLAN, doses=8, days=28, doses_per_fill=4)
    return replace(usual, **changes)  # type: ignore[arg-type]


def home_dose(**changes: object) -> acts.TakeDose:
    """One troche out of Marco's box, given and seen by him, measured before."""
    usual = acts.TakeDose(
        what=held(1),
        given_by="marco",
        observed_by="marco",
        evidence=acts.Evidence.DELEGATE_OBSERVED,
        place=Place.HOME,
        systolic=120,
        diastolic=80,
        pulse=70,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


@dataclass(slots=True)
class Story:
    """A stream that grows by telling what was done, one entry after the other.

    Nothing is judged on the way, so that a story may hold what should not have happened.
    ``tell`` returns the entry's position; time goes on by a minute unless ``at`` is given.
    """

    stream: str = COURSE
    now: datetime = BEGIN
    shelves: dict[str, Books] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    chart: Chart = field(init=False)

    def __post_init__(self) -> None:
        """Begin with an empty chart."""
        self.chart = chart_of(self.stream, (), self.shelves)

    def tell(
        self,
        act: acts.Act,
        by: Actor,
        when: str | datetime | None = None,
        *,
        recorded: str | datetime | None = None,
        second: Actor | None = None,
    ) -> int:
        """Write an act down as done."""
        self.now = _instant(when) or self.now + timedelta(minutes=1)
        request = acts.Request(act=act, by=by, at=self.now, second=second)
        recorded_at = _instant(recorded) or self.now
        self.now = max(self.now, recorded_at)
        return self.add(done(request, self.chart), by, request.at, recorded_at, second)

    def add(
        self,
        fact: Fact,
        by: Actor,
        happened_at: datetime,
        recorded_at: datetime,
        second: Actor | None = None,
    ) -> int:
        """Write a fact down."""
        entry = Entry(
            stream=self.stream,
            position=self.chart.position + 1,
            fact=fact,
            at=happened_at,
            recorded_at=recorded_at,
            by=by,
            second=second,
            policy="test",
        )
        step(self.chart, entry)
        self.entries.append(entry)
        return entry.position

    def request(
        self, act: acts.Act, by: Actor, when: str | None = None, second: Actor | None = None
    ) -> acts.Request:
        """Ask for an act, a minute from now unless told when."""
        instant = _instant(when) or self.now + timedelta(minutes=1)
        return acts.Request(act=act, by=by, at=instant, second=second)

    def judge(self, request: acts.Request, policy: Policy) -> Verdict:
        """Judge a request on the story so far."""
        return judge(request, self.chart, policy, request.at)


def _instant(when: str | datetime | None) -> datetime | None:
    return at(when) if isinstance(when, str) else when


def shelf(units: int, product: str = TROCHE, lot: str = "lot-1") -> dict[str, Books]:
    """Return the inside pharmacy's stock, holding so many units."""
    books = Books()
    if units:
        books.apply(Movement(SOURCE, SHELF, product, lot, units))
    return {INSIDE: books}


TRUSTED = acts.Appoint(
    delegate="marco",
    relation="husband",
    legal_basis="household member",
    consent="asked and signed on paper",
    identity="passport",
)
SIGNED = acts.Agree(
    vetting=acts.Vetting(adult=True, in_treatment=False, patients=0, paid=False),
    training=acts.Training(version="1", right=6, questions=6),
)
"""What Marco is appointed with, and what he signs."""
LOOK = acts.CheckSource(result=acts.SourceCheck.CLEAR, method="the state's register")
"""What a pharmacist does before every fill, when no other source is found."""


def opened(shelves: dict[str, Books] | None = None) -> Story:
    """Lucia's course: opened, weighed, planned, agreed, with Marco's role accepted."""
    story = Story(shelves=shelves or {})
    story.tell(
        acts.OpenCourse(patient="lucia", clinic=CLINIC, zone=ZONE.key, policy=POLICY),
        MONA,
        BEGIN,
    )
    story.tell(acts.Weigh(weight_g=70_000), NELL)
    story.tell(
        acts.SetPlan(plan=PLAN, end_point="remission", ends_on=date(2026, 6, 30)), DR_REYES
    )
    story.tell(acts.Agree(), LUCIA)
    story.tell(acts.Agree(), DR_REYES)
    story.tell(TRUSTED, NELL)
    story.tell(SIGNED, MARCO)
    story.tell(acts.SetLevel(level=Level.L2, reason="begins here"), DR_REYES)
    return story


def evaluation(phq_9: int = 9, **parts: Any) -> acts.Evaluate:
    """Return an evaluation at which all was asked that policy wants asked."""
    scores = {"phq-9": phq_9, "craving": 1, "urinary": 0}
    return acts.Evaluate(scores=tuple(acts.Score(*each) for each in scores.items()), **parts)


def prescribed(shelves: dict[str, Books] | None = None) -> Story:
    """Evaluated, and eight doses prescribed, on the first day; ``scripts`` has the one."""
    story = opened(shelves)
    story.tell(evaluation(18), DR_REYES)
    story.tell(prescription(), DR_REYES)
    return story


def filled(units: int = 4, shelves: dict[str, Books] | None = None) -> Story:
    """Filled for Marco on the second day, and accepted by him in the evening."""
    story = prescribed(shelves)
    script = next(iter(story.chart.scripts))
    site = INSIDE if shelves else OUTSIDE
    offer = story.tell(
        acts.Fill(prescription=script, site=site, recipient="marco", units=units),
        INES if shelves else FEMI,
        "2026-01-06 11:00",
    )
    story.tell(acts.Accept(offer=offer), MARCO, "2026-01-06 18:30")
    return story
