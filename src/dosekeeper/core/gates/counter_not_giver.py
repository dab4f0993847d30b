"""Who gave a dose from a box since it was last counted does not count it.

Whoever takes one too many can also count one too few: the same eyes see no difference. A
household with one trusted person cannot always do this, so a policy has to ask for it.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Count
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "counter-not-giver"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Look for a dose from that hand, given by who counts, since the last count of it."""
    act, chart = ask.act, ask.chart
    assert isinstance(act, Count)
    counted = [
        c.position
        for c in chart.counts
        if (c.act.hand, c.act.product) == (act.hand, act.product)
    ]
    since = counted[-1] if counted else 0
    given = [
        dose
        for dose in chart.doses
        if dose.position > since
        and dose.act.given_by == ask.by.person
        and (dose.act.what.hand, dose.act.what.product) == (act.hand, act.product)
    ]
    if given:
        yield ask.reason(
            RULE,
            "gave-since",
            {"person": ask.by.person, "given_on": given[-1].on.isoformat()},
            clears_by=("other-counter",),
        )
