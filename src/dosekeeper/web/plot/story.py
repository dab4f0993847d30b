"""What the plot shows, as plain series: from the chart, before anything is drawn."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dosekeeper.core.acts import Correct, SetLevel, SetPlan, Topic
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.fold.following import in_time_until
from dosekeeper.core.follow_up import first_asked_on
from dosekeeper.core.ledger import HOME, kind_of
from dosekeeper.wording import label


DAYS_AHEAD = 7
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days of a course, from its first day on."""

    starts_on: date
    level: str
    planned: int | None
    taken: int
    filled: int
    out: int
    evaluated: str
    answered: int = 0
    asked: int = 0
    mood: str = ""
    craving: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the patient said on one day, from 0 to 10; ``None`` is not answered."""

    on: date
    mood: int | None
    craving: int | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A course as series of days; ``levels`` and ``out`` hold until their next point.

    ``said`` has a day once, ``missed`` the days that went by without an answer in time.
    ``evaluates`` is false for who is not told of evaluations; the rest is told from a chart
    that has nothing they may not see.
    """

    first_on: date
    last_on: date
    today: date
    levels: tuple[tuple[date, str], ...]
    plans: tuple[tuple[date, int], ...]
    scripts: tuple[tuple[date, date, int], ...]
    fills: tuple[tuple[date, int], ...]
    doses: tuple[date, ...]
    out: tuple[tuple[date, int], ...]
    evaluations: tuple[tuple[date, str], ...]
    said: tuple[Said, ...] = ()
    missed: tuple[date, ...] = ()
    evaluates: bool = True

    @property
    def follows(self) -> bool:
        """Whether there is anything to show of the daily check-ins."""
        return bool(self.said or self.missed)

    @property
    def weeks(self) -> list[Week]:
        """The same by weeks: planned, taken, filled, what is out at the end."""
        return list(_weeks(self))


def told(chart: Chart, now: datetime) -> Told | None:
    """Read the series from a chart; a course with nothing to show has none.

    Nor has one whose box is first to be counted by who looks: the series add up to it.
    """
    today = chart.day(now)
    if chart.opened_at is None or chart.uncounted:
        return None
    standing = [entry for entry in _done(chart) if entry.position not in chart.struck]
    first_on = chart.day(chart.opened_at)
    ends = [script.ends_on for script in chart.scripts.values() if script.stopped_at is None]
    horizon = today + timedelta(days=DAYS_AHEAD)
    last_on = min(max([horizon, *ends]), today + timedelta(days=45))
    if chart.closed_at is not None:
        last_on = chart.day(chart.closed_at) + timedelta(days=DAYS_AHEAD)
    return Told(
        first_on=first_on,
        last_on=max(last_on, first_on + WEEK),
        today=today,
        levels=((first_on, "L0"), *_levels(chart, standing)),
        plans=tuple(_plans(chart, standing)),
        scripts=tuple(
            (
                script.starts_on,
                chart.day(script.stopped_at) if script.stopped_at else script.ends_on,
                script.signed.doses,
            )
            for script in chart.scripts.values()
        ),
        fills=tuple((supply.on, supply.units) for supply in chart.supplies),
        doses=tuple(sorted(dose.on for dose in chart.doses)),
        out=tuple(_out(chart)),
        evaluations=tuple(
            (chart.day(each.at), label("decision", each.act.decision))
            for each in chart.evaluations
        ),
        said=_said(chart),
        missed=tuple(missed_days(chart, now)),
        evaluates=Topic.EVALUATIONS not in chart.hidden,
    )


def _said(chart: Chart) -> tuple[Said, ...]:
    """One line a day; a second answer of the same day fills in, or replaces."""
    days: dict[date, Said] = {}
    for each in chart.check_ins:
        before = days.get(each.on)
        mood, craving = each.act.mood, each.act.craving
        if before is not None:
            mood = before.mood if mood is None else mood
            craving = before.craving if craving is None else craving
        late = each.late and (before is None or before.late)
        days[each.on] = Said(on=each.on, mood=mood, craving=craving, late=late)
    return tuple(days[on] for on in sorted(days))


def missed_days(chart: Chart, now: datetime) -> Iterator[date]:
    """Yield the days of the follow-up that are over without an answer in time."""
    on = first_asked_on(chart)
    if on is None:
        return
    answered = {each.on for each in chart.check_ins if not each.late}
    until = chart.closed_at or now
    while in_time_until(chart, on) <= until:
        if on not in answered:
            yield on
        on += timedelta(days=1)


def _done(chart: Chart) -> list[Entry]:
    done = [entry for entry in chart.entries if isinstance(entry.fact, Done)]
    return sorted(done, key=lambda entry: (entry.at, entry.position))


def _levels(chart: Chart, standing: list[Entry]) -> Iterator[tuple[date, str]]:
    for entry in standing:
        if isinstance(entry.fact.act, SetLevel):
            yield chart.day(entry.at), str(entry.fact.act.level)


def _plans(chart: Chart, standing: list[Entry]) -> Iterator[tuple[date, int]]:
    for entry in standing:
        if isinstance(entry.fact.act, SetPlan):
            yield chart.day(entry.at), entry.fact.act.plan.doses_per_week
    if not any(isinstance(entry.fact.act, SetPlan) for entry in standing) and chart.plan:
        assert chart.opened_at is not None
        yield chart.day(chart.opened_at), chart.plan.doses_per_week


def _out(chart: Chart) -> Iterator[tuple[date, int]]:
    """What is at home after each day on which something moved; a correction moves it back."""
    assert chart.opened_at is not None
    units, last = 0, None
    yield chart.day(chart.opened_at), 0
    for entry in _done(chart):
        assert isinstance(entry.fact, Done)
        moved = sum(
            movement.units
            * ((kind_of(movement.taker) in HOME) - (kind_of(movement.giver) in HOME))
            for movement in entry.fact.movements
        )
        day = chart.day(entry.at)
        if isinstance(entry.fact.act, Correct) and not moved:
            continue
        if last is not None and day != last:
            yield last, units
        if moved or last is None:
            last = day
        units += moved
    if last is not None:
        yield last, units


def _weeks(found: Told) -> Iterator[Week]:
    starts_on = found.first_on
    taken = Counter((day - found.first_on).days // WEEK.days for day in found.doses)
    filled: Counter[int] = Counter()
    for day, units in found.fills:
        filled[(day - found.first_on).days // WEEK.days] += units
    number = 0
    while starts_on <= min(found.today, found.last_on):
        ends_on = starts_on + WEEK
        evaluated = [word for day, word in found.evaluations if starts_on <= day < ends_on]
        said = [each for each in found.said if starts_on <= each.on < ends_on]
        missed = {day for day in found.missed if starts_on <= day < ends_on}
        yield Week(
            starts_on=starts_on,
            level=_at(found.levels, ends_on) or "L0",
            planned=_at(found.plans, ends_on),
            taken=taken[number],
            filled=filled[number],
            out=_at(found.out, ends_on) or 0,
            evaluated=", ".join(evaluated),
            answered=len(said),
            asked=len(missed | {each.on for each in said}),
            mood=_range([each.mood for each in said]),
            craving=_range([each.craving for each in said]),
        )
        starts_on, number = ends_on, number + 1


def _range(numbers: list[int | None]) -> str:
    """``4``, or from lowest to highest: ``2-6``."""
    known = [number for number in numbers if number is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    return str(low) if low == high else f"{low}-{high}"


def _at(points: tuple[tuple[date, Any], ...], before: date) -> Any:
    """The last value before a day."""
    return next((value for day, value in reversed(points) if day < before), None)


def summary(found: Told) -> str:
    """The plot in one sentence, for who does not see it."""
    weeks = found.weeks
    level = found.levels[-1][1].removeprefix("L")
    doses, fills = len(found.doses), len(found.fills)
    out = found.out[-1][1] if found.out else 0
    evaluated = found.evaluations[-1] if found.evaluations else None
    last = (
        f"; the last evaluation on {evaluated[0].day} {evaluated[0]:%B} decided to"
        f" {evaluated[1]}"
        if evaluated
        else "; not evaluated yet"
    )
    return (
        f"{len(weeks)} weeks since {found.first_on.day} {found.first_on:%B %Y}: now at level"
        f" {level}; {fills} fills, {doses} doses taken, {out} units out"
        f"{last if found.evaluates else ''}.{_last_said(found)}"
    )


def _last_said(found: Told) -> str:
    if not found.follows:
        return ""
    parts = [f" {len(found.said)} days with a check-in, {len(found.missed)} missed"]
    for name in ("mood", "craving"):
        known = [(e.on, n) for e in found.said if (n := getattr(e, name)) is not None]
        if known:
            on, number = known[-1]
            parts.append(f"{name} {number} of 10 on {on.day} {on:%B}")
    return f"{'; '.join(parts)}."
