"""A course (or a site's stock) as its journal tells it: what the gates may ask about.

Read, never written, outside ``fold``. A site's stream makes the same type: it has cases
and shelves, and no patient.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dosekeeper.core import acts
from dosekeeper.core.case import Case
from dosekeeper.core.events import Entry
from dosekeeper.core.facts import (
    CheckedIn,
    Counted,
    Evaluation,
    Observed,
    Offer,
    Script,
    Supply,
    Taken,
    Task,
    Trust,
)
from dosekeeper.core.ledger import (
    HOME,
    SOURCE,
    Books,
    Hand,
    HandKind,
    hand,
    kind_of,
    who_of,
)
from dosekeeper.core.people import Actor
from dosekeeper.core.plan import Level, Plan
from dosekeeper.core.units import Window, day_of, zone_named


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around a course in other journals, for the gates and signals that ask.

    ``earlier`` are the patient's other courses, oldest first: the desk loads them. ``boxes``
    says of a delegate for how many other open courses they hold it: the round loads it. A
    text chart is one course and has nothing around it.
    """

    earlier: tuple["Chart", ...] = ()
    boxes: Mapping[str, int] = field(default_factory=dict)


_ELSEWHERE = frozenset({HandKind.SOURCE, HandKind.STOCK})
_EMPTY = Books()


@dataclass(slots=True)
class Chart:
    """Everything the gates may ask about one stream. ``None`` means not known.

    ``shelves`` are the stocks of the sites whose stock is kept here, by site; a site that
    is not among them is outside, and its units enter from the source.

    ``hidden``, ``uncounted`` and ``withheld`` are set on a copy made for somebody's eyes
    (``sharing``): the topics kept back from them, the hands they have yet to count and are not
    told the number of, and whether any entry is kept back. Nothing is judged on such a copy.
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
    counts: list[Counted] = field(default_factory=list)
    follow: acts.Follow | None = None
    followed_at: datetime | None = None
    check_ins: list[CheckedIn] = field(default_factory=list)
    observed: dict[int, tuple[Observed, ...]] = field(default_factory=dict)
    reports: dict[int, Entry] = field(default_factory=dict)
    shared: frozenset[acts.Topic] = frozenset()
    acknowledged: dict[str, Entry] = field(default_factory=dict)
    rounds: dict[tuple[str, date], Entry] = field(default_factory=dict)
    seeds: list[tuple[datetime, str]] = field(default_factory=list)
    books: Books = field(default_factory=lambda: Books(open_kinds=_ELSEWHERE))
    shelves: dict[str, Books] = field(default_factory=dict)
    around: Around = Around()
    entries: list[Entry] = field(default_factory=list)
    struck: frozenset[int] = frozenset()
    hidden: frozenset[acts.Topic] = frozenset()
    uncounted: frozenset[Hand] = frozenset()
    withheld: bool = False

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
            counts=list(self.counts),
            check_ins=list(self.check_ins),
            observed=dict(self.observed),
            reports=dict(self.reports),
            acknowledged=dict(self.acknowledged),
            rounds=dict(self.rounds),
            seeds=list(self.seeds),
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
        """Return the delegate in force, the latest appointed first, a backup last."""
        live = [t for t in self.trusts.values() if t.holds_role(today)]
        live.sort(key=lambda t: not t.backup)  # stable: among equals the latest stays last
        return live[-1].delegate if live else None
