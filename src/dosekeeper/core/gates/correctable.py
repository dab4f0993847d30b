"""An entry is corrected by adding one, and only while nothing stands on it.

What moved on since cannot be undone beneath it: first the later entry, then the earlier
one. Refusals, corrections and the opening are not corrected.
"""

from collections.abc import Iterator

from dosekeeper.core import acts
from dosekeeper.core.ask import Ask
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.fold import step
from dosekeeper.core.ledger import ShortError
from dosekeeper.core.record import entry_at, movements_of
from dosekeeper.core.units import BadValueError
from dosekeeper.core.verdict import Reason


RULE = "correctable"
_FIXED = acts.Correct | acts.OpenCourse | acts.OpenSite | acts.CloseCourse | acts.Waive


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Try the correction on a copy of the chart."""
    act = ask.act
    assert isinstance(act, acts.Correct)
    numbers = {"entry": act.entry}
    try:
        entry = entry_at(ask.chart, act.entry)
    except BadValueError:
        yield ask.reason(RULE, "no-such-entry", numbers)
        return
    if act.entry in ask.chart.struck:
        yield ask.reason(RULE, "struck-already", numbers)
    elif not isinstance(entry.fact, Done) or isinstance(entry.fact.act, _FIXED):
        yield ask.reason(RULE, "not-correctable", {**numbers, "verb": entry.verb})
    elif not _stands_alone(ask, act):
        yield ask.reason(RULE, "stood-on", {**numbers, "verb": entry.verb})


def _stands_alone(ask: Ask, act: acts.Correct) -> bool:
    trial = Entry(
        stream=ask.chart.stream,
        position=ask.chart.position + 1,
        at=ask.at,
        recorded_at=ask.now,
        by=ask.by,
        fact=Done(act=act, movements=movements_of(act, ask.chart)),
    )
    try:
        step(ask.chart.copy(), trial)
    except (ShortError, KeyError):
        return False
    return True
