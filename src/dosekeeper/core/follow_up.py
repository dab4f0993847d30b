"""Days on which the patient was asked how they are, and did not answer."""

from datetime import date, timedelta

from dosekeeper.core.chart import Chart


def missed_in_a_row(chart: Chart, today: date) -> int:
    """Count the days up to yesterday that went by without an answer in time.

    The first day asked about is the one after the follow-up was set up. An answer given
    today ends the run; one that came late does not undo that its day went by.
    """
    first_on = first_asked_on(chart)
    if first_on is None or any(c.on == today and not c.late for c in chart.check_ins):
        return 0
    answered = {c.on for c in chart.check_ins if not c.late}
    missed, day = 0, today - timedelta(days=1)
    while day >= first_on and day not in answered:
        missed, day = missed + 1, day - timedelta(days=1)
    return missed


def first_asked_on(chart: Chart) -> date | None:
    """Return the first whole day of the daily follow-up; none while it is not on."""
    if chart.follow is None or not chart.follow.daily or chart.followed_at is None:
        return None
    return chart.day(chart.followed_at) + timedelta(days=1)
