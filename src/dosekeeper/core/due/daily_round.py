"""A doctor looks at everybody on their list and signs for it, every working day.

Unsigned, it goes to the deputy, then to the manager: that somebody provably looked is what
the daily follow-up is for. The signature says how many courses were on the list and how many
of them were left open: needing a look that nobody had taken on. Both are counted when it is
signed, and another number is not taken. It may be signed with some left open, since a doctor
cannot settle everything in a day, and then it says so wherever it is shown.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import Expectation, Kind
from dosekeeper.core.units import start_of, utc


KIND = Kind.ROUND
_FRIDAY = 4
_AHEAD = 4  # a Friday looks over the weekend to the Monday


def expected_of(looking: Looking, doctors: tuple[str, ...]) -> Iterator[Expectation]:
    """Expect a signature of each doctor of a clinic for today, and for the days ahead.

    ``looking`` is at the clinic's own stream; who its doctors are is not in a journal.
    """
    weekends = bool(looking.policy.value(KIND, "weekends", looking.today).amount)
    for days in range(_AHEAD):
        on = looking.today + timedelta(days=days)
        if on.weekday() > _FRIDAY and not weekends:
            continue
        for doctor in doctors:
            if (doctor, on) not in looking.chart.rounds:
                yield _of_day(looking, doctor, on)


def _of_day(looking: Looking, doctor: str, on: date) -> Expectation:
    due_at = looking.at(on, looking.number(KIND, "by-hour"))
    return Expectation(
        key=f"{KIND}:{doctor}:{on.isoformat()}",
        kind=KIND,
        of=doctor,
        since_at=looking.at(on, looking.number(KIND, "from-hour")),
        due_at=due_at,
        late_at=due_at,
        overdue_at=utc(start_of(on + timedelta(days=1), looking.chart.zone)),
        ladder=looking.ladder(KIND, doctor),
    )
