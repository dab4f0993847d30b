"""A count difference is closed only when the books and the last count agree.

First the loss, the find, the correction or the second count; then the word that it is
settled. Who counted short does not close it alone, nor does who counted again and found
nothing missing: one person could else make a difference disappear.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Resolve
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "resolvable"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Find the case, its remaining gap, and who counted."""
    act = ask.act
    assert isinstance(act, Resolve)
    case = ask.chart.cases.get(act.case)
    if case is None:
        yield ask.reason(RULE, "no-such-case", {"case": act.case})
        return
    if case.gap:
        yield ask.reason(
            RULE,
            "still-open",
            {"gap_units": case.gap, "counted_units": case.counted, "hand": case.hand},
            clears_by=("count", "lost", "found", "correct"),
        )
    if ask.by.person in case.counters:
        yield ask.reason(RULE, "own-count", {"person": ask.by.person})
