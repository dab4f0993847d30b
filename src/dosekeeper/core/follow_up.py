"""Days on which the patient was asked how they are, and did not answer."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dosekeeper.core.chart import Chart
from dosekeeper.core.fold.following import LATE_HOURS
from dosekeeper.core.units import day_of, days_between


def missed_in_a_row(chart: Chart, now: datetime) -> int:
    """Count the days without an answer in time that are over at a moment.

    An answer of the running day ends the run; one that came late does not undo that its day
    went by.
    """
    answered = (c.on for c in chart.check_ins if not c.late and c.on <= chart.day(now))
    return missed_since(
        first_asked_on(chart), max(answered, default=None), open_day(now, chart.zone)
    )


def missed_since(first_on: date | None, answered_on: date | None, day: date) -> int:
    """Count the days in a row before a day, the ``open_day``, that nobody answered in time.

    ``first_on`` is the first day asked about, none while nobody is asked; ``answered_on``
    the last day that was answered in time.
    """
    if first_on is None:
        return 0
    before_on = first_on - timedelta(days=1)
    return max(0, days_between(max(before_on, answered_on or before_on), day) - 1)


def open_day(now: datetime, zone: ZoneInfo) -> date:
    """Return the oldest day whose answers would still be in time: no such day is missed."""
    return day_of(now - timedelta(hours=LATE_HOURS), zone)


def first_asked_on(chart: Chart) -> date | None:
    """Return the first whole day of the daily follow-up; none while it is not on."""
    if chart.follow is None or not chart.follow.daily or chart.followed_at is None:
        return None
    return chart.day(chart.followed_at) + timedelta(days=1)
