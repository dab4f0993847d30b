"""The dose does not rise too far or too often.

Tolerance asks for more, more brings more tolerance. A rise of more than a quarter within
thirty days, or the third rise within ninety, needs a second pair of eyes.

The reference is the lowest dose that was prescribed in the window, the one in force when it
began included: a high prescription in between, or one that was never filled, does not lift
the ladder. Going on at the dose prescribed last is no rise: who signed for it is not asked
again a month later. Milligrams by one route say little about another, so a change of route
or substance cannot be told.

A new course goes on where an earlier one ended, if that was within the ninety days.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from dosekeeper.core.acts import Prescribe
from dosekeeper.core.around import scripts_known
from dosekeeper.core.ask import Ask
from dosekeeper.core.plan import Plan
from dosekeeper.core.product import Route, Substance
from dosekeeper.core.units import Window, percent_rise
from dosekeeper.core.verdict import Reason, Strength


RULE = "dose-rise"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare with the lowest dose in force in the window, and count the rises."""
    act = ask.act
    assert isinstance(act, Prescribe)
    rises = Window.last(ask.number(RULE, "rises-window-days"), ask.today)
    known = scripts_known(ask.chart, rises.first_on)
    steps = [
        (ask.chart.day(s.at), s.signed.plan.dose.micrograms)
        for s in known
        if _kind(s.signed.plan) == _kind(act.plan)
    ]
    if known:
        yield _other_route(ask, known[-1].signed.plan, act.plan)
    if not steps:
        return
    new_ug = act.plan.dose.micrograms
    window = Window.last(ask.number(RULE, "window-days"), ask.today)
    before = [ug for on, ug in steps if on < window.first_on][-1:]
    lowest_ug = min(before + [ug for on, ug in steps if on in window], default=new_ug)
    limit = ask.number(RULE, "percent-max")
    percent = percent_rise(lowest_ug, new_ug)
    if percent > limit and new_ug > steps[-1][1]:
        yield ask.reason(
            RULE,
            "too-large",
            {
                "dose_ug": new_ug,
                "before_ug": lowest_ug,
                "rise_percent": percent,
                "rise_percent_max": limit,
                "window_days": ask.number(RULE, "window-days"),
            },
            setting="percent-max",
        )
    yield _too_often(ask, steps, new_ug)


def _kind(plan: Plan) -> tuple[Substance, Route]:
    return plan.drug.substance, plan.drug.route


def _other_route(ask: Ask, before: Plan, new: Plan) -> Reason | None:
    """Say that milligrams cannot be compared with those of the prescription before."""
    if _kind(before) == _kind(new):
        return None
    return ask.reason(
        RULE,
        "other-route",
        {"product": new.product, "before_product": before.product},
        strength=Strength.CANNOT_TELL,
    )


def _too_often(ask: Ask, steps: list[tuple[date, int]], new_ug: int) -> Reason | None:
    days = ask.number(RULE, "rises-window-days")
    limit = ask.number(RULE, "rises-max")
    window = Window.last(days, ask.today)
    line = [*steps, (ask.today, new_ug)]
    rises = sum(1 for (_, old), (on, new) in pairwise(line) if new > old and on in window)
    if new_ug <= steps[-1][1] or rises <= limit:
        return None
    return ask.reason(
        RULE,
        "too-often",
        {"rises": rises, "rises_max": limit, "window_days": days},
        setting="rises-max",
    )
