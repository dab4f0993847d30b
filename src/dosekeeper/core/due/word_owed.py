"""A clinician owes the patient a word.

A refusal that cut somebody off, an answer that says "not safe", a worry that was reported:
somebody calls the same day. Refusing and walking away has killed (clinical-facts 0.6).
"""

from collections.abc import Iterator

from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import Expectation, Kind


KIND = Kind.WORD


def expected(looking: Looking) -> Iterator[Expectation]:
    """Expect a contact for every task that is open; told at once, late at its hour."""
    for task in looking.chart.tasks.values():
        yield Expectation(
            key=f"{KIND}:{task.position}",
            kind=KIND,
            of="",
            since_at=task.opened_at,
            due_at=task.opened_at,
            late_at=task.due_at,
            overdue_at=task.due_at + looking.hours(KIND, "overdue-hours"),
            ladder=looking.ladder(KIND, ""),
            position=task.position,
        )
