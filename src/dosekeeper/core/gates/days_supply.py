"""A prescription covers no more than thirty days.

Both the days written on it and the days its doses last at the planned pace are held to the
limit: sixty doses "for thirty days" of two a week would be seven months in the drawer.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Prescribe
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "days-supply"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare the longer of the written and the real duration with the limit."""
    act = ask.act
    assert isinstance(act, Prescribe)
    limit = ask.number(RULE, "days-max")
    lasts = act.plan.days_for(act.doses)
    if max(act.days, lasts) > limit:
        yield ask.reason(
            RULE,
            "too-long",
            {
                "written_days": act.days,
                "lasts_days": lasts,
                "doses": act.doses,
                "days_max": limit,
            },
            setting="days-max",
        )
