"""The patient's answers come from the trusted person's phone.

A shared phone is common, and one answer proves nothing. But who holds the box and gives the
answers too is the only witness, and a patient who is not safe with them cannot say so there.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.signals.signal import Colour, Sight, Signal


RULE = "answers-for-patient"


def signals(sight: Sight) -> Iterator[Signal]:
    """Count such answers in the last days, beside all answers in them."""
    days = sight.number(RULE, "window-days")
    first_on = sight.today - timedelta(days=days - 1)
    recent = [c for c in sight.chart.check_ins if first_on <= c.on <= sight.today]
    theirs = [c for c in recent if c.act.delegates_phone]
    if len(theirs) < sight.number(RULE, "answers-min"):
        return
    yield Signal(
        rule=RULE,
        colour=Colour.AMBER,
        finding="delegates-phone",
        about=sight.chart.delegate_on(sight.today) or "",
        numbers={"answers": len(theirs), "answers_all": len(recent), "window_days": days},
        evidence=tuple(c.position for c in theirs),
        since_at=theirs[0].at,
        asks_for=("contact",),
        cite=sight.cite(RULE, "answers-min"),
    )
