"""The patient says every day how they are.

Asked in the morning, reminded in the evening, open until a few hours after midnight. A day
without an answer is a missed day; what follows from that is another expectation.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import Expectation, Kind, Rung
from dosekeeper.core.fold.following import in_time_until
from dosekeeper.core.follow_up import first_asked_on
from dosekeeper.core.people import Role


KIND = Kind.CHECK_IN


def expected(looking: Looking) -> Iterator[Expectation]:
    """Expect today's answers, yesterday's while they are still in time, and tomorrow's."""
    chart, first_on = looking.chart, first_asked_on(looking.chart)
    if first_on is None or chart.follow is None:
        return
    answered = {c.on for c in chart.check_ins}
    for days in (-1, 0, 1):
        on = looking.today + timedelta(days=days)
        if on < first_on or on in answered or in_time_until(chart, on) <= looking.now:
            continue
        yield _of_day(looking, on, chart.follow.by_hour)


def _of_day(looking: Looking, on: date, by_hour: int) -> Expectation:
    asked_at = looking.at(on, looking.number(KIND, "ask-hour"))
    due_at, ends_at = looking.at(on, by_hour), in_time_until(looking.chart, on)
    ladder = looking.ladder(KIND, looking.chart.patient)
    asked = Rung(role=Role.PATIENT, after=asked_at - due_at)
    return Expectation(
        key=f"{KIND}:{on.isoformat()}",
        kind=KIND,
        of=looking.chart.patient,
        since_at=asked_at,
        due_at=due_at,
        late_at=due_at,
        overdue_at=ends_at,
        ladder=(asked, *(replace(rung, again=None) for rung in ladder)),
    )
