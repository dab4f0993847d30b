"""No more doses in any seven calendar days than policy and plan allow.

Asked of a plan and of an order before they are signed, and of every dose before it is given.
After the first weeks, more than one a week draws a warning: maintenance thins out, it does
not thicken.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from dosekeeper.core.acts import Prescribe, SetPlan, TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.units import Window, days_between, start_of
from dosekeeper.core.verdict import Reason, Strength


RULE = "frequency"
WEEK_DAYS = 7


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Hold plan and order to the policy, the dose to policy and plan."""
    limit = ask.number(RULE, "doses-per-week-max")
    match ask.act:
        case Prescribe(plan=plan) | SetPlan(plan=plan):
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
    most = min(limit, *(p.doses_per_week for p in ask.chart.plans_on(ask.today)), limit)
    others = _fullest_week(ask, ask.today)
    if others + 1 <= most:
        return None
    later = (ask.today + timedelta(days=n) for n in range(1, 3 * WEEK_DAYS))
    free_on = next((day for day in later if _fullest_week(ask, day) + 1 <= most), None)
    return ask.reason(
        RULE,
        "dose-too-many",
        {
            "doses": others + 1,
            "doses_per_week_max": most,
            "window_days": WEEK_DAYS,
        },
        setting="doses-per-week-max",
        clears_at=start_of(free_on, ask.chart.zone) if free_on else None,
    )


def _fullest_week(ask: Ask, day: date) -> int:
    """Count the doses of the fullest seven days that hold a day.

    A dose may be recorded late, so the seven days also reach past it.
    """
    near = [t.on for t in ask.chart.doses if abs(days_between(t.on, day)) < WEEK_DAYS]
    weeks = [Window.last(WEEK_DAYS, day + timedelta(days=n)) for n in range(WEEK_DAYS)]
    return max(sum(on in week for on in near) for week in weeks)


def _late_weeks(ask: Ask, doses_per_week: int) -> Reason | None:
    after_weeks = ask.number(RULE, "late-after-weeks")
    most = ask.number(RULE, "late-doses-per-week")
    if not ask.chart.doses:
        return None
    weeks = days_between(min(t.on for t in ask.chart.doses), ask.today) // WEEK_DAYS
    if weeks < after_weeks or doses_per_week <= most:
        return None
    return ask.reason(
        RULE,
        "late-weeks",
        {"doses_per_week": doses_per_week, "doses_per_week_max": most, "weeks": weeks},
        strength=Strength.WARN,
        setting="late-doses-per-week",
    )
