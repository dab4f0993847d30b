"""What somebody sees of a course at a moment: what is kept back from them, and why.

When a course or a role has ended, nothing is shared with a trusted person any more. And a
count is blind: while one is expected of somebody, what the books say of their hand is not
told to them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from dosekeeper.core.acts import Topic
from dosekeeper.core.chart import Chart
from dosekeeper.core.due import Kind, due
from dosekeeper.core.ledger import Hand
from dosekeeper.core.people import HOLDERS, Actor, Role
from dosekeeper.core.policy import Policy


COUNTS = frozenset({Kind.COUNT, Kind.CALL_BACK})
"""What is expected of whoever is to count."""


@dataclass(frozen=True, slots=True)
class Sight:
    """All of a course but the ``hidden`` topics, and what is in the ``uncounted`` hands."""

    viewer: Actor
    hidden: frozenset[Topic] = frozenset()
    uncounted: frozenset[Hand] = frozenset()


def sight_of(chart: Chart, viewer: Actor, policy: Policy, now: datetime) -> Sight:
    """Return what somebody sees of a course at a moment. ``chart`` is the whole of it."""
    if viewer.role not in HOLDERS:
        return Sight(viewer)
    asked = any(
        each.kind in COUNTS and each.of == viewer.person for each in due(chart, policy, now)
    )
    uncounted = frozenset({chart.hand_of(viewer.person)}) if asked else frozenset()
    return Sight(viewer, _hidden(chart, viewer, chart.day(now)), uncounted)


def _hidden(chart: Chart, viewer: Actor, today: date) -> frozenset[Topic]:
    """Return the topics a trusted person does not see: all, once they are trusted no more."""
    if viewer.role is not Role.DELEGATE:
        return frozenset()
    trust = chart.trusts.get(viewer.person)
    over = chart.closed_at is not None or trust is None or trust.has_ended(today)
    return frozenset(Topic) if over else frozenset(Topic) - chart.shared
