"""No more doses in any seven calendar days than policy and plan allow.

Asked of a plan and of an order before they are signed, and of every dose before it is given.
After the first weeks, more than one a week draws a warning: maintenance thins out, it does
not thicken.

The doses of earlier courses count as those of this one. Only the first weeks begin anew in a
new course, when a pause as long as they are lies before it.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from dosekeeper.core.acts import Prescribe, SetPlan, TakeDose
from dosekeeper.core.around import doses_known
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
    near = [t.on for t in doses_known(ask.chart) if abs(days_between(t.on, day)) < WEEK_DAYS]
    weeks = [Window.last(WEEK_DAYS, day + timedelta(days=n)) for n in range(WEEK_DAYS)]
    return max(sum(on in week for on in near) for week in weeks)


def _late_weeks(ask: Ask, doses_per_week: int) -> Reason | None:
    after_weeks = ask.number(RULE, "late-after-weeks")
    most = ask.number(RULE, "late-doses-per-week")
    begun_on = _begun_on(ask, after_weeks * WEEK_DAYS)
    if begun_on is None:
        return None
    weeks = days_between(begun_on, ask.today) // WEEK_DAYS
    if weeks < after_weeks or doses_per_week <= most:
        return None
    return ask.reason(
        RULE,
        "late-weeks",
        {"doses_per_week": doses_per_week, "doses_per_week_max": most, "weeks": weeks},
        strength=Strength.WARN,
        setting="late-doses-per-week",
    )


def _begun_on(ask: Ask, pause_days: int) -> date | None:
    """Return the first dose of this course, or of an earlier one that it goes on from."""
    own = [t.on for t in ask.chart.doses]
    begun_on = min(own, default=None)
    elsewhere = sorted({t.on for t in doses_known(ask.chart)} - set(own), reverse=True)
    for on in elsewhere:
        if days_between(on, begun_on or ask.today) > pause_days:
            break
        begun_on = min(on, begun_on or on)
    return begun_on
