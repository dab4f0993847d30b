"""Nothing is filled unless somebody has just looked for another source of ketamine.

At every fill, as a compounding pharmacy looks at its state's register; that the look is at
most a day old is this project's own number. Whoever has no register to ask looks another way
and says how: a call to the other clinic, the patient's own word. It counts from when it was
made, whoever made it and in whichever course of the patient.

A look that could not be finished is one too: what nobody knows then is *another source*'s to
say. And where that rule refuses since a source is known, this one is silent, for the same
look clears both.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.acts import SourceCheck
from dosekeeper.core.around import look_known
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason, Strength


RULE = "fresh-look"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare the real hours since the last look with those policy gives."""
    check, checked_at = look_known(ask.chart)
    if check is None or checked_at is None:
        yield ask.reason(RULE, "never", clears_by=("check-source",))
        return
    if check.result is SourceCheck.OTHER and _refused_already(ask):
        return
    limit = ask.number(RULE, "hours-max")
    if ask.at - checked_at > timedelta(hours=limit):
        yield ask.reason(
            RULE,
            "old",
            {
                "method": check.method,
                "checked_at": checked_at.astimezone(ask.chart.zone).isoformat(
                    timespec="minutes"
                ),
                "age_hours_max": limit,
            },
            setting="hours-max",
            clears_by=("check-source",),
        )


def _refused_already(ask: Ask) -> bool:
    """Whether a known source stops the fill; a clinic may have that rule only warn."""
    return ask.value("other-source", "strength").amount == Strength.REFUSE
