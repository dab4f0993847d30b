"""No more doses in any seven calendar days than policy and plan allow.

Asked of an order before it is signed, and of every dose before it is given. After the first
weeks, more than one a week draws a warning: maintenance thins out, it does not thicken.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.acts import Prescribe, TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.chart import Taken
from dosekeeper.core.units import Window, days_between, start_of
from dosekeeper.core.verdict import Reason, Strength


RULE = "frequency"
WEEK_DAYS = 7


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Hold the order to the policy, the dose to policy and plan."""
    limit = ask.number(RULE, "doses-per-week-max")
    match ask.act:
        case Prescribe(plan=plan):
            if plan.doses_per_week > limit:
                yield ask.reason(
                    RULE,
                    "order-too-often",
                    {
                        "doses_per_week": plan.doses_per_week,
                        "doses_per_week_max": limit,
                    },
                    setting="doses-per-week-max",
                )
            else:
                yield _late_weeks(ask, plan.doses_per_week)
        case TakeDose():
            yield _dose(ask, limit)
        case _:
            pass


def _dose(ask: Ask, limit: int) -> Reason | None:
    plan = ask.chart.plan
    most = min(limit, plan.doses_per_week) if plan else limit
    around = _worst_week(ask)
    if len(around) + 1 <= most:
        return None
    oldest = around[-most]
    free_on = oldest.on + timedelta(days=WEEK_DAYS)
    return ask.reason(
        RULE,
        "dose-too-many",
        {
            "doses": len(around) + 1,
            "doses_per_week_max": most,
            "window_days": WEEK_DAYS,
        },
        setting="doses-per-week-max",
        clears_at=start_of(free_on, ask.chart.zone),
    )


def _worst_week(ask: Ask) -> list[Taken]:
    """Return the fullest seven days that hold this dose; it may be recorded late."""
    near = [t for t in ask.chart.doses[-64:] if abs(days_between(t.on, ask.today)) < WEEK_DAYS]
    weeks = [
        [t for t in near if t.on in Window.last(WEEK_DAYS, ask.today + timedelta(days=late))]
        for late in range(WEEK_DAYS)
    ]
    return max(weeks, key=len)


def _late_weeks(ask: Ask, doses_per_week: int) -> Reason | None:
    after_weeks = ask.number(RULE, "late-after-weeks")
    most = ask.number(RULE, "late-doses-per-week")
    if not ask.chart.doses:
        return None
    weeks = days_between(ask.chart.doses[0].on, ask.today) // WEEK_DAYS
    if weeks < after_weeks or doses_per_week <= most:
        return None
    return ask.reason(
        RULE,
        "late-weeks",
        {"doses_per_week": doses_per_week, "doses_per_week_max": most, "weeks": weeks},
        strength=Strength.WARN,
        setting="late-doses-per-week",
    )
