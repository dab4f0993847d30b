"""A course (or a site's stock) as its journal tells it: what the gates may ask about.

Read, never written, outside ``fold``. A site's stream makes the same type: it has cases
and shelves, and no patient.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dosekeeper.core import acts
from dosekeeper.core.case import Case
from dosekeeper.core.events import Entry
from dosekeeper.core.ledger import (
    HOME,
    SOURCE,
    Books,
    Hand,
    HandKind,
    Movement,
    hand,
    kind_of,
    who_of,
)
from dosekeeper.core.people import Actor
from dosekeeper.core.plan import Level, Plan
from dosekeeper.core.units import Mass, Window, day_of, zone_named


@dataclass(slots=True, kw_only=True)
class Script:
    """A prescription as it stands: what was signed, what is left of it.

    ``ends_on`` is its last day: 28 days from the 5th of January end on the 1st of February.
    """

    position: int
    at: datetime
    prescriber: str
    signed: acts.Prescribe
    starts_on: date
    ends_on: date
    units_filled: int = 0
    stopped_at: datetime | None = None

    @property
    def units_left(self) -> int:
        """Units of the product that may still be filled on it."""
        return self.signed.doses * self.signed.plan.units_per_dose - self.units_filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """One fill that was not sent back: its day, and how many days it lasts as planned."""

    position: int
    on: date
    days: int
    site: str
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Units in transit between two hands; ``prescription`` is set when they come of a fill.

    A fill that was ``declined`` stays in transit until somebody of the staff signs that it
    is back: otherwise whoever pockets a box could take it out of the books with one word.
    """

    position: int
    at: datetime
    giver: Hand
    recipient: Hand
    movements: tuple[Movement, ...]
    prescription: int | None = None
    declined: bool = False

    @property
    def units(self) -> int:
        """Units in transit."""
        return sum(m.units for m in self.movements)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A dose that was taken."""

    position: int
    at: datetime
    on: date
    mass: Mass
    act: acts.TakeDose


@dataclass(slots=True, kw_only=True)
class Trust:
    """A delegate: appointed, and accepted only once they signed themselves."""

    delegate: str
    appointed_at: datetime
    until_on: date | None
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None

    def holds_role(self, today: date) -> bool:
        """Whether they have accepted the role and it has not ended."""
        ended = self.until_on is not None and today > self.until_on
        return self.accepted_at is not None and self.revoked_at is None and not ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A clinician owes the patient a word, by an instant."""

    position: int
    verb: str
    opened_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A signed re-evaluation."""

    position: int
    at: datetime
    by: str
    act: acts.Evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around a course in other journals, for the acts whose gates ask.

    ``earlier`` are the patient's other courses, oldest first. The desk loads it; a text
    chart is one course and has nothing around it.
    """

    earlier: tuple["Chart", ...] = ()


_ELSEWHERE = frozenset({HandKind.SOURCE, HandKind.STOCK})
_EMPTY = Books()


@dataclass(slots=True)
class Chart:
    """Everything the gates may ask about one stream. ``None`` means not known.

    ``shelves`` are the stocks of the sites whose stock is kept here, by site; a site that
    is not among them is outside, and its units enter from the source.
    """

    stream: str
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    patient: str = ""
    clinic: str = ""
    policy: str = ""
    zone: ZoneInfo = field(default_factory=lambda: zone_named("UTC"))
    plan: Plan | None = None
    end_point: str = ""
    ends_on: date | None = None
    agreed: dict[Actor, datetime] = field(default_factory=dict)
    trusts: dict[str, Trust] = field(default_factory=dict)
    weight_g: int | None = None
    weighed_at: datetime | None = None
    level: Level = Level.L0
    level_at: datetime | None = None
    source_check: acts.CheckSource | None = None
    source_checked_at: datetime | None = None
    evaluations: list[Evaluation] = field(default_factory=list)
    scripts: dict[int, Script] = field(default_factory=dict)
    supplies: list[Supply] = field(default_factory=list)
    offers: dict[int, Offer] = field(default_factory=dict)
    doses: list[Taken] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)
    losses: dict[int, Entry] = field(default_factory=dict)
    waivers: dict[int, Entry] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)
    books: Books = field(default_factory=lambda: Books(open_kinds=_ELSEWHERE))
    shelves: dict[str, Books] = field(default_factory=dict)
    around: Around = Around()
    entries: list[Entry] = field(default_factory=list)
    struck: frozenset[int] = frozenset()

    def copy(self) -> "Chart":
        """Return a chart to take an entry in, or to try one on; what is frozen is shared."""
        return replace(
            self,
            agreed=dict(self.agreed),
            trusts={name: replace(trust) for name, trust in self.trusts.items()},
            evaluations=list(self.evaluations),
            scripts={at: replace(script) for at, script in self.scripts.items()},
            supplies=list(self.supplies),
            offers=dict(self.offers),
            doses=list(self.doses),
            cases=dict(self.cases),
            losses=dict(self.losses),
            waivers=dict(self.waivers),
            tasks=dict(self.tasks),
            books=self.books.copy(),
            shelves={site: shelf.copy() for site, shelf in self.shelves.items()},
            entries=list(self.entries),
        )

    @property
    def position(self) -> int:
        """Position of the last entry, 0 when there is none."""
        return self.entries[-1].position if self.entries else 0

    @property
    def script(self) -> Script | None:
        """The latest prescription that was not stopped."""
        live = [s for s in self.scripts.values() if s.stopped_at is None]
        return live[-1] if live else None

    def script_on(self, today: date) -> Script | None:
        """The latest prescription that has begun, stopped or not: doses are held to it.

        A stop therefore stops, although an older prescription was never stopped, only used
        up; and one that begins next month changes nothing today.
        """
        begun = [s for s in self.scripts.values() if s.starts_on <= today]
        return begun[-1] if begun else None

    def plans_on(self, today: date) -> tuple[Plan, ...]:
        """What a dose is held to: the prescription in force and the plan stated since.

        The stricter of the two counts, so that a plan enlarges no prescription.
        """
        script = self.script_on(today)
        return tuple(p for p in (script and script.signed.plan, self.plan) if p)

    @property
    def runs_out_on(self) -> date | None:
        """The running due date: the first day that all fills so far do not cover."""
        due = None
        for supply in self.supplies:
            due = max(due or supply.on, supply.on) + timedelta(days=supply.days)
        return due

    def early_days(self, window: Window) -> int:
        """Sum by how many days the fills in a window came before the running due date."""
        due, early = None, 0
        for supply in self.supplies:
            if due is not None and supply.on in window:
                early += max(0, (due - supply.on).days)
            due = max(due or supply.on, supply.on) + timedelta(days=supply.days)
        return early

    def day(self, instant: datetime) -> date:
        """Return the calendar day of an instant at this stream's clinic."""
        return day_of(instant, self.zone)

    def hand_of(self, person: str) -> Hand:
        """Return the hand a person holds with: the patient's own, else a delegate's."""
        kind = HandKind.PATIENT if person == self.patient else HandKind.DELEGATE
        return hand(kind, person)

    def stock_of(self, site: str) -> Hand:
        """Return where a site's units come from: its stock, or the source when outside."""
        return hand(HandKind.STOCK, site) if site in self.shelves else SOURCE

    def books_of(self, holder: Hand) -> Books:
        """Return the books in which a hand's whole balance stands."""
        if kind_of(holder) is HandKind.STOCK:
            return self.shelves.get(who_of(holder), _EMPTY)
        return self.books

    def held(self, holder: Hand, product: str | None = None, lot: str | None = None) -> int:
        """Return the units in a hand, of all products and lots unless named."""
        return self.books_of(holder).units(holder, product, lot)

    def home_units(self) -> int:
        """Return all units outside the clinic that are neither taken nor written off."""
        return sum(n for h, _, _, n in self.books.items() if kind_of(h) in HOME)

    def delegate_on(self, today: date) -> str | None:
        """Return the delegate in force, the latest appointed first."""
        live = [t.delegate for t in self.trusts.values() if t.holds_role(today)]
        return live[-1] if live else None
