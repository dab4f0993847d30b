"""Dated values with their source, and what "stricter" means.

A policy is data. Each value carries its basis and citation, so that a refusal can show
where its number comes from and whether anybody has read that source. A layer laid over
another may only tighten, unless it says why it loosens.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from dosekeeper.core.units import mg_text


Amount = int | bool | str


class Basis(StrEnum):
    """Who stands behind a value. ``judgement`` is this project alone."""

    LAW = "law"
    LABEL = "label"
    GUIDELINE = "guideline"
    PRACTICE = "practice"
    ARTICLE = "article"
    JUDGEMENT = "judgement"


class Stricter(StrEnum):
    """In which direction a setting tightens."""

    LOWER = "lower"
    HIGHER = "higher"
    TRUE = "true"
    FALSE = "false"
    STRENGTH = "strength"
    CUSTODY = "custody"
    FEWER = "fewer"
    MORE = "more"


_RANKS = {
    Stricter.STRENGTH: ("off", "warn", "override", "refuse"),
    Stricter.CUSTODY: ("patient", "delegate", "clinic"),
}


class PolicyError(Exception):
    """A policy that must not be used: unknown, contradictory, or loosened in silence.

    ``place`` is the file with the line, or the table, where it stands.
    """

    def __init__(self, place: str, message: str) -> None:
        """Keep the place apart from the sentence about it."""
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """Where a value comes from, and how far that may be relied on.

    ``verified`` is false where nobody of this project has read the source: such a value
    is shown as *unverified*, never as law.
    """

    basis: Basis
    citation: str
    source: str = ""
    checked_on: date | None = None
    expires_on: date | None = None
    verified: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """An amount in force from a day on, with its source."""

    amount: Amount
    cite: Cite
    from_on: date = date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One named number (or word) of one rule, with its dated values, oldest first."""

    rule: str
    name: str
    unit: str
    stricter: Stricter
    values: tuple[Value, ...]
    place: str = ""

    def on(self, day: date) -> Value:
        """Return the value in force on a day.

        Raises PolicyError before the first value: a gap is no permission.
        """
        for value in reversed(self.values):
            if value.from_on <= day:
                return value
        raise PolicyError(self.place, f"{self.rule}.{self.name} has no value on {day}")

    def looser(self, old: Amount, new: Amount) -> bool:
        """Say whether ``new`` allows more than ``old``."""
        match self.stricter:
            case Stricter.LOWER:
                return int(new) > int(old)
            case Stricter.HIGHER:
                return int(new) < int(old)
            case Stricter.TRUE:
                return bool(old) and not new
            case Stricter.FALSE:
                return bool(new) and not old
            case Stricter.STRENGTH | Stricter.CUSTODY:
                ranks = _RANKS[self.stricter]
                return ranks.index(str(new)) < ranks.index(str(old))
            case Stricter.FEWER:
                return not set(str(new).split()) <= set(str(old).split())
            case Stricter.MORE:
                return not set(str(new).split()) >= set(str(old).split())

    def text(self, amount: Amount) -> str:
        """Write an amount with its unit, as a policy file does: ``150 mg``, ``30 days``."""
        match self.unit:
            case "mg" | "mg/kg":
                return f"{mg_text(int(amount))} {self.unit}"
            case "yes or no":
                return "yes" if amount else "no"
            case "roles" | "instruments":
                nothing = "nobody" if self.unit == "roles" else "nothing"
                return ", ".join(str(amount).split()) or nothing
            case "strength" | "custody":
                return str(amount)
            case "percent":
                return f"{amount} %"
            case _:
                one = amount == 1 and self.unit.endswith("s")
                return f"{amount} {self.unit[:-1] if one else self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A named set of settings. ``version`` changes when any value does."""

    name: str
    version: str
    settings: Mapping[tuple[str, str], Setting]

    def value(self, rule: str, name: str, day: date) -> Value:
        """Return a rule's value on a day.

        Raises PolicyError when the policy has no such setting: unknown is not "no limit".
        """
        setting = self.settings.get((rule, name))
        if setting is None:
            raise PolicyError(self.name, f"{rule}.{name} is not set")
        return setting.on(day)

    def of_rule(self, rule: str) -> tuple[Setting, ...]:
        """Return all settings of one rule, in the rulebook's order."""
        return tuple(s for (word, _), s in self.settings.items() if word == rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A layer's new values for one setting; ``loosens`` says why it may allow more."""

    rule: str
    name: str
    values: tuple[Value, ...]
    place: str
    loosens: str = ""


def overlay(base: Policy, name: str, version: str, changes: Iterable[Change]) -> Policy:
    """Lay changes over a policy.

    Raises PolicyError for a setting the base does not know, and for a value that allows
    more than the base on any day without ``loosens``, or more than law allows.
    """
    settings = dict(base.settings)
    for change in changes:
        old = settings.get((change.rule, change.name))
        if old is None:
            raise PolicyError(change.place, f"{change.rule}.{change.name} is unknown")
        new = replace(old, values=change.values, place=change.place)
        for day in _turns(old, new):
            _check_not_loosened(change, old, old.on(day), new.on(day).amount)
        settings[change.rule, change.name] = new
    return Policy(name=name, version=version, settings=settings)


def _check_not_loosened(change: Change, old: Setting, before: Value, after: Amount) -> None:
    """Refuse to loosen in silence; what is law is not loosened with a reason either."""
    if not old.looser(before.amount, after):
        return
    what = f"{change.rule}.{change.name} would loosen {old.text(before.amount)} to"
    if before.cite.basis is Basis.LAW and before.cite.verified:
        raise PolicyError(
            change.place,
            f"{what} {old.text(after)}, and that is law: {before.cite.citation}",
        )
    if not change.loosens:
        raise PolicyError(
            change.place,
            f"{what} {old.text(after)}; a layer may only tighten, unless it says why in"
            " 'loosens'",
        )


def _turns(old: Setting, new: Setting) -> list[date]:
    """Return the days on which either changes: a base that tightens later counts too."""
    first_on = max(old.values[0].from_on, new.values[0].from_on)
    days = {value.from_on for value in (*old.values, *new.values)}
    return sorted({max(day, first_on) for day in days})
