"""Whatever is asked, in whatever order, by whomever: every dose is in somebody's hands.

A machine asks for acts of every verb, most of them about things that exist, and keeps its
own books from the movements it sees. After each act: nothing appeared or vanished, no owned
hand is below zero, a refusal moved nothing, and the journal folded anew says what the chart
and the tables say.
"""

from collections import Counter
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from dosekeeper.core import acts
from dosekeeper.core.acts import ACTS, COURSE_VERBS, SITE_VERBS, Request
from dosekeeper.core.events import Done, course_stream, site_stream
from dosekeeper.core.fold import chart_of
from dosekeeper.core.gates import GATES, RULES
from dosekeeper.core.ledger import Hand, HandKind, Movement, hand, kind_of, who_of
from dosekeeper.core.policy import Policy
from dosekeeper.core.units import BadValueError
from dosekeeper.core.verdict import Verdict
from dosekeeper.desk.decide import Desk, NotEntitledError
from dosekeeper.rulebook import Rulebook
from tests import cast
from tests.generative.acting import ROUTINE, Drawn, act, asker, beside, likely, routine
from tests.spec.cases import changed
from tests.support.memory import MemoryJournal
from tests.support.walk import Walk


NUMBERS = count()
ON_COURSE = tuple(sorted(COURSE_VERBS))
ON_SITE = (*sorted(SITE_VERBS), "count")
DICE = st.randoms(use_true_random=True)
"""Seeded by one draw: fair choices among many, where Hypothesis would repeat a few."""
PAUSES = (*(0,) * 12, 1, 6, 24, 24, 49, 49, 72, 72, 24 * 8, 24 * 15, 24 * 32, 24 * 95)
NO_GATE = {kind.verb for kind, gates in GATES.items() if not gates}
"""Verbs that nothing stands before: who may ask for them gets them."""


RUNS_MAX = 4
"""What one run happens to leave out, the next may see."""


class Asking(Rulebook):
    """The rulebook, with the rule that only a policy turns on."""

    @override
    def named(self, name: str) -> Policy:
        return changed(super().named(name), {("counter-not-giver", "strength"): "warn"})


class Custody(RuleBasedStateMachine):
    asked: ClassVar[Counter[tuple[str, bool]]] = Counter()
    """How often a verb was allowed, how often refused, over all runs."""
    spoke: ClassVar[Counter[tuple[str, bool]]] = Counter()
    """How often a rule spoke, how often it was asked and held its peace."""

    def __init__(self) -> None:
        super().__init__()
        number = next(NUMBERS)
        self.course, self.site = f"c{number}", f"s{number}"
        self.shelf = hand(HandKind.STOCK, self.site)
        self.patient = f"p{number}"
        self.again = course_stream(f"{self.course}-again")
        self.streams = (course_stream(self.course), site_stream(self.site), self.again)
        self.journal = self.new_journal()
        self.desk = Desk(journal=self.journal, policies=Asking())
        self.walk = Walk(self.desk, course=self.course, site=self.site)
        self.held: Counter[tuple[str, Hand, str, str]] = Counter()
        self.written = 0

    def new_journal(self) -> Any:
        return MemoryJournal()

    @initialize(begun=st.sampled_from(["filled", "filled", "prescribed", "opened", "bare"]))
    def begin(self, begun: str) -> None:
        walk = self.walk
        walk.open_site(units=20, site=self.site)
        vials = acts.Receive(product=cast.VIAL, lot="lot-v", units=5, supplier="works")
        walk.do(vials, cast.INES, stream=self.streams[1])
        if begun == "bare":
            opening = acts.OpenCourse(
                patient=self.patient, clinic=cast.CLINIC, zone=cast.ZONE.key, policy=cast.POLICY
            )
            walk.do(opening, cast.DR_REYES)
        else:
            walk.open_course(self.patient)
        if begun in {"prescribed", "filled"}:
            prescription = walk.evaluate()
            if begun == "filled":
                walk.fill(prescription)
        for entry in walk.said:
            self.saw(entry.fact.act, Verdict(reasons=entry.fact.reasons))
            self.take_in(entry)

    @rule(dice=DICE)
    def do_something(self, dice: Random) -> None:
        """One rule with its own dice: Hypothesis would leave some rules out of a run."""
        self.walk.now += timedelta(hours=dice.choice(PAUSES))
        course, site, _ = (self.chart(stream) for stream in self.streams)
        kind = dice.choices(["course", "site", "usual", "again"], [12, 4, 6, 1])[0]
        if kind == "again":
            self.ask(self.again, dice.choice(("open", *ON_COURSE)), dice)
        elif kind == "usual":
            self.go_on(dice.choice(sorted(ROUTINE)))
        elif kind == "site":
            self.ask(self.streams[1], dice.choice((*ON_SITE, *likely(site) * 2)), dice)
        else:
            self.ask(self.streams[0], dice.choice((*ON_COURSE, *likely(course) * 6)), dice)

    def ask(self, stream: str, verb: str, dice: Random) -> None:
        chart = self.chart(stream)
        shelf = self.journal.look(stream, lambda pages: pages.shelf(self.site))
        chart.shelves = {self.site: shelf}
        self.walk.now += timedelta(minutes=1)
        drawn = Drawn(chart, self.patient, self.site, self.shelf, self.walk.now, dice)
        by, second = asker(verb, drawn), beside(drawn)
        request = Request(act=act(verb, drawn), by=by, at=self.walk.now, second=second)
        chart.shelves = {}
        self.decide(stream, request)

    def go_on(self, step: str) -> None:
        """Do what a clinic does on most days, so that histories grow long."""
        for verb, by in ROUTINE[step]:
            self.walk.now += timedelta(minutes=1)
            usual = routine(verb, self.chart(self.streams[0]), self.site)
            self.decide(self.streams[0], Request(act=usual, by=by, at=self.walk.now))

    def decide(self, stream: str, request: Request) -> None:
        try:
            outcome = self.desk.decide(stream, request, now=self.walk.now)
        except (BadValueError, NotEntitledError):
            return  # asked wrongly: the invariants hold that nothing was written
        self.saw(request.act, outcome.verdict)
        self.take_in(outcome.entry)

    def saw(self, asked: acts.Act, verdict: Verdict) -> None:
        self.asked[asked.verb, verdict.allowed] += 1
        heard = {reason.rule for reason in verdict.reasons}
        for word, module in RULES.items():
            if module.gate in GATES[type(asked)]:
                self.spoke[word, word in heard] += 1

    def take_in(self, entry: Any) -> None:
        """Keep books of one's own, from the movements alone."""
        self.written += 1
        for movement in entry.fact.movements if isinstance(entry.fact, Done) else ():
            assert isinstance(movement, Movement)
            for holder, sign in ((movement.giver, -1), (movement.taker, 1)):
                stock = kind_of(holder) is HandKind.STOCK
                stream = site_stream(who_of(holder)) if stock else entry.stream
                self.held[stream, holder, movement.product, movement.lot] += (
                    sign * movement.units
                )

    def chart(self, stream: str) -> Any:
        return self.journal.look(stream, lambda pages: pages.chart(stream)).copy()

    @invariant()
    def nothing_appears_or_vanishes(self) -> None:
        assert sum(self.held.values()) == 0

    @invariant()
    def no_owned_hand_is_below_zero(self) -> None:
        for (_, holder, _, _), units in self.held.items():
            assert units >= 0 or kind_of(holder) is HandKind.SOURCE

    @invariant()
    def charts_and_shelf_say_what_was_moved(self) -> None:
        held: Counter[tuple[str, Hand, str, str]] = Counter()
        written = 0
        for stream in self.streams:
            chart = self.chart(stream)
            written += chart.position
            for holder, product, lot, units in chart.books.items():
                if kind_of(holder) is not HandKind.STOCK:
                    held[stream, holder, product, lot] = units
            again = chart_of(stream, chart.entries)
            assert list(again.books.items()) == list(chart.books.items())
            assert (again.offers, again.cases, again.tasks) == (
                chart.offers,
                chart.cases,
                chart.tasks,
            )
        assert written == self.written, "what was asked wrongly left something behind"
        shelf = self.journal.look(self.streams[1], lambda pages: pages.shelf(self.site))
        for holder, product, lot, units in shelf.items() if shelf else ():
            held[self.streams[1], holder, product, lot] = units
        assert held == {place: units for place, units in self.held.items() if units}


class StoredCustody(Custody):
    """The same through Django, on SQLite; the tables are held to the same books."""

    @override
    def new_journal(self) -> Any:
        from dosekeeper.store.journal import DjangoJournal

        return DjangoJournal()

    @invariant()
    def the_tables_say_the_same(self) -> None:
        from dosekeeper.store.models import Holding

        found = Holding.objects.filter(stream__in=self.streams).exclude(units=0)
        assert {(h.stream, h.hand, h.product, h.lot): h.units for h in found} == {
            place: units for place, units in self.held.items() if units
        }

    @override
    def teardown(self) -> None:
        from dosekeeper.store.verify import verify

        assert verify().problems == ()


def steps(examples: int, length: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=length,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )


def holes() -> list[str]:
    """Name what the run did not see: then it proves less than it says."""
    found = [f"{verb} was never allowed" for verb in ACTS if not Custody.asked[verb, True]]
    found += [
        f"{verb} was never refused"
        for verb in ACTS
        if not Custody.asked[verb, False] and verb not in NO_GATE
    ]
    found += [f"{word} never spoke" for word in RULES if not Custody.spoke[word, True]]
    found += [
        f"{word} never held its peace" for word in RULES if not Custody.spoke[word, False]
    ]
    return sorted(found)


def test_every_dose_is_in_somebodys_hands():
    for more in range(RUNS_MAX):
        run_state_machine_as_test(Custody, settings=steps(200, 60 + more))
        if not holes():
            break
    assert holes() == []


def test_the_same_in_the_database(sqlite_engine):
    run_state_machine_as_test(StoredCustody, settings=steps(8, 40))


@pytest.mark.soak
def test_every_dose_is_in_somebodys_hands_for_long():
    run_state_machine_as_test(Custody, settings=settings(steps(5_000, 80), derandomize=False))


@pytest.mark.soak
def test_the_same_in_the_database_for_long(engine):
    run_state_machine_as_test(
        StoredCustody, settings=settings(steps(200, 60), derandomize=False)
    )
