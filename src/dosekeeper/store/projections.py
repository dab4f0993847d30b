"""What lists and screens need, as a function of the chart, and nothing else.

After every entry the projection before and after are compared and the differences written,
in the entry's own transaction. `verify` makes the same projection from a refolded chart;
so a table can drift only if somebody writes to it, and then it is seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from dosekeeper.core.acts import Fill, SourceCheck
from dosekeeper.core.around import open_losses
from dosekeeper.core.chart import Chart
from dosekeeper.core.custody import keepers
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.follow_up import first_asked_on
from dosekeeper.core.ledger import Hand, HandKind, kind_of
from dosekeeper.core.people import Role
from dosekeeper.core.today import next_dose_at


Place = tuple[Hand, str, str]
"""Hand, product and lot."""


@dataclass(frozen=True, slots=True)
class Index:
    """One line of a list of courses; the fields are the columns of `CourseIndex`."""

    patient: str
    clinic: str
    zone: str
    policy: str
    level: str
    opened_at: datetime
    closed_at: datetime | None
    last_at: datetime
    evaluated_on: date | None
    runs_out_on: date | None
    script_ends_on: date | None
    script_units_left: int | None
    home_units: int
    open_offers: int
    open_cases: int
    open_tasks: int
    open_losses: int
    other_source: bool
    decision: str
    case_at: datetime | None
    case_gap: int | None
    offered_at: datetime | None
    place: str
    dose_due_at: datetime | None
    asked_from_on: date | None
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Tie:
    """A person tied to a course by its own journal."""

    person: str
    role: Role
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A word owed to the patient."""

    position: int
    verb: str
    opened_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Projected:
    """Everything the tables say about one stream, apart from the stock of sites."""

    index: Index | None = None
    ties: frozenset[Tie] = frozenset()
    sites: frozenset[str] = frozenset()
    tasks: frozenset[OpenTask] = frozenset()
    holdings: tuple[tuple[Place, int], ...] = ()


def projected(chart: Chart, before: Projected | None = None) -> Projected:
    """Make the projection of a chart; of a site's, only what stands in its hands.

    `before` is the projection one entry earlier: with it the year's entries are not all
    looked through again. `verify` never has it.
    """
    held = tuple(
        ((hand, product, lot), units)
        for hand, product, lot, units in chart.books.items()
        if kind_of(hand) is not HandKind.STOCK
    )
    if not chart.stream.startswith("course:") or chart.opened_at is None:
        return Projected(holdings=held)
    return Projected(
        index=_index(chart, chart.opened_at),
        ties=frozenset({Tie(chart.patient, Role.PATIENT), *_delegates(chart)}),
        sites=(
            before.sites | _filled_by(chart.entries[-1:])
            if before
            else _filled_by(chart.entries)
        ),
        tasks=frozenset(
            OpenTask(task.position, task.verb, task.opened_at, task.due_at)
            for task in chart.tasks.values()
        ),
        holdings=held,
    )


def _delegates(chart: Chart) -> Iterator[Tie]:
    """Tie a delegate to the course while the role lasts, or while they still hold doses.

    The role ends with the course. Whoever holds doses has to be able to hand them back,
    whatever became of their role.
    """
    holding = keepers(chart)
    yield from (Tie(person, Role.DELEGATE) for person in holding)
    if chart.closed_at is not None:
        return
    for trust in chart.trusts.values():
        if trust.delegate not in holding and trust.revoked_at is None:
            yield Tie(trust.delegate, Role.DELEGATE, trust.until_on)


def _filled_by(entries: list[Entry]) -> frozenset[str]:
    """Name the sites that filled, a fill that was sent back among them."""
    facts = (entry.fact for entry in entries)
    return frozenset(
        fact.act.site for fact in facts if isinstance(fact.act, Fill) and isinstance(fact, Done)
    )


def _index(chart: Chart, opened_at: datetime) -> Index:
    script = chart.script
    last = chart.evaluations[-1] if chart.evaluations else None
    case = next(iter(chart.cases.values()), None)
    found = chart.source_check
    return Index(
        patient=chart.patient,
        clinic=chart.clinic,
        zone=chart.zone.key,
        policy=chart.policy,
        level=chart.level,
        opened_at=opened_at,
        closed_at=chart.closed_at,
        last_at=chart.entries[-1].recorded_at,
        evaluated_on=chart.day(last.at) if last else None,
        runs_out_on=chart.runs_out_on,
        script_ends_on=script.ends_on if script else None,
        script_units_left=script.units_left if script else None,
        home_units=chart.home_units(),
        open_offers=len(chart.offers),
        open_cases=len(chart.cases),
        open_tasks=len(chart.tasks),
        open_losses=len(open_losses(chart)),
        other_source=found is not None and found.result is SourceCheck.OTHER,
        decision=last.act.decision if last else "",
        case_at=case.at if case else None,
        case_gap=case.gap if case else None,
        offered_at=min((o.at for o in chart.offers.values() if not o.declined), default=None),
        place=chart.plan.place if chart.plan else "",
        dose_due_at=next_dose_at(chart),
        asked_from_on=first_asked_on(chart),
        answered_on=max((c.on for c in chart.check_ins if not c.late), default=None),
    )
