"""Signals: one file each, one function over all of them.

Not gates: a signal refuses nothing. It shows numbers and the entries they come from to the
people who can ask what is behind it, the one it is about among them.
"""

from collections.abc import Mapping
from datetime import datetime
from types import ModuleType

from dosekeeper.core.chart import Chart
from dosekeeper.core.policy import Policy
from dosekeeper.core.signals import (
    answers_for_patient,
    counts_alone,
    craving_up,
    doses_ahead,
    serves_many,
)
from dosekeeper.core.signals.signal import Colour, Sight, Signal
from dosekeeper.core.units import utc


__all__ = ["SIGNALS", "Colour", "Sight", "Signal", "signals"]
SIGNALS: Mapping[str, ModuleType] = {
    module.RULE: module
    for module in (doses_ahead, craving_up, counts_alone, answers_for_patient, serves_many)
}
"""Word to the module that holds it; the module's docstring explains it to people."""


def signals(chart: Chart, policy: Policy, now: datetime) -> tuple[Signal, ...]:
    """Return what is to be seen on a chart, red before amber before notes.

    Raises PolicyError when a setting is missing.
    """
    sight = Sight(chart, policy, utc(now))
    found = [s for word, m in SIGNALS.items() if sight.is_on(word) for s in m.signals(sight)]
    colours = list(Colour)
    return tuple(sorted(found, key=lambda s: colours.index(s.colour)))
