"""Two doses lie at least so many hours apart.

Real hours, not calendar days: the drug does not know that the clocks changed. A dose that is
recorded late is held against its neighbours on both sides. So is the first dose of a new
course: the body did not change with the papers.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.acts import Prescribe, SetPlan, TakeDose
from dosekeeper.core.around import doses_known
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "spacing"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Hold plan and order to the policy, the dose to the longer of policy and plan."""
    limit = ask.number(RULE, "hours-min")
    match ask.act:
        case Prescribe(plan=plan) | SetPlan(plan=plan):
            if plan.spacing_hours < limit:
                yield ask.reason(
                    RULE,
                    "order-too-close",
                    {"spacing_hours": plan.spacing_hours, "spacing_hours_min": limit},
                    setting="hours-min",
                )
        case TakeDose():
            yield _dose(ask, limit)
        case _:
            pass


def _dose(ask: Ask, limit: int) -> Reason | None:
    hours = max(limit, *(p.spacing_hours for p in ask.chart.plans_on(ask.today)), limit)
    apart = timedelta(hours=hours)
    near = [t for t in doses_known(ask.chart) if abs(t.at - ask.at) < apart]
    if not near:
        return None
    closest = min(near, key=lambda t: abs(t.at - ask.at))
    return ask.reason(
        RULE,
        "dose-too-soon",
        {
            "since_minutes": int(abs(ask.at - closest.at) / timedelta(minutes=1)),
            "spacing_hours_min": hours,
            "last_at": closest.at.astimezone(ask.chart.zone).isoformat(timespec="minutes"),
        },
        setting="hours-min",
        clears_at=max(t.at for t in near) + apart,
    )
