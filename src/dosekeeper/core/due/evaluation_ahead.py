"""The monthly re-evaluation comes up.

From the day on which the rule begins to warn, the doctor is told; past the last day nothing
is filled, so it is late before a patient meets the refusal. A course in which nobody was
evaluated yet is counted from its opening.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.acts import Decision
from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import Expectation, Kind
from dosekeeper.core.units import start_of, utc


KIND = Kind.EVALUATION
_RULE = "evaluation-due"


def expected(looking: Looking) -> Iterator[Expectation]:
    """Expect the next evaluation, counted from the last; a course that stopped has none."""
    chart = looking.chart
    last = chart.evaluations[-1] if chart.evaluations else None
    counted_from = last.at if last else chart.opened_at
    if counted_from is None or (last and last.act.decision is Decision.STOP):
        return
    on = chart.day(counted_from)
    by, position = (last.by, last.position) if last else ("", 0)

    def day(name: str) -> int:
        return int(looking.policy.value(_RULE, name, looking.today).amount)

    due_at = utc(start_of(on + timedelta(days=day("warn-from-day")), chart.zone))
    late_at = utc(start_of(on + timedelta(days=day("days-max") + 1), chart.zone))
    yield Expectation(
        key=f"{KIND}:{position}",
        kind=KIND,
        of=by,
        since_at=due_at,
        due_at=due_at,
        late_at=late_at,
        overdue_at=late_at + looking.hours(KIND, "overdue-hours"),
        ladder=looking.ladder(KIND, by),
        position=position,
    )
