"""Values that cannot all be meant: each is refused when the policy is loaded.

Every check is asked for every day on which a value changes, so that a contradiction that
begins next year is found today.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dosekeeper.core.plan import Level
from dosekeeper.core.policy import Amount, Basis, Policy, PolicyError, Value
from dosekeeper.core.product import Route, Substance


LEDGER_RULES = frozenset(
    {
        "passing",
        "holder",
        "empty-hand",
        "correctable",
        "resolvable",
        "settleable",
        "waivable",
        "prescription-live",
    }
)
"""Rules without which the ledger, or the override itself, would mean nothing."""
_WEEK_HOURS = 7 * 24
_STEPS = ("warn", "override", "refuse")
_LADDER = tuple(level.lower() for level in Level if level is not Level.L4)
_ORDERED = (
    (("evaluation-due", "warn-from-day"), ("evaluation-due", "days-max")),
    (("check-in-due", "warn-from-days"), ("check-in-due", "refuse-from-days")),
    (("early-fill", "free-days"), ("early-fill", "days-max")),
    (("frequency", "late-doses-per-week"), ("frequency", "doses-per-week-max")),
    *((("days-per-fill", level.lower()), ("supply-in-hand", "days-max")) for level in Level),
    *((("days-per-fill", level.lower()), ("days-supply", "days-max")) for level in Level),
    *((("doses-per-fill", low), ("doses-per-fill", high)) for low, high in pairwise(_LADDER)),
    *((("days-per-fill", low), ("days-per-fill", high)) for low, high in pairwise(_LADDER)),
)
"""Pairs of settings of which the first is at most the second."""


Key = tuple[str, str]
Found = tuple[str, Key, Key]
"""A sentence, and two settings that do not fit together; one of them is to blame."""


@dataclass(frozen=True, slots=True)
class _Day:
    """A policy on one day."""

    policy: Policy
    day: date

    def value(self, rule: str, name: str) -> Value:
        return self.policy.value(rule, name, self.day)

    def has(self, rule: str, name: str) -> bool:
        return (rule, name) in self.policy.settings

    def number(self, rule: str, name: str) -> int:
        return int(self.value(rule, name).amount)

    def said(self, rule: str, name: str) -> str:
        text = self.policy.settings[rule, name].text(self.value(rule, name).amount)
        return f"{rule}.{name} ({text})"


def check(policy: Policy, file: str) -> None:
    """Raise PolicyError at the first contradiction, at the line in ``file`` that makes it."""
    days = {value.from_on for s in policy.settings.values() for value in s.values}
    for day in sorted(days):
        for find in _CHECKS:
            for message, *keys in find(_Day(policy, day)):
                places = [policy.settings[key].place for key in keys]
                ours = [place for place in places if place.startswith(f"{file}:")]
                raise PolicyError((ours or places)[0], message)


def _out_of_order(on: _Day) -> Iterator[Found]:
    for low, high in (*_ORDERED, *_ceilings(on)):
        if on.number(*low) > on.number(*high):
            yield f"{on.said(*low)} is above {on.said(*high)}", low, high


def _ceilings(on: _Day) -> Iterator[tuple[Key, Key]]:
    rows = [*Route, *(f"{route}-{Substance.ESKETAMINE}" for route in Route)]
    for row in rows:
        for unit in ("mg", "mg-per-kg"):
            names = [f"{row}-{step}-{unit}" for step in _STEPS]
            there = [("dose-ceiling", name) for name in names if on.has("dose-ceiling", name)]
            yield from pairwise(there)


def _spacing(on: _Day) -> Iterator[Found]:
    doses, hours = ("frequency", "doses-per-week-max"), ("spacing", "hours-min")
    if (on.number(*doses) - 1) * on.number(*hours) >= _WEEK_HOURS:
        yield f"{on.said(*doses)} cannot lie {on.said(*hours)} apart", doses, hours


def _levels(on: _Day) -> Iterator[Found]:
    """A level that gives something says how much, how long, and to whom at home."""
    for level in (level.lower() for level in Level):
        doses, days = ("doses-per-fill", level), ("days-per-fill", level)
        held = ("held-by-delegate", level)
        if bool(on.number(*doses)) is not bool(on.number(*days)):
            yield f"{on.said(*doses)} and {on.said(*days)} do not fit together", doses, days
        if on.number(*doses) and on.value(*held).amount == "clinic":
            yield f"{on.said(*doses)} goes home, {on.said(*held)} keeps it", doses, held
    for low, high in pairwise(level.lower() for level in Level):
        one, other = ("held-by-delegate", low), ("held-by-delegate", high)
        if _CUSTODIES.index(on.value(*one).amount) > _CUSTODIES.index(on.value(*other).amount):
            yield f"{on.said(*other)} is stricter than the lower {on.said(*one)}", one, other


def _ledger(on: _Day) -> Iterator[Found]:
    for rule in sorted(LEDGER_RULES):
        key = (rule, "strength")
        if on.value(*key).amount != "refuse":
            yield f"{on.said(*key)}: without this rule the ledger means nothing", key, key


def _overrides(on: _Day) -> Iterator[Found]:
    """What may be overridden says by whom; what law forbids may not be overridden."""
    for rule in dict.fromkeys(rule for rule, _ in on.policy.settings):
        for key in _override_settings(on, rule):
            waive = (rule, "may-waive")
            if not on.has(*waive):
                message = f"{on.said(*key)}, and {rule} has no may-waive: it is never lifted"
                yield message, key, key
            elif not on.value(*waive).amount:
                yield f"{on.said(*key)}, and {on.said(*waive)}", key, waive
            elif on.value(*key).cite.basis is Basis.LAW:
                blame = waive if key[1] == "strength" else (rule, "strength")
                yield f"{on.said(*key)} is law, and may be overridden", key, blame
        yield from _lawful_refusal(on, rule)
        yield from _law_in_the_wind(on, rule)


def _override_settings(on: _Day, rule: str) -> Iterator[Key]:
    """Name the settings of a rule whose citation would stand behind an override."""
    strength = on.value(rule, "strength").amount
    if strength in {"off", "warn"}:
        return  # a rule says no more than its own strength
    plain = strength == "override"
    for word, name in on.policy.settings:
        if word != rule or name in {"may-waive", "second"}:
            continue
        chosen = name in {"strength", "unknown"} and on.value(rule, name).amount == "override"
        if chosen or (plain and name != "unknown") or _is_override_step(rule, name):
            yield rule, name


def _is_override_step(rule: str, name: str) -> bool:
    """Whether the gate itself speaks of an override above this number."""
    match rule:
        case "dose-ceiling":
            return "-override-" in name
        case "early-fill":
            return name == "free-days"
        case "delegate-ready":
            return name == "unpaid-only"
        case "vitals":
            return name.startswith("clinic-")
        case _:
            return False


def _lawful_refusal(on: _Day, rule: str) -> Iterator[Found]:
    strength, waive = (rule, "strength"), (rule, "may-waive")
    if not on.has(*waive) or not on.value(*waive).amount:
        return
    value = on.value(*strength)
    if value.amount == "refuse" and value.cite.basis is Basis.LAW:
        yield f"{on.said(*strength)} is law, and {on.said(*waive)} may lift it", strength, waive


def _law_in_the_wind(on: _Day, rule: str) -> Iterator[Found]:
    """Find a rule that rests on law and no longer refuses anything."""
    strength = (rule, "strength")
    if on.value(*strength).amount not in {"off", "warn"}:
        return
    for word, name in on.policy.settings:
        if word == rule and on.value(rule, name).cite.basis is Basis.LAW:
            key = (rule, name)
            yield f"{on.said(*key)} is law, and {on.said(*strength)}", strength, key


_CUSTODIES: tuple[Amount, ...] = ("clinic", "delegate", "patient")
_CHECKS: tuple[Callable[[_Day], Iterator[Found]], ...] = (
    _out_of_order,
    _spacing,
    _levels,
    _ledger,
    _overrides,
)
