"""While another source of ketamine is known, nothing is prescribed, filled or given here.

What was filled is not taken over then, and goes back.

One source at a time, so that somebody knows the whole amount. It is cleared by a new look
that finds none, after the other prescriber or pharmacy was called. A look in an earlier course
of the patient counts as one in this.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Accept, HandOver, SourceCheck
from dosekeeper.core.around import look_known
from dosekeeper.core.ask import Ask
from dosekeeper.core.custody import supplies
from dosekeeper.core.verdict import Reason, Strength


RULE = "other-source"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Take the last look: another source blocks, *could not check* cannot tell."""
    if not supplies(ask.act, ask.chart):
        return
    on_its_way = isinstance(ask.act, Accept | HandOver)
    check, checked_at = look_known(ask.chart)
    if check is None or checked_at is None or check.result is SourceCheck.CLEAR:
        return
    numbers = {
        "method": check.method,
        "checked_on": ask.chart.day(checked_at).isoformat(),
    }
    if check.result is SourceCheck.OTHER:
        yield ask.reason(RULE, "active", numbers, clears_by=("check-source",))
    else:
        yield ask.reason(
            RULE,
            "unchecked",
            numbers,
            # What could not be checked was weighed before the fill.
            strength=Strength.WARN if on_its_way else Strength.CANNOT_TELL,
            clears_by=("check-source",),
        )
