"""What an expectation's module is given, and how it reads its table in the rulebook."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from dosekeeper.core.chart import Chart
from dosekeeper.core.due.expectation import Expectation, Kind, Rung
from dosekeeper.core.people import HOLDERS, Role
from dosekeeper.core.policy import Policy
from dosekeeper.core.units import CLOCK_SLACK, utc


_AFTER = "-after-hours"
_DEPUTY = "deputy"


@dataclass(frozen=True, slots=True)
class Looking:
    """A chart, the policy in force, the moment."""

    chart: Chart
    policy: Policy
    now: datetime

    @property
    def today(self) -> date:
        """The clinic's calendar day."""
        return self.chart.day(self.now)

    def hours(self, kind: Kind, name: str) -> timedelta:
        """Return a setting that is so many hours."""
        return timedelta(hours=self.number(kind, name))

    def number(self, kind: Kind, name: str) -> int:
        """Return a setting that is a whole number. Raises PolicyError when there is none."""
        return int(self.policy.value(kind, name, self.today).amount)

    def is_on(self, kind: Kind) -> bool:
        """Whether the policy expects this at all."""
        return str(self.policy.value(kind, "strength", self.today).amount) != "off"

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Return an hour of the clinic's day, in UTC."""
        return utc(datetime.combine(day, time(hour, minute), tzinfo=self.chart.zone))

    def ladder(self, kind: Kind, of: str) -> tuple[Rung, ...]:
        """Return who is told, in the order of the table: ``nurse-after-hours = 24``.

        Patient and delegate are told of what is expected of themselves and of nothing else.
        """
        own = Role.PATIENT if of == self.chart.patient else Role.DELEGATE
        again = None
        if (kind, "again-hours") in self.policy.settings:
            again = self.hours(kind, "again-hours")
        found = []
        for (word, name), setting in self.policy.settings.items():
            if word != kind or not name.endswith(_AFTER):
                continue
            who = name.removesuffix(_AFTER)
            role = Role.PRESCRIBER if who == _DEPUTY else Role(who)
            if role in HOLDERS and role is not own:
                continue
            after = timedelta(hours=int(setting.on(self.today).amount))
            deputy = who == _DEPUTY
            found.append(Rung(role=role, after=after, again=again, deputy=deputy))
        return tuple(found)

    def acknowledged(self, expectation: Expectation) -> Expectation:
        """Say who has taken it on, and until when nobody is told again.

        Not by a clock that was far ahead: the silence would last until that date.
        """
        entry = self.chart.acknowledged.get(expectation.key)
        if entry is None or entry.recorded_at > self.now + CLOCK_SLACK:
            return expectation
        return replace(
            expectation,
            acknowledged_at=entry.recorded_at,
            acknowledged_by=entry.by.person,
            quiet_until=entry.recorded_at + self.hours(expectation.kind, "quiet-hours"),
        )
