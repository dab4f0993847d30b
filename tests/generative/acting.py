"""Acts drawn at random, about things that mostly exist: what the custody machine asks for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from dosekeeper.core import acts
from dosekeeper.core.chart import Chart
from dosekeeper.core.due import due
from dosekeeper.core.gates import RULES
from dosekeeper.core.ledger import UNACCOUNTED, Hand, HandKind, hand
from dosekeeper.core.people import MAY, Actor, Role
from dosekeeper.core.plan import Level, Order, Place, Plan
from dosekeeper.core.units import Mass
from dosekeeper.rulebook import load
from tests import cast


ANA = Actor("ana", Role.DELEGATE)
"""A second trusted person: whom the first may hand over to."""
STAFF = (
    cast.MARCO,
    ANA,
    cast.DR_REYES,
    cast.DR_CHEN,
    cast.NELL,
    cast.INES,
    cast.MONA,
)
PLANS = (
    *(cast.PLAN,) * 6,
    replace(cast.PLAN, dose=Mass.mg(200)),
    replace(cast.PLAN, dose=Mass.mg(1500)),
    replace(cast.PLAN, doses_per_week=14, spacing_hours=12),
    replace(cast.PLAN, place=Place.CLINIC),
    Plan(product=cast.VIAL, dose=Mass.mg(50), doses_per_week=1, spacing_hours=48),
    Plan(product=cast.SPRAY, dose=Mass.mg(56), doses_per_week=1, spacing_hours=48),
)
MOSTLY, RARELY = (True, False), (False, True)
POLICY = load(cast.POLICY)
LONG = 20
"""Entries after which somebody may think of closing the course."""


@dataclass
class Drawn:
    """What an act may be about: the course, its site's stock, and the dice."""

    chart: Chart
    patient: str
    site: str
    shelf: Hand
    now: datetime
    dice: Random

    @property
    def hers(self) -> Hand:
        return hand(HandKind.PATIENT, self.patient)

    def one(self, *choices: Any) -> Any:
        return self.dice.choice(choices)

    def often(self, likely: Any, *unlikely: Any) -> Any:
        return self.one(*(likely,) * 7 * len(unlikely), *unlikely) if unlikely else likely

    def ref(self, known: Any) -> int:
        """Refer to an entry: mostly one of a kind, now and then just any."""
        known = list(known)
        wild = self.dice.randint(1, self.chart.position + 2)
        return int(self.often(self.one(*known), wild)) if known else wild

    def any_rule(self) -> tuple[str, str]:
        return self.one(*RULES), self.one("fill", "dose", "prescribe")

    def units(self) -> int:
        return int(self.one(1, 1, 1, 1, 2, 2, 4, 8, 100))

    def holding(self, *hands: Hand) -> acts.Holding:
        """Speak of units in a hand, mostly of what it holds."""
        full = [h for h in hands if self.chart.held(h)]
        where = self.often(self.one(*(full or hands)), self.one(*hands))
        books = self.chart.books_of(where)
        there = [(p, lot, n) for h, p, lot, n in books.items() if h == where]
        product, lot, held = self.one(*there) if there else (cast.TROCHE, None, 1)
        return acts.Holding(
            hand=where,
            product=product,
            units=self.often(self.one(1, max(1, held)), self.units()),
            lot=self.one(None, lot),
        )


def likely(chart: Chart) -> tuple[str, ...]:
    """Name what somebody would do next, as the chart stands."""
    wanted = (
        ["fill", "dose", "count", "lost"] if chart.stream.startswith("course:") else ["count"]
    )
    wanted += ["accept", "accept", "decline", "expire", "expire"] if chart.offers else []
    wanted += ["fill", "fill"] if chart.losses else []
    wanted += ["resolve", "count", "count", "fill"] * 2 if chart.cases else []
    wanted += ["found"] if chart.losses else []
    wanted += ["contact"] if chart.tasks else []
    wanted += ["hand-over"] if chart.home_units() else ["prescribe", "evaluate"]
    wanted += ["close"] * 2 if chart.position > LONG and not chart.home_units() else []
    refused = chart.entries and any(r.may_waive for r in chart.entries[-1].fact.reasons)
    wanted += ["waive"] if refused else []
    return tuple(wanted)


def act(verb: str, d: Drawn) -> acts.Act:
    """Draw an act of a verb."""
    if verb in PAPER:
        return PAPER[verb](d)
    return MOVES[verb](d)


def asker(verb: str, d: Drawn) -> Actor:
    """Draw who asks: mostly somebody whose role may."""
    people = (Actor(d.patient, Role.PATIENT), *STAFF)
    able = [person for person in people if person.role in MAY[verb]]
    return d.one(*able * 8, *people)  # type: ignore[no-any-return]


def beside(d: Drawn) -> Actor | None:
    return d.one(None, cast.DR_CHEN, cast.NELL, cast.MONA, cast.MARCO)  # type: ignore[no-any-return]


def _plan(d: Drawn) -> Plan:
    return d.one(*PLANS)  # type: ignore[no-any-return]


def _prescribe(d: Drawn) -> acts.Act:
    return acts.Prescribe(
        plan=_plan(d),
        doses=d.often(8, 1, 60),
        days=d.often(28, 4, 31),
        doses_per_fill=d.often(4, 30),
        order=d.often(Order.SCHEDULED, Order.AS_NEEDED),
        refills=d.often(0, 1),
        group=d.often("", "harbor", "hill"),
    )


def _waive(d: Drawn) -> acts.Act:
    refused = [e.fact for e in d.chart.entries if not hasattr(e.fact, "movements")]
    named = [(r.rule, f.act.verb) for f in refused for r in f.reasons if r.may_waive]
    rule, verb = d.often(d.one(*named), d.any_rule()) if named else d.any_rule()
    return acts.Waive(
        rule=rule,
        of_verb=verb,
        reason=acts.WaiveReason.TRAVEL,
        note="a wedding",
        expires_at=d.now + timedelta(hours=d.often(4, 1000)),
    )


def _dose(d: Drawn) -> acts.Act:
    return acts.TakeDose(
        what=d.holding(cast.BOX, cast.BOX, cast.BOX, d.hers, d.shelf),
        given_by=d.one("marco", "marco", "marco", d.patient, "nell"),
        observed_by=d.often(d.one("marco", "nell"), None),
        evidence=d.often(acts.Evidence.DELEGATE_OBSERVED, *acts.Evidence),
        place=d.often(Place.HOME, Place.CLINIC),
        systolic=d.one(120, 120, 120, 120, 190, None),
        diastolic=80,
        pulse=70,
    )


def _count(d: Drawn) -> acts.Act:
    what = d.holding(cast.BOX, cast.BOX, d.hers, d.shelf)
    held = d.chart.held(what.hand, what.product, what.lot)
    return acts.Count(
        hand=what.hand,
        product=what.product,
        lot=what.lot,
        units=d.one(held, held, held + 1, max(0, held - 1)),
    )


def _find(d: Drawn) -> acts.Act:
    lost = d.holding(UNACCOUNTED)
    return acts.Find(what=replace(lost, hand=d.one(cast.BOX, d.shelf)), reason="under the bed")


def _done_here(d: Drawn) -> list[int]:
    """Later entries are corrected more often than old ones."""
    return [e.position for e in d.chart.entries[-6:]]


PAPER: dict[str, Callable[[Drawn], acts.Act]] = {
    "open": lambda d: acts.OpenCourse(
        patient=d.patient, clinic=cast.CLINIC, zone="America/New_York", policy=cast.POLICY
    ),
    "plan": lambda d: acts.SetPlan(plan=_plan(d), end_point=d.often("remission", "")),
    "agree": lambda d: d.one(cast.SIGNED, acts.Agree()),
    "appoint": lambda d: acts.Appoint(
        delegate=d.one("marco", "marco", "ana", "ana", d.patient, "nell"),
        relation="husband",
        legal_basis="household",
        consent=d.often("on paper", ""),
        identity=d.often("passport", ""),
        backup=d.often(*RARELY),
    ),
    "identify": lambda d: acts.Identify(delegate=d.often("marco", "nell"), method="passport"),
    "share": lambda d: acts.Share(topics=d.one((), (acts.Topic.BODY,), tuple(acts.Topic))),
    "follow": lambda d: acts.Follow(daily=d.often(*MOSTLY), by_hour=d.one(18, 20)),
    "check-in": lambda d: acts.CheckIn(
        mood=d.one(0, 5, 10), craving=d.one(None, 7), safe=d.often(*MOSTLY)
    ),
    "observe": lambda d: acts.Observe(
        dose=d.ref(x.position for x in d.chart.doses[-1:]),
        condition=d.one(acts.Condition.WELL, acts.Condition.DROWSY),
        ended=d.often(*RARELY),
    ),
    "report": lambda d: acts.Report(concern=d.one(*acts.Concern), private=True),
    "acknowledge": lambda d: acts.Acknowledge(
        expectation=d.one(*(e.key for e in due(d.chart, POLICY, d.now)), "count-after-fill:999")
    ),
    "sign-round": lambda d: acts.SignRound(
        on=d.chart.day(d.now) - timedelta(days=d.one(0, 0, 1)), listed=3, left=1
    ),
    "revoke": lambda d: acts.Revoke(delegate=d.often("marco", "nell")),
    "weigh": lambda d: acts.Weigh(weight_g=d.one(60_000, 80_000)),
    "evaluate": lambda d: d.one(cast.evaluation, acts.Evaluate)(decision=d.one(*acts.Decision)),
    "level": lambda d: acts.SetLevel(
        level=d.one(Level.L1, Level.L2, Level.L3, Level.L3, Level.L4, Level.L0), reason="so"
    ),
    "check-source": lambda d: acts.CheckSource(
        result=d.one(*acts.SourceCheck), method="register"
    ),
    "prescribe": _prescribe,
    "stop": lambda d: acts.Stop(prescription=d.ref(d.chart.scripts), reason="headache"),
    "waive": _waive,
    "contact": lambda d: acts.Contact(task=d.ref(d.chart.tasks), outcome=acts.Outcome.REACHED),
    "close": lambda _: acts.CloseCourse(reason="well"),
    "resolve": lambda d: acts.Resolve(
        case=d.ref(d.chart.cases), finding=acts.Finding.MISCOUNT, note="counted again"
    ),
    "open-site": lambda _: acts.OpenSite(zone="America/New_York", policy=cast.POLICY),
}
MOVES: dict[str, Callable[[Drawn], acts.Act]] = {
    "receive": lambda d: acts.Receive(
        product=d.one(cast.TROCHE, cast.TROCHE, cast.VIAL, cast.SPRAY),
        lot=d.one("lot-1", "lot-2", "lot-3"),
        units=d.one(1, 2, 10, 50),
        supplier="works",
    ),
    "fill": lambda d: acts.Fill(
        prescription=d.ref(d.chart.scripts),
        site=d.one(d.site, d.site, cast.OUTSIDE),
        recipient=d.often("marco", d.patient),
        units=d.units(),
        lot=d.often(None, "lot-2"),
    ),
    "hand-over": lambda d: acts.HandOver(
        what=d.holding(cast.BOX, cast.BOX, d.hers, d.shelf),
        recipient=d.one(d.patient, "marco", "ana"),
    ),
    "accept": lambda d: acts.Accept(offer=d.ref(d.chart.offers)),
    "decline": lambda d: acts.Decline(offer=d.ref(d.chart.offers)),
    "expire": lambda d: acts.Expire(offer=d.ref(d.chart.offers)),
    "dose": _dose,
    "count": _count,
    "waste": lambda d: acts.Waste(what=d.holding(cast.BOX, d.hers, d.shelf), reason="wet"),
    "return": lambda d: acts.Return(
        what=d.holding(cast.BOX, d.hers, d.shelf), collector="take-back"
    ),
    "lost": lambda d: acts.Lose(
        what=d.holding(
            cast.BOX,
            d.hers,
            d.shelf,
            *(o.movements[0].taker for o in d.chart.offers.values()),
        ),
        reason="gone",
    ),
    "found": _find,
    "correct": lambda d: acts.Correct(entry=d.ref(_done_here(d)), reason="wrong button"),
}

ROUTINE: dict[str, tuple[tuple[str, Actor], ...]] = {
    "month": (
        ("weigh", cast.NELL),
        ("evaluate", cast.DR_REYES),
        ("prescribe", cast.DR_REYES),
    ),
    "fill": (("check-source", cast.INES), ("fill", cast.INES), ("accept", cast.MARCO)),
    "offer": (("check-source", cast.INES), ("fill", cast.INES)),
    "dose": (("dose", cast.MARCO), ("observe", cast.MARCO)),
    "day": (("check-in", cast.LUCIA),),
    "not-at-home": (("decline", cast.MARCO),),
    "call-back": (("expire", cast.NELL),),
    "count": (("count", cast.MARCO), ("resolve", cast.MONA)),
    "trust": (("revoke", cast.NELL), ("appoint", cast.NELL), ("agree", cast.MARCO)),
}
"""What a clinic does on most days: verbs, and who does them."""


def routine(verb: str, chart: Chart, site: str) -> acts.Act:
    """Return the usual act of a verb, about the latest that is there."""
    script = next(reversed(chart.scripts), 1)
    offer = next(reversed(chart.offers), 1)
    held = chart.held(cast.BOX, cast.TROCHE)
    usual: dict[str, acts.Act] = {
        "weigh": acts.Weigh(weight_g=70_000),
        "check-source": cast.LOOK,
        "evaluate": cast.evaluation(),
        "prescribe": cast.prescription(),
        "fill": acts.Fill(prescription=script, site=site, recipient="marco", units=2),
        "accept": acts.Accept(offer=offer),
        "decline": acts.Decline(offer=offer),
        "expire": acts.Expire(offer=offer),
        "dose": cast.home_dose(),
        "count": acts.Count(hand=cast.BOX, product=cast.TROCHE, units=held),
        "resolve": acts.Resolve(
            case=next(iter(chart.cases), 1), finding=acts.Finding.MISCOUNT, note="again"
        ),
        "observe": acts.Observe(
            dose=next((d.position for d in reversed(chart.doses)), 1),
            condition=acts.Condition.WELL,
            ended=True,
        ),
        "check-in": acts.CheckIn(mood=5, craving=2, safe=True),
        "revoke": acts.Revoke(delegate="marco"),
        "appoint": cast.TRUSTED,
        "agree": cast.SIGNED,
    }
    return usual[verb]
