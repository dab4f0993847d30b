"""One prescriber, or one prescriber's group, at a time.

A colleague of the same practice is not a second source; a stranger with a live prescription
is. Who wants to take over first has the old prescription stopped.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Prescribe
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "one-prescriber"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Refuse while a prescription of another group is live and not used up."""
    act = ask.act
    assert isinstance(act, Prescribe)
    for script in ask.chart.scripts.values():
        if script.stopped_at is not None or not script.units_left:
            continue
        if script.ends_on < ask.today:
            continue
        same_person = script.prescriber == ask.by.person
        same_group = bool(act.group) and act.group == script.signed.group
        if not same_person and not same_group:
            yield ask.reason(
                RULE,
                "another-live",
                {
                    "prescription": script.position,
                    "prescriber": script.prescriber,
                    "units_left": script.units_left,
                },
                clears_by=("stop",),
            )
