"""A fill does not come before the last supply is nearly used.

Measured from the running due date, not from the last fill: counted from the last fill,
three days early each month would add up to another month by the end of the year.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.ask import Ask
from dosekeeper.core.units import days_between, start_of
from dosekeeper.core.verdict import Reason, Strength


RULE = "early-fill"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare the days early with the free days, then with the most that can be waived."""
    due_on = ask.chart.runs_out_on
    if due_on is None:
        return
    early = days_between(ask.today, due_on)
    free, most = ask.number(RULE, "free-days"), ask.number(RULE, "days-max")
    if early <= free:
        return
    yield ask.reason(
        RULE,
        "too-early" if early > most else "early",
        {
            "early_days": early,
            "early_days_free": free,
            "early_days_max": most,
            "due_on": due_on.isoformat(),
        },
        strength=Strength.REFUSE if early > most else Strength.OVERRIDE,
        setting="days-max" if early > most else "free-days",
        clears_at=start_of(due_on - timedelta(days=free), ask.chart.zone),
    )
