"""A course as a clinic runs it, through the desk, judged by the shipped policy.

    walk = Walk(desk)
    walk.open_site(); walk.open_course(); walk.weeks(4)

Everything must be allowed: a walk that is refused says by what and fails.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dosekeeper.core import acts
from dosekeeper.core.acts import Request
from dosekeeper.core.events import Entry, course_stream, site_stream
from dosekeeper.core.people import Actor
from dosekeeper.core.plan import Level
from dosekeeper.desk.decide import Desk, Outcome
from tests import cast


@dataclass
class Walk:
    desk: Desk
    course: str = "lucia"
    site: str = cast.OUTSIDE
    now: datetime = cast.BEGIN
    counts_daily: bool = True
    said: list[Entry] = field(default_factory=list)

    @property
    def stream(self) -> str:
        return course_stream(self.course)

    def ask(
        self,
        act: acts.Act,
        by: Actor,
        *,
        stream: str = "",
        second: Actor | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Ask for an act a minute later, whatever the answer."""
        self.now += timedelta(minutes=1)
        request = Request(act=act, by=by, at=self.now, second=second)
        return self.desk.decide(stream or self.stream, request, now=self.now, key=key)

    def do(self, act: acts.Act, by: Actor, **more: object) -> int:
        """Ask for an act that must be allowed; return its position."""
        outcome = self.ask(act, by, **more)  # type: ignore[arg-type]
        assert outcome.verdict.allowed, (act.verb, outcome.verdict.blocking)
        assert outcome.entry is not None
        self.said.append(outcome.entry)
        return outcome.entry.position

    def open_site(self, units: int = 100, site: str = cast.INSIDE) -> None:
        stream = site_stream(site)
        opening = acts.OpenSite(zone=cast.ZONE.key, policy=cast.POLICY)
        self.do(opening, cast.MONA, stream=stream)
        self.receive(units, "lot-1", site)

    def receive(self, units: int, lot: str, site: str = cast.INSIDE) -> None:
        delivery = acts.Receive(product=cast.TROCHE, lot=lot, units=units, supplier="works")
        self.do(delivery, cast.INES, stream=site_stream(site))

    def open_course(self, patient: str = "") -> None:
        patient = patient or self.course.split(".", maxsplit=1)[0]
        self.do(
            acts.OpenCourse(
                patient=patient, clinic=cast.CLINIC, zone=cast.ZONE.key, policy=cast.POLICY
            ),
            cast.DR_REYES,
        )
        ends_on = (self.now + timedelta(days=1000)).date()
        self.do(
            acts.SetPlan(plan=cast.PLAN, end_point="remission", ends_on=ends_on), cast.DR_REYES
        )
        self.do(acts.Agree(), Actor(patient, cast.LUCIA.role))
        self.do(acts.Agree(), cast.DR_REYES)
        self.do(cast.TRUSTED, cast.DR_REYES)
        self.do(cast.SIGNED, cast.MARCO)
        self.do(acts.SetLevel(level=Level.L2, reason="stable"), cast.DR_REYES)

    def evaluate(self) -> int:
        """Weigh, evaluate, prescribe four weeks."""
        self.do(acts.Weigh(weight_g=70_000), cast.NELL)
        self.do(cast.evaluation(18), cast.DR_REYES)
        return self.do(cast.prescription(), cast.DR_REYES)

    def fill_act(self, prescription: int, units: int = 4) -> acts.Fill:
        return acts.Fill(
            prescription=prescription, site=self.site, recipient="marco", units=units
        )

    def fill(self, prescription: int) -> None:
        """Look for another source, fill, and have it taken over."""
        pharmacist = cast.FEMI if self.site == cast.OUTSIDE else cast.INES
        self.do(cast.LOOK, pharmacist)
        offer = self.do(self.fill_act(prescription), pharmacist)
        self.do(acts.Accept(offer=offer), cast.MARCO)

    def cycle(self) -> None:
        """Live through four weeks: one prescription, two fills, eight doses."""
        first = self.now
        prescription = self.evaluate()
        for day in range(28):
            self.now = max(self.now, first + timedelta(days=day, hours=2))
            if day % 14 == 0:
                self.fill(prescription)
            if day % 7 in {1, 4}:
                self.do(cast.home_dose(), cast.MARCO)
            if self.counts_daily:
                self.count()
        self.now = first + timedelta(days=28)

    def count(self) -> None:
        chart = self.desk.journal.look(self.stream, lambda pages: pages.chart(self.stream))
        held = chart.held(cast.BOX, cast.TROCHE)
        self.do(acts.Count(hand=cast.BOX, product=cast.TROCHE, units=held), cast.MARCO)

    def year(self) -> None:
        """Live through a year: about 600 facts."""
        for _ in range(13):
            self.cycle()
