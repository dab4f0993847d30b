"""A clinician owes the patient a word.

A refusal that cut somebody off, an answer that says "not safe", a worry that was reported:
somebody calls the same day. Refusing and walking away has killed (clinical-facts 0.6).
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import Expectation, Kind


KIND = Kind.WORD


def expected(looking: Looking) -> Iterator[Expectation]:
    """Expect a contact for every task that is open; told at once, late at its hour."""
    for task in looking.chart.tasks.values():
        # What stands in the journal has begun, although a clock was ahead when it was written.
        ahead = max(task.opened_at - looking.now, timedelta(0))
        opened_at, due_at = task.opened_at - ahead, task.due_at - ahead
        yield Expectation(
            key=f"{KIND}:{task.position}",
            kind=KIND,
            of="",
            since_at=opened_at,
            due_at=opened_at,
            late_at=due_at,
            overdue_at=due_at + looking.hours(KIND, "overdue-hours"),
            ladder=looking.ladder(KIND, ""),
            position=task.position,
        )
