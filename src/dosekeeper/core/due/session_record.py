"""After a dose at home somebody stays, looks, and says when it is over.

A look every quarter of an hour for two hours is what existing home services ask of their
trained people; the record is complete within a day.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from dosekeeper.core.acts import Evidence
from dosekeeper.core.chart import Chart
from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import Expectation, Kind
from dosekeeper.core.facts import Taken
from dosekeeper.core.plan import Place


KIND = Kind.SESSION
LOOKED_BACK = timedelta(days=7)


def expected(looking: Looking) -> Iterator[Expectation]:
    """Expect the end of the watch after the latest dose a trusted person gave at home."""
    dose = watched(looking.chart)
    if dose is None or dose.at < looking.now - LOOKED_BACK or has_ended(looking.chart, dose):
        return
    ends_at = dose.at + looking.hours(KIND, "watch-hours")
    yield Expectation(
        key=f"{KIND}:{dose.position}",
        kind=KIND,
        of=dose.act.given_by,
        since_at=dose.at,
        due_at=ends_at,
        late_at=ends_at + looking.hours(KIND, "late-hours"),
        overdue_at=dose.at + looking.hours(KIND, "overdue-hours"),
        ladder=looking.ladder(KIND, dose.act.given_by),
        position=dose.position,
    )


def watched(chart: Chart) -> Taken | None:
    """Return the latest dose that somebody has to stay with at home."""
    at_home = [
        dose
        for dose in chart.doses
        if dose.act.place is Place.HOME
        and dose.act.evidence is Evidence.DELEGATE_OBSERVED
        and not dose.act.already
    ]
    return max(at_home, key=lambda dose: dose.at, default=None)


def has_ended(chart: Chart, dose: Taken) -> bool:
    """Whether somebody said that the watch is over."""
    return any(look.act.ended for look in chart.observed.get(dose.position, ()))


def prompts(looking: Looking, dose: Taken) -> tuple[datetime, ...]:
    """Return the moments at which the one beside them looks."""
    every = timedelta(minutes=looking.number(KIND, "look-minutes"))
    looks = looking.hours(KIND, "watch-hours") // every
    return tuple(dose.at + every * number for number in range(1, looks + 1))
