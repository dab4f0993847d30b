"""Days went by without a word from the patient.

One missed day is a reminder, two are on somebody's list, and from the third no dose is
taken at home (the rule check-in-due). Silence is not guilt: homelessness, a broken phone
and bad days are the usual reasons, so what follows first is a call.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import Expectation, Kind
from dosekeeper.core.fold.following import in_time_until
from dosekeeper.core.follow_up import missed_in_a_row, open_day


KIND = Kind.MISSED


def expected(looking: Looking) -> Iterator[Expectation]:
    """Expect a word once the first missed day is over."""
    chart = looking.chart
    missed = missed_in_a_row(chart, looking.now)
    if not missed:
        return
    first_on = open_day(looking.now, chart.zone) - timedelta(days=missed)
    ended_at = in_time_until(chart, first_on)
    yield Expectation(
        key=f"{KIND}:{first_on.isoformat()}",
        kind=KIND,
        of=chart.patient,
        since_at=ended_at,
        due_at=ended_at,
        late_at=ended_at + looking.hours(KIND, "late-hours"),
        overdue_at=ended_at + looking.hours(KIND, "overdue-hours"),
        ladder=looking.ladder(KIND, chart.patient),
        number=missed,
    )
