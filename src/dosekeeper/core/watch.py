"""Doses after which somebody is still being watched."""

from datetime import datetime, timedelta

from dosekeeper.core.chart import Chart
from dosekeeper.core.facts import Taken


def open_watches(chart: Chart, now: datetime, hours: int) -> list[Taken]:
    """Return the doses of the last hours whose watch nobody has ended, the latest first."""
    since = now - timedelta(hours=hours)
    return [
        dose
        for dose in sorted(chart.doses, key=lambda dose: dose.at, reverse=True)
        if since <= dose.at <= now
        and not any(look.act.ended for look in chart.observed.get(dose.position, ()))
    ]
