"""A month of a clinic with many courses, made up beforehand; and who must be told what when.

The second is worked out here from the events alone, by hand, with the numbers of the article
policy written out: without the chart, the core's expectations or the rulebook. What the
product sends is held against it.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import zip_longest
from zoneinfo import ZoneInfo

from dosekeeper.core import acts
from dosekeeper.core.acts import Act
from dosekeeper.core.ledger import HandKind, hand
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.plan import Level
from tests import cast


ZONE = ZoneInfo("America/New_York")
FIRST = date(2026, 10, 19)
"""A Monday; on the first of November the clocks go back."""
DAYS = 30
TICK = timedelta(minutes=5)
CLINIC = "harbor-clinic"
DOCTORS = ("dr-reyes", "dr-chen")
NURSES, MANAGERS, PHARMACISTS = ("nell", "noor"), ("mona",), ("femi",)
HOUR = timedelta(hours=1)


def wall(day: date, hour: float = 0) -> datetime:
    """An hour of the clinic's day; past 24 it is of the next."""
    days, rest = divmod(hour, 24)
    at = datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(days=days)
    return (at + timedelta(hours=rest)).astimezone(UTC)


BEGIN, END = wall(FIRST), wall(FIRST + timedelta(days=DAYS))


def tick(moment: datetime) -> datetime:
    """The first run that sees a moment."""
    return BEGIN - ((BEGIN - moment) // TICK) * TICK


@dataclass(eq=False)
class Event:
    """Something that is written down; its position is known when all are in order."""

    at: datetime
    by: Actor
    act: Callable[[], Act]
    happened: datetime | None = None
    position: int = 0
    seed: str = ""


@dataclass(frozen=True)
class Told:
    """One message that must go out: what a row of the outbox says of it."""

    stream: str
    kind: str
    person: str
    at: datetime
    of: str = ""
    """Whose round, where several are awaited at the same hour."""


@dataclass(frozen=True)
class Rung:
    role: Role
    people: tuple[str, ...]
    first: datetime
    again: timedelta | None = None


@dataclass
class Awaited:
    """Something that is waited for from its first rung until it is gone."""

    stream: str
    kind: str
    gone: datetime
    rungs: list[Rung]
    seen: datetime | None = None
    quiet: timedelta = 24 * HOUR
    sleeps: bool = False
    of: str = ""

    def messages(self) -> Iterator[tuple[Told, datetime]]:
        """Every message of it, and the run at which it must go out."""
        for rung in self.rungs:
            at = rung.first
            while tick(at) < self.gone and tick(at) < END:
                found = self._found_at(rung, at)
                out = None if found is None else self._awake(found)
                if out is not None and self._still(rung, at, out):
                    for person in rung.people:
                        yield Told(self.stream, self.kind, person, at, self.of), out
                if rung.again is None:
                    break
                at += rung.again

    def _found_at(self, rung: Rung, at: datetime) -> datetime | None:
        if self.seen is None:
            return tick(at)
        if at <= self.seen:
            return tick(at) if tick(at) < self.seen else None
        found = tick(max(at, self.seen + self.quiet))
        passed = rung.again is not None and at + rung.again <= found
        return None if passed or found >= self.gone or found >= END else found

    def _still(self, rung: Rung, at: datetime, out: datetime) -> bool:
        """Whether what slept need be told in the morning, and no later one tells it."""
        taken_on = self.seen is not None and at <= self.seen < out
        passed = rung.again is not None and at + rung.again <= out
        return out < self.gone and not taken_on and not passed

    def _awake(self, found: datetime) -> datetime:
        """Nobody is woken for what can wait: from nine at night to eight in the morning."""
        there = found.astimezone(ZONE)
        if not self.sleeps or 8 <= there.hour < 21:
            return found
        return wall(there.date() + timedelta(days=there.hour >= 21), 8)


@dataclass
class Life:
    """One course's month."""

    number: int
    dice: random.Random
    events: list[Event] = field(default_factory=list)
    awaited: list[Awaited] = field(default_factory=list)
    opening: list[Event] = field(default_factory=list)
    words: list[Awaited] = field(default_factory=list)
    calls: list[datetime] = field(default_factory=list)

    def __post_init__(self):
        self.course = f"c{self.number}"
        self.stream = f"course:{self.course}"
        self.patient = Actor(f"patient-{self.number}", Role.PATIENT)
        self.delegate = Actor(f"friend-{self.number}", Role.DELEGATE)
        self.doctor = Actor(DOCTORS[self.number % 2], Role.PRESCRIBER)
        self.box = hand(HandKind.DELEGATE, self.delegate.person)
        self.counts: list[datetime] = []
        self.held: list[tuple[datetime, int]] = []
        self._open()
        self._evaluations()
        self._days()
        self._supply()
        self.events.sort(key=lambda event: event.at)
        for position, event in enumerate([*self.opening, *self.events], 1):
            event.position = position

    # --- small words ---

    def at(self, day: int, low: float, high: float) -> datetime:
        """A moment between two hours of a day, never on the minute of a run."""
        moment = wall(FIRST + timedelta(days=day), self.dice.uniform(low, high))
        return moment.replace(second=30, microsecond=self.number)

    def after(self, moment: datetime, low: float, high: float) -> datetime:
        later = moment + timedelta(hours=self.dice.uniform(low, high))
        return later.replace(second=30, microsecond=self.number)

    def write(self, at: datetime, by: Actor, act: Callable[[], Act], **more: object) -> Event:
        event = Event(at, by, act, **more)  # type: ignore[arg-type]
        if at < END:
            self.events.append(event)
        return event

    def expect(self, kind: str, gone: datetime, *rungs: Rung, **more: object) -> Awaited:
        awaited = Awaited(self.stream, kind, gone, list(rungs), **more)  # type: ignore[arg-type]
        self.awaited.append(awaited)
        return awaited

    def often(self, share: float) -> bool:
        return self.dice.random() < share

    def see(self, awaited: Awaited, key: Callable[[], str], quiet: int) -> None:
        """Now and then a nurse takes on what is late."""
        first = min(rung.first for rung in awaited.rungs)
        if self.often(0.3):
            seen = self.after(first, 1, 60)
            if seen < awaited.gone and seen < END:
                nurse = Actor("nell", Role.NURSE)
                self.write(seen, nurse, lambda: acts.Acknowledge(expectation=key()))
                awaited.seen, awaited.quiet = seen, quiet * HOUR

    # --- the course ---

    def _open(self) -> None:
        begun = BEGIN - timedelta(days=40)
        patient, doctor, friend = self.patient, self.doctor, self.delegate
        first: list[tuple[Actor, Act]] = [
            (
                doctor,
                acts.OpenCourse(
                    patient=patient.person, clinic=CLINIC, zone=ZONE.key, policy="article"
                ),
            ),
            (
                doctor,
                acts.SetPlan(plan=cast.PLAN, end_point="remission", ends_on=date(2027, 6, 1)),
            ),
            (
                patient,
                acts.Appoint(delegate=friend.person, relation="friend", legal_basis="consent"),
            ),
            (friend, acts.Agree()),
            (doctor, acts.SetLevel(level=Level.L2, reason="stable")),
        ]
        for minute, (by, act) in enumerate(first):
            at = begun + timedelta(minutes=minute)
            self.opening.append(Event(at, by, lambda act=act: act))  # type: ignore[misc]

    def _evaluations(self) -> None:
        days_ago = self.dice.randint(1, 22)
        at = self.at(-days_ago, 10, 16)
        evaluated = Event(at, self.doctor, cast.evaluation)
        prescribed = Event(at + timedelta(minutes=1), self.doctor, cast.prescription)
        self.prescription = prescribed
        self.opening += [evaluated, prescribed]
        while True:
            on = at.astimezone(ZONE).date()
            due = wall(on + timedelta(days=23))
            again = self.after(due, 9, 260) if self.often(0.7) else END
            awaited = self.expect(
                "evaluation-ahead",
                again,
                Rung(Role.PRESCRIBER, (self.doctor.person,), due, 72 * HOUR),
                Rung(Role.MANAGER, MANAGERS, due + 192 * HOUR, 72 * HOUR),
                sleeps=True,
            )
            self.see(awaited, lambda e=evaluated: f"evaluation-ahead:{e.position}", 96)  # type: ignore[misc]
            if again >= END:
                return
            evaluated = self.write(again, self.doctor, cast.evaluation)
            at = again

    def _days(self) -> None:
        hour = self.dice.randint(18, 22)
        self.write(
            self.at(0, 8, 12), self.doctor, lambda: acts.Follow(daily=True, by_hour=hour)
        )
        answers = {}
        for day in range(1, DAYS):
            if self.often(0.75):
                answers[day] = self._check_in(day)
            self._ask(day, hour, answers.get(day))
        self._missed(answers)
        for awaited in self.words:  # one call settles every word owed until then
            opened = awaited.rungs[0].first
            awaited.gone = min(call for call in self.calls if call > opened)

    def _check_in(self, day: int) -> datetime:
        told = self.at(day, 9.1, 27.9)
        last = wall(FIRST + timedelta(days=day), 23.9)
        safe = not self.often(0.03)
        event = self.write(
            told,
            self.patient,
            lambda: acts.CheckIn(mood=5, craving=2, safe=safe),
            happened=min(told, last),
        )
        if not safe and told < END:
            self._word(event)
        return told

    def _word(self, event: Event) -> None:
        reached = self.after(event.at, 0.2, 30)
        nurse = Actor("nell", Role.NURSE)
        self.write(
            reached,
            nurse,
            lambda: acts.Contact(task=event.position, outcome=acts.Outcome.REACHED),
        )
        awaited = self.expect(
            "word-owed",
            reached,
            Rung(Role.NURSE, NURSES, event.at, 4 * HOUR),
            Rung(Role.PRESCRIBER, DOCTORS, event.at, 4 * HOUR),
            Rung(Role.MANAGER, MANAGERS, event.at + 4 * HOUR, 4 * HOUR),
        )
        self.words.append(awaited)
        self.calls.append(reached)

    def _ask(self, day: int, hour: int, answered: datetime | None) -> None:
        on = FIRST + timedelta(days=day)
        closed = wall(on + timedelta(days=1), 4)
        self.expect(
            "check-in",
            min(answered or closed, closed),
            Rung(Role.PATIENT, (self.patient.person,), wall(on, 9)),
            Rung(Role.PATIENT, (self.patient.person,), wall(on, hour)),
        )

    def _missed(self, answers: dict[int, datetime]) -> None:
        day = 1
        while day < DAYS:
            if day in answers:
                day += 1
                continue
            back = next((d for d in range(day, DAYS) if d in answers), None)
            on = FIRST + timedelta(days=day)
            since = wall(on + timedelta(days=1), 4)
            awaited = self.expect(
                "missed-check-ins",
                answers[back] if back else END,
                Rung(Role.PATIENT, (self.patient.person,), since, 24 * HOUR),
                Rung(Role.NURSE, NURSES, since + 24 * HOUR, 24 * HOUR),
                Rung(Role.PRESCRIBER, (self.doctor.person,), since + 48 * HOUR, 24 * HOUR),
                Rung(Role.MANAGER, MANAGERS, since + 96 * HOUR, 24 * HOUR),
                sleeps=True,
            )
            self.see(awaited, lambda on=on: f"missed-check-ins:{on.isoformat()}", 24)  # type: ignore[misc]
            day = back or DAYS

    # --- what moves ---

    def _supply(self) -> None:
        filled_at = self.at(self.dice.randint(1, 12), 10, 18)
        seed = f"dice-{self.number}"
        fill = self.write(
            filled_at,
            Actor("femi", Role.PHARMACIST),
            lambda: acts.Fill(
                prescription=self.prescription.position,
                site="corner-pharmacy",
                recipient=self.delegate.person,
                units=4,
            ),
            seed=seed,
        )
        accepted_at = self.after(filled_at, 0.2, 120) if self.often(0.9) else END
        friend = self.delegate.person
        self.expect(
            "offer-open",
            accepted_at,
            Rung(Role.DELEGATE, (friend,), filled_at, 24 * HOUR),
            Rung(Role.PHARMACIST, PHARMACISTS, filled_at + 48 * HOUR, 24 * HOUR),
            Rung(Role.NURSE, NURSES, filled_at + 72 * HOUR, 24 * HOUR),
            sleeps=True,
        )
        if accepted_at < END:
            accept = self.write(
                accepted_at, self.delegate, lambda: acts.Accept(offer=fill.position)
            )
            self._box(accept)
        self._called_back(seed, filled_at)

    def _box(self, accept: Event) -> None:
        left, at = 4, accept.at
        self.held.append((at, left))
        revoked = self.after(accept.at, 100, 300) if self.often(0.15) else END
        if self.often(0.8):
            self._count(self.after(accept.at, 1, 100))
        doses = []
        for _ in range(self.dice.randint(0, 4)):
            at = self.after(at, 30, 100)
            if at >= min(revoked, END):
                break
            left -= 1
            self.held.append((at, left))
            doses.append(self._dose(at))
        for dose, following in zip_longest(doses, doses[1:]):
            self._watch(dose, following)
        for _ in range(self.dice.randint(0, 2)):
            self._count(self.after(accept.at, 1, 500))
        if revoked < END and left:
            self._revoke(revoked, left)
        self._count_expected(accept)

    def _count(self, at: datetime) -> None:
        def act() -> Act:
            units = next((n for when, n in reversed(self.held) if when <= at), 0)
            return acts.Count(hand=self.box, product=cast.TROCHE, units=units)

        if at < END:
            self.counts.append(at)
            self.write(at, self.delegate, act)

    def _dose(self, at: datetime) -> Event:
        friend = self.delegate.person
        return self.write(
            at,
            self.delegate,
            lambda: cast.home_dose(
                what=cast.held(1, self.box), given_by=friend, observed_by=friend
            ),
        )

    def _watch(self, dose: Event, following: Event | None) -> None:
        gone = dose.at + timedelta(days=7)
        if following:
            gone = min(gone, following.at)
        if self.often(0.7):
            ended = self.after(dose.at, 2.1, 30)
            if ended < gone:
                gone = ended
                self.write(
                    ended,
                    self.delegate,
                    lambda: acts.Observe(
                        dose=dose.position, condition=acts.Condition.WELL, ended=True
                    ),
                )
        over = dose.at + 2 * HOUR
        self.expect(
            "session-record",
            gone,
            Rung(Role.DELEGATE, (self.delegate.person,), over),
            Rung(Role.NURSE, NURSES, over + HOUR),
            Rung(Role.PRESCRIBER, (self.doctor.person,), over + 22 * HOUR),
        )

    def _revoke(self, at: datetime, left: int) -> None:
        friend = self.delegate.person
        self.write(at, self.patient, lambda: acts.Revoke(delegate=friend, reason="moved"))
        back = self.after(at, 5, 150) if self.often(0.7) else END
        what = cast.held(left, self.box)
        if back < END:
            self.held.append((back, 0))
            self.write(
                back, self.delegate, lambda: acts.Return(what=what, collector="pharmacy")
            )
        self.expect(
            "hand-back",
            back,
            Rung(Role.DELEGATE, (friend,), at, 24 * HOUR),
            Rung(Role.NURSE, NURSES, at, 24 * HOUR),
            Rung(Role.PRESCRIBER, (self.doctor.person,), at + 48 * HOUR, 24 * HOUR),
            Rung(Role.MANAGER, MANAGERS, at + 72 * HOUR, 24 * HOUR),
            sleeps=True,
        )

    def _count_expected(self, accept: Event) -> None:
        empty = next((at for at, units in self.held if units == 0), END)
        counted = min((at for at in self.counts if at > accept.at), default=END)
        at = accept.at
        awaited = self.expect(
            "count-after-fill",
            min(empty, counted),
            Rung(Role.DELEGATE, (self.delegate.person,), at + 12 * HOUR, 24 * HOUR),
            Rung(Role.NURSE, NURSES, at + 24 * HOUR, 24 * HOUR),
            Rung(Role.PRESCRIBER, (self.doctor.person,), at + 72 * HOUR, 24 * HOUR),
            sleeps=True,
        )
        self.see(awaited, lambda: f"count-after-fill:{accept.position}", 24)

    def _called_back(self, seed: str, filled_at: datetime) -> None:
        """The draws as the handbook tells them: days 4 to 30, then an hour, then a minute."""
        draws: list[datetime] = []
        at = filled_at
        while at < END:
            dice = int.from_bytes(sha256(f"{seed}:{len(draws)}".encode()).digest(), "big")
            dice, gap = divmod(dice, 27)
            minute, hour = divmod(dice, 9)
            day = at.astimezone(ZONE).date() + timedelta(days=4 + gap)
            at = wall(day, 9 + hour) + timedelta(minutes=minute % 60)
            draws.append(at)
        for at, following in zip_longest(draws, draws[1:], fillvalue=END):
            units = next((n for when, n in reversed(self.held) if when <= at), 0)
            if at >= END or not units:
                continue
            counted = min((when for when in self.counts if when >= at), default=END)
            self.expect(
                "call-back",
                min(counted, following),
                Rung(Role.DELEGATE, (self.delegate.person,), at, 24 * HOUR),
                Rung(Role.NURSE, NURSES, at + 24 * HOUR, 24 * HOUR),
                Rung(Role.PRESCRIBER, (self.doctor.person,), at + 48 * HOUR, 24 * HOUR),
                Rung(Role.MANAGER, MANAGERS, at + 96 * HOUR, 24 * HOUR),
            )


@dataclass
class Rounds:
    """The clinic's own stream: which rounds are signed."""

    dice: random.Random
    stream: str = f"site:{CLINIC}"
    events: list[Event] = field(default_factory=list)
    awaited: list[Awaited] = field(default_factory=list)
    opening: list[Event] = field(default_factory=list)

    def __post_init__(self):
        mona = Actor("mona", Role.MANAGER)
        opens = acts.OpenSite(zone=ZONE.key, policy="article")
        self.opening.append(Event(BEGIN - timedelta(days=40), mona, lambda: opens))
        for day in range(DAYS):
            on = FIRST + timedelta(days=day)
            if on.weekday() < 5:
                for doctor in DOCTORS:
                    self._round(doctor, on)
        self.events.sort(key=lambda event: event.at)
        for position, event in enumerate([*self.opening, *self.events], 1):
            event.position = position

    def _round(self, doctor: str, on: date) -> None:
        signed = wall(on, 24)
        if self.dice.random() < 0.8:
            signed = wall(on, self.dice.uniform(9, 22)).replace(second=30)
            self.events.append(
                Event(
                    signed,
                    Actor(doctor, Role.PRESCRIBER),
                    lambda: acts.SignRound(on=on, listed=3, left=1),
                )
            )
        # Dr Chen stands in; for her there is no deputy, so the other doctor does.
        other = next(name for name in DOCTORS if name != doctor)
        self.awaited.append(
            Awaited(
                self.stream,
                "daily-round",
                signed,
                [
                    Rung(Role.PRESCRIBER, (doctor,), wall(on, 17)),
                    Rung(Role.PRESCRIBER, (other,), wall(on, 19)),
                    Rung(Role.MANAGER, MANAGERS, wall(on, 21)),
                ],
                of=doctor,
            )
        )


def month(courses: int, seed: int) -> list[Life | Rounds]:
    """Make up a month."""
    dice = random.Random(seed)  # noqa: S311 - an example, no secret
    return [*(Life(number, dice) for number in range(courses)), Rounds(dice)]


def expected(lives: list[Life | Rounds]) -> dict[Told, datetime]:
    """Every message that must go out, and when. Two of one kind at one moment are a mistake."""
    found: dict[Told, datetime] = {}
    for life in lives:
        for awaited in life.awaited:
            for told, at in awaited.messages():
                if at < END:
                    assert told not in found, told
                    found[told] = at
    return found
