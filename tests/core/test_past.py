"""What is told late is held against the journal as it happened, not as it was written.

The check is compared with the plain thing: put the act among all that happened, in the order
in which it happened, replay it, and look whether the hand ever holds less than nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import event, given
from hypothesis import strategies as st

from dosekeeper.core import acts
from dosekeeper.core.ask import Ask
from dosekeeper.core.events import Done
from dosekeeper.core.gates import empty_hand
from dosekeeper.core.ledger import SOURCE, TAKEN, Movement, ShortError
from dosekeeper.core.units import CLOCK_SLACK
from dosekeeper.rulebook import load
from tests import cast
from tests.cast import BOX, MARCO, NELL


LOTS = st.sampled_from(["a1", "b2"])
MINUTES = st.integers(0, 60 * 24 * 7)


@dataclass(frozen=True)
class Told:
    """Units into the box or out of it, in the order in which they were written down."""

    minute: int
    units: int
    lot: str
    into: bool
    struck: bool

    @property
    def at(self) -> datetime:
        return cast.BEGIN + timedelta(minutes=self.minute)

    @property
    def movement(self) -> Movement:
        giver, taker = (SOURCE, BOX) if self.into else (BOX, TAKEN)
        return Movement(giver, taker, cast.TROCHE, self.lot, self.units)


TOLD = st.builds(
    Told,
    minute=MINUTES,
    units=st.integers(1, 4),
    lot=LOTS,
    into=st.sampled_from([True, True, False]),
    struck=st.sampled_from([False, False, False, True]),
)


def journal(told: list[Told]) -> tuple[cast.Story, list[Told]]:
    """Write down what the books allow, and strike what is to be struck where they do."""
    story, kept = cast.opened(), []
    late = cast.BEGIN + timedelta(days=8)
    for each in told:
        fact = Done(act=acts.Weigh(weight_g=70_000), movements=(each.movement,))
        try:
            entry = story.add(fact, NELL, each.at, late)
        except ShortError:
            continue
        if each.struck:
            story.tell(acts.Correct(entry=entry, reason="a slip"), NELL, late)
        else:
            kept.append(each)
    return story, kept


def short_at_some_time(kept: list[Told], what: acts.Holding, at: datetime) -> bool:
    """Replay by when it happened; the act stands last of all within the clocks' slack."""
    line = [
        (each.at, number, each.units if each.into else -each.units)
        for number, each in enumerate(kept)
        if what.lot in (None, each.lot)
    ]
    new = (at + CLOCK_SLACK, len(kept), -what.units)
    held, asked = 0, False
    for moved in sorted([*line, new]):
        held += moved[2]
        asked = asked or moved is new
        if asked and held < 0:
            return True
    return False


@given(
    told=st.lists(TOLD, min_size=1, max_size=12),
    minute=MINUTES,
    units=st.integers(1, 3),
    lot=st.one_of(st.none(), LOTS),
)
def test_the_rule_says_what_a_replay_in_order_says(
    told: list[Told], minute: int, units: int, lot: str | None
):
    story, kept = journal(told)
    what = acts.Holding(hand=BOX, product=cast.TROCHE, units=units, lot=lot)
    at = cast.BEGIN + timedelta(minutes=minute)
    request = acts.Request(act=acts.Lose(what=what, reason="gone"), by=MARCO, at=at)
    ask = Ask(request, story.chart, load("article"), at)
    reasons = [reason.finding for reason in empty_hand.gate(ask) if reason]
    event(", ".join(reasons) or "allowed")
    assert bool(reasons) is short_at_some_time(kept, what, at)


def test_what_happened_later_is_no_help_and_what_came_earlier_is():
    story, _ = journal([Told(600, 2, "a1", into=True, struck=False)])
    policy = load("article")
    for minute, allowed in ((600, True), (596, True), (595, True), (594, False), (700, True)):
        at = cast.BEGIN + timedelta(minutes=minute)
        act = acts.Lose(what=cast.held(1), reason="gone")
        request = acts.Request(act=act, by=MARCO, at=at)
        reasons = list(empty_hand.gate(Ask(request, story.chart, policy, at)))
        assert [r for r in reasons if r] == [] if allowed else reasons[0] is not None
