"""The days between: check-ins, observations, reports, who has seen what, the signed round."""

from datetime import date, datetime, timedelta

from dosekeeper.core import acts
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Entry
from dosekeeper.core.facts import CheckedIn, Observed
from dosekeeper.core.units import start_of, utc


LATE_HOURS = 4
"""Answers that reach us within so many hours after midnight are still of the day they were
given on: a telephone without a net until bedtime is no missed day [judgement]."""

Following = (
    acts.CheckIn
    | acts.Observe
    | acts.Report
    | acts.Acknowledge
    | acts.Follow
    | acts.Share
    | acts.SignRound
)


def follow(chart: Chart, entry: Entry, act: Following) -> None:
    """Let what somebody said of a day stand on the chart."""
    match act:
        case acts.CheckIn():
            chart.check_ins.append(_checked_in(chart, entry, act))
        case acts.Observe():
            seen = Observed(position=entry.position, at=entry.at, by=entry.by.person, act=act)
            chart.observed[act.dose] = (*chart.observed.get(act.dose, ()), seen)
        case acts.Report():
            chart.reports[entry.position] = entry
        case acts.Acknowledge():
            chart.acknowledged[act.expectation] = entry
        case acts.Follow():
            # A new hour of the day forgets no missed day; a new beginning after an end does.
            goes_on = chart.follow is not None and chart.follow.daily and act.daily
            chart.followed_at = chart.followed_at if goes_on else entry.at
            chart.follow = act
        case acts.Share():
            chart.shared = frozenset(act.topics)
        case acts.SignRound():
            chart.rounds[act.instead_of or entry.by.person, act.on] = entry


def _checked_in(chart: Chart, entry: Entry, act: acts.CheckIn) -> CheckedIn:
    on = chart.day(entry.at)
    return CheckedIn(
        position=entry.position,
        at=entry.at,
        on=on,
        late=entry.recorded_at >= in_time_until(chart, on),
        act=act,
    )


def in_time_until(chart: Chart, on: date) -> datetime:
    """Return the instant at which answers of a day begin to be late."""
    return utc(start_of(on + timedelta(days=1), chart.zone) + timedelta(hours=LATE_HOURS))
