"""A sign that something may be going wrong: published arithmetic, and its evidence.

A signal is a reason to look and to talk. It refuses nothing by itself, it is no score, and
whoever it is about may see it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from dosekeeper.core.chart import Chart
from dosekeeper.core.policy import Cite, Policy
from dosekeeper.core.verdict import Number


class Colour(StrEnum):
    """How much a signal says; the order is from most to least."""

    RED = "red"
    AMBER = "amber"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What was seen: the numbers compared, the entries it rests on, since when.

    ``about`` is the person it speaks of, ``asks_for`` the verbs that would answer it.
    """

    rule: str
    colour: Colour
    finding: str
    about: str
    numbers: Mapping[str, Number] = field(default_factory=dict)
    evidence: tuple[int, ...] = ()
    since_at: datetime | None = None
    asks_for: tuple[str, ...] = ()
    cite: Cite | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """What a signal's module is given: the chart, the policy in force, the moment."""

    chart: Chart
    policy: Policy
    now: datetime

    @property
    def today(self) -> date:
        """The clinic's calendar day."""
        return self.chart.day(self.now)

    def number(self, rule: str, name: str) -> int:
        """Return a setting that is a whole number. Raises PolicyError when there is none."""
        return int(self.policy.value(rule, name, self.today).amount)

    def cite(self, rule: str, name: str) -> Cite:
        """Return what stands behind a setting."""
        return self.policy.value(rule, name, self.today).cite

    def is_on(self, rule: str) -> bool:
        """Whether the policy looks for this at all."""
        return str(self.policy.value(rule, "strength", self.today).amount) != "off"
