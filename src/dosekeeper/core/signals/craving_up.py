"""The patient tells of more craving than before, or of a lot.

A lot is a number on the scale; more is so many points above the person's own median of the
days before. Both numbers are judgement: no scale for this drug in this use is validated
(clinical-facts section 5), so the person is compared with nobody but themselves.
"""

from collections.abc import Iterator
from datetime import timedelta
from statistics import median_low

from dosekeeper.core.signals.signal import Colour, Sight, Signal


RULE = "craving-up"


def signals(sight: Sight) -> Iterator[Signal]:
    """Compare the latest answer with the scale and with the days before it."""
    answers = [c for c in sight.chart.check_ins if c.act.craving is not None]
    if not answers:
        return
    last = max(answers, key=lambda c: c.at)
    days = sight.number(RULE, "window-days")
    if last.on < sight.today - timedelta(days=sight.number(RULE, "fresh-days")):
        return  # old news; that nobody answers since is another signal's business
    first_on = last.on - timedelta(days=days)
    before = [c for c in answers if first_on <= c.on < last.on]
    now = last.act.craving or 0
    usual = median_low(c.act.craving or 0 for c in before) if before else None
    risen = (
        len(before) >= sight.number(RULE, "answers-min")
        and usual is not None
        and now - usual >= sight.number(RULE, "points-min")
    )
    if not risen and now < sight.number(RULE, "points-high"):
        return
    numbers: dict[str, int | str] = {"craving_points": now, "on": last.on.isoformat()}
    if usual is not None:
        numbers |= {"usual_points": usual, "window_days": days}
    yield Signal(
        rule=RULE,
        colour=Colour.AMBER,
        finding="risen" if risen else "high",
        about=sight.chart.patient,
        numbers=numbers,
        evidence=(*(c.position for c in before), last.position) if risen else (last.position,),
        since_at=last.at,
        asks_for=("contact",),
        cite=sight.cite(RULE, "points-min" if risen else "points-high"),
    )
