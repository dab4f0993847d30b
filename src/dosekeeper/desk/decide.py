"""Every verb goes this way: facts in, verdict out, one fact appended.

All verbs share the one function, because what differs between them is the act (``core.acts``),
the gates before it (``core.gates``) and what it moves (``core.record``), and all three are
chosen by its type.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from dosekeeper.core import acts
from dosekeeper.core.acts import Request
from dosekeeper.core.chart import Around, Chart
from dosekeeper.core.events import Entry, Refused
from dosekeeper.core.gates import judge
from dosekeeper.core.ledger import Books, Hand, HandKind, kind_of, who_of
from dosekeeper.core.order import check_order
from dosekeeper.core.people import Role, may
from dosekeeper.core.plan import Plan
from dosekeeper.core.policy import Policy
from dosekeeper.core.record import done, refused
from dosekeeper.core.units import BadValueError
from dosekeeper.core.verdict import Verdict
from dosekeeper.desk.ports import Journal, Pages, Policies


_OPENING = acts.OpenCourse | acts.OpenSite


class NotEntitledError(Exception):
    """The asker's role may not ask for this verb at all. Nothing is written."""

    def __init__(self, role: Role, verb: str) -> None:
        """Keep who and what."""
        super().__init__(f"a {role} may not ask for {verb!r}")
        self.role, self.verb = role, verb


class KeyReusedError(Exception):
    """A client's key came back with another request. Nothing is written."""

    def __init__(self, key: str) -> None:
        """Keep the key."""
        super().__init__("the key was used for another request")
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a request.

    ``entry`` is what was written; None for a rehearsal (``dry_run``). ``again`` says that
    the client's key had been answered before and this is that first answer.
    """

    verdict: Verdict
    entry: Entry | None = None
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where requests are decided: a journal, the policies, nothing else.

    ``seed`` throws the dice that a fill keeps; a desk without any keeps none.
    """

    journal: Journal
    policies: Policies
    seed: Callable[[], str] = str

    def decide(
        self, stream: str, request: Request, *, now: datetime, key: str | None = None
    ) -> Outcome:
        """Judge a request and write down what came of it, in one transaction.

        Raises NotEntitledError, BadValueError (with the field), KeyReusedError or
        PolicyError; in all four cases nothing was written.
        """
        self._admit(request)

        def work(pages: Pages) -> Outcome:
            if key is not None and (first := pages.answered(key)) is not None:
                return _again(first, stream, request, now, key)
            chart, policy, verdict = self._judge(pages, stream, request, now)
            fact = (
                done(request, chart, verdict, now, self.seed())
                if verdict.allowed
                else refused(request, chart, verdict, now)
            )
            entry = Entry(
                stream=stream,
                position=chart.position + 1,
                fact=fact,
                at=request.at,
                recorded_at=now,
                by=request.by,
                second=request.second,
                policy=policy.version,
                key=key,
            )
            pages.append(entry)
            return Outcome(verdict=verdict, entry=entry)

        act = request.act
        patient = act.patient if isinstance(act, acts.OpenCourse) else None
        return self.journal.transact(stream, work, patient=patient)

    def rehearse(self, stream: str, request: Request, *, now: datetime) -> Outcome:
        """Judge a request and write nothing: the screen asks the server's own question.

        Raises as ``decide`` does.
        """
        self._admit(request)
        return self.journal.look(
            stream,
            lambda pages: Outcome(verdict=self._judge(pages, stream, request, now)[2]),
        )

    def _admit(self, request: Request) -> None:
        if not may(request.by.role, request.act.verb):
            raise NotEntitledError(request.by.role, request.act.verb)
        for product in _products(request.act):
            if product not in self.policies.formulary:
                raise BadValueError("product", f"{product!r} is not in the formulary")

    def _judge(
        self, pages: Pages, stream: str, request: Request, now: datetime
    ) -> tuple[Chart, Policy, Verdict]:
        chart = pages.chart(stream)
        check_order(request, chart, now)
        act = request.act
        # Patients before sites: the order of locks everywhere.
        chart = replace(chart, around=_around(pages, act, chart))
        chart = replace(chart, shelves=_shelves(pages, act, chart))
        name = act.policy if isinstance(act, _OPENING) else chart.policy
        policy = self.policies.named(name)
        return chart, policy, judge(request, chart, policy, now)


def _again(first: Entry, stream: str, request: Request, now: datetime, key: str) -> Outcome:
    """Give the first answer again; the same key for anything else is an error.

    The whole request is compared, when it happened and who stood beside among it. An act
    told without a moment happens when it is recorded, so its moment is another each time.
    """
    answered = (first.stream, first.fact.act, first.by, first.second)
    asked = (stream, request.act, request.by, request.second)
    if asked != answered or _told_at(request, now) != _told_at(first, first.recorded_at):
        raise KeyReusedError(key)
    return Outcome(verdict=Verdict(reasons=first.fact.reasons), entry=first, again=True)


def _told_at(told: Request | Entry, recorded_at: datetime) -> datetime | None:
    return None if told.at == recorded_at else told.at


_ASKS_AROUND = (
    acts.OpenCourse
    | acts.SetPlan
    | acts.Prescribe
    | acts.Fill
    | acts.HandOver
    | acts.Accept
    | acts.TakeDose
)
"""The acts before which a gate looks at what stands around the course."""


def _around(pages: Pages, act: acts.Act, chart: Chart) -> Around:
    """Lock the patient and load their other courses, for the acts whose gates ask."""
    if not isinstance(act, _ASKS_AROUND):
        return Around()
    patient = act.patient if isinstance(act, acts.OpenCourse) else chart.patient
    return Around(earlier=pages.earlier(patient, besides=chart.stream))


def _shelves(pages: Pages, act: acts.Act, chart: Chart) -> dict[str, Books]:
    """Lock and load the stocks an act touches, in the order of their names."""
    shelves = {site: pages.shelf(site) for site in sorted(_sites(act, chart))}
    return {site: shelf for site, shelf in shelves.items() if shelf is not None}


def _sites(act: acts.Act, chart: Chart) -> set[str]:
    """Name the sites whose stock an act may give from or take into."""
    if chart.stream.startswith("site:"):
        return {chart.stream.partition(":")[2]}
    match act:
        case acts.Fill():
            return {act.site}
        case acts.TakeDose():
            return _stock(act.what.hand)
        case acts.Decline() | acts.Expire():
            offer = chart.offers.get(act.offer)
            return _stock(offer.giver) if offer else set()
        case acts.Correct():
            fact = next((e.fact for e in chart.entries if e.position == act.entry), None)
            if fact is None or isinstance(fact, Refused):
                return set()
            return {s for m in fact.movements for h in (m.giver, m.taker) for s in _stock(h)}
        case _:
            return set()


def _stock(holder: Hand) -> set[str]:
    return {who_of(holder)} if kind_of(holder) is HandKind.STOCK else set()


def _products(act: acts.Act) -> set[str]:
    """Name the products an act speaks of."""
    plan = getattr(act, "plan", None)
    what = getattr(act, "what", None)
    named = {getattr(act, "product", None)}
    if isinstance(plan, Plan):
        named.add(plan.product)
    if isinstance(what, acts.Holding):
        named.add(what.product)
    return {product for product in named if product}
