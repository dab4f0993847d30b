"""Only what is there can be settled: the task answered, the prescription stopped.

A delegate may lay down their own role at any time, and nobody else's.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Contact, Revoke, Stop
from dosekeeper.core.ask import Ask
from dosekeeper.core.people import Role
from dosekeeper.core.verdict import Reason


RULE = "settleable"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Look up what the act refers to."""
    match ask.act:
        case Contact(task=position):
            if position not in ask.chart.tasks:
                yield ask.reason(RULE, "no-such-task", {"entry": position})
        case Stop(prescription=position):
            script = ask.chart.scripts.get(position)
            if script is None or script.stopped_at is not None:
                yield ask.reason(RULE, "no-such-prescription", {"entry": position})
        case Revoke(delegate=person):
            if person not in ask.chart.trusts:
                yield ask.reason(RULE, "no-such-delegate", {"person": person})
            elif ask.by.role is Role.DELEGATE and person != ask.by.person:
                yield ask.reason(RULE, "not-your-role", {"person": person})
        case _:
            pass
