"""Early fills are added up, so that a little early each time does not become a stock."""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.ask import Ask
from dosekeeper.core.units import Window, days_between, start_of
from dosekeeper.core.verdict import Reason


RULE = "early-days"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Add this fill's early days to those of the window."""
    due_on = ask.chart.runs_out_on
    now_early = max(0, days_between(ask.today, due_on)) if due_on else 0
    if not now_early:
        return
    days, limit = ask.number(RULE, "window-days"), ask.number(RULE, "days-max")
    total = now_early + ask.chart.early_days(Window.last(days, ask.today))
    if total > limit:
        yield ask.reason(
            RULE,
            "added-up",
            {
                "early_days": total,
                "early_days_max": limit,
                "this_fill_days": now_early,
                "window_days": days,
            },
            setting="days-max",
            clears_at=start_of(
                ask.today + timedelta(days=min(total - limit, now_early)), ask.chart.zone
            ),
        )
