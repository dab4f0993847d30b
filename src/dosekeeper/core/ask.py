"""A request in front of the gates: the act, the chart, the policy in force, the moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dosekeeper.core.acts import Act, Request
from dosekeeper.core.chart import Chart
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.policy import Policy, Value
from dosekeeper.core.units import utc
from dosekeeper.core.verdict import Number, Reason, Strength, weaker


@dataclass(frozen=True, slots=True)
class Ask:
    """What a gate is given. ``now`` is when it is judged, ``at`` what the act speaks of."""

    request: Request
    chart: Chart
    policy: Policy
    now: datetime

    @property
    def act(self) -> Act:
        """The act asked for."""
        return self.request.act

    @property
    def by(self) -> Actor:
        """Who asks."""
        return self.request.by

    @property
    def at(self) -> datetime:
        """The moment the act speaks of."""
        return self.request.at

    @property
    def today(self) -> date:
        """The clinic's calendar day of that moment."""
        return self.chart.day(self.request.at)

    def value(self, rule: str, name: str) -> Value:
        """Return a setting's value on that day. Raises PolicyError when there is none."""
        return self.policy.value(rule, name, self.today)

    def number(self, rule: str, name: str) -> int:
        """Return a setting that is a whole number."""
        return int(self.value(rule, name).amount)

    def reason(  # noqa: PLR0913 - a reason has this many parts
        self,
        rule: str,
        finding: str,
        numbers: Mapping[str, Number] | None = None,
        *,
        strength: Strength | None = None,
        setting: str = "strength",
        clears_at: datetime | None = None,
        clears_by: tuple[str, ...] = (),
    ) -> Reason | None:
        """Build a reason with its citation, or nothing when policy has the rule off.

        ``setting`` names the setting whose citation stands behind the numbers. The rule's
        own strength is the most it says; a finding may say less (``strength``). *Cannot
        tell* is treated as the rule's ``unknown`` setting says.
        """
        own = str(self.value(rule, "strength").amount)
        if own == "off":
            return None
        most = Strength(own)
        if strength is Strength.CANNOT_TELL:
            treated = weaker(most, Strength(str(self.value(rule, "unknown").amount)))
        else:
            treated = strength = weaker(most, strength or most)
        waivable = treated is Strength.OVERRIDE
        return Reason(
            rule=rule,
            strength=strength,
            finding=finding,
            numbers=dict(numbers or {}),
            cite=self.value(rule, setting).cite,
            treated_as=treated,
            clears_at=utc(clears_at) if clears_at else None,
            clears_by=clears_by,
            may_waive=self._may_waive(rule) if waivable else (),
            second=waivable and bool(self.value(rule, "second").amount),
            waived_by=self._waiver(rule) if waivable else None,
        )

    def _may_waive(self, rule: str) -> tuple[Role, ...]:
        roles = str(self.value(rule, "may-waive").amount)
        return tuple(Role(word) for word in roles.split())

    def _waiver(self, rule: str) -> int | None:
        """Find a live override of this rule for this verb; the youngest is used first."""
        for position, entry in reversed(self.chart.waivers.items()):
            waive = entry.fact.act
            if (waive.rule, waive.of_verb) != (rule, self.act.verb):  # type: ignore[union-attr]
                continue
            if entry.at <= self.at and self.now < waive.expires_at:  # type: ignore[union-attr]
                return position
        return None
