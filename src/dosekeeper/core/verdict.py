"""Reasons as data, and the four answers.

A reason carries the numbers that were compared, not a sentence: sentences are made where
somebody reads them, in their language. All reasons are given, in reading order, because a
person who clears one must not then meet the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dosekeeper.core.people import Role
from dosekeeper.core.policy import Cite


Number = int | str
"""A compared number, or an ISO day or instant. Units are last in the name: ``_on`` days,
``_at`` instants, ``_ug`` micrograms, ``_days``, ``_units``, ``_doses``."""


WITHHELD = "…"
"""Stands where a number or a word is kept back from who reads it (``core.sharing``)."""


class Strength(StrEnum):
    """How strongly a rule speaks."""

    REFUSE = "refuse"
    OVERRIDE = "override"
    WARN = "warn"
    CANNOT_TELL = "cannot-tell"


_RISING = (Strength.WARN, Strength.OVERRIDE, Strength.REFUSE)


def weaker(one: Strength, other: Strength) -> Strength:
    """Return the one that says less of two; *cannot tell* has no place in that order."""
    return min(one, other, key=_RISING.index)


class Answer(StrEnum):
    """Four answers, not two: what could not be checked is neither yes nor no."""

    ALLOWED = "allowed"
    WARNED = "allowed-with-warnings"
    REFUSED = "refused"
    UNCHECKED = "could-not-be-checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a rule speaks.

    ``finding`` tells apart the ways one rule can speak. ``treated_as`` is what the
    strength means here: the same, except that policy decides it for *cannot tell*.
    ``clears_at`` is when the reason goes away by itself; ``clears_by`` are the verbs (or
    words) that would clear it sooner. ``waived_by`` is the journal position of the live
    override that lifts it.
    """

    rule: str
    strength: Strength
    finding: str
    numbers: Mapping[str, Number] = field(default_factory=dict)
    cite: Cite | None = None
    treated_as: Strength = Strength.REFUSE
    clears_at: datetime | None = None
    clears_by: tuple[str, ...] = ()
    may_waive: tuple[Role, ...] = ()
    second: bool = False
    waived_by: int | None = None

    @property
    def blocks(self) -> bool:
        """Whether the act cannot go on while this stands."""
        return self.treated_as is not Strength.WARN and self.waived_by is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to one request, with every reason."""

    reasons: tuple[Reason, ...] = ()

    @property
    def answer(self) -> Answer:
        """Sum the reasons up; a *cannot tell* that blocks alone is the fourth answer."""
        blocking = [r for r in self.reasons if r.blocks]
        if any(r.strength is not Strength.CANNOT_TELL for r in blocking):
            return Answer.REFUSED
        if blocking:
            return Answer.UNCHECKED
        return Answer.WARNED if self.reasons else Answer.ALLOWED

    @property
    def allowed(self) -> bool:
        """Whether the act may be done now."""
        return not any(r.blocks for r in self.reasons)

    @property
    def blocking(self) -> tuple[Reason, ...]:
        """The reasons in the way."""
        return tuple(r for r in self.reasons if r.blocks)

    @property
    def broken(self) -> tuple[Reason, ...]:
        """The rules that would have stopped what is only told, and nobody lifted."""
        return tuple(
            r
            for r in self.reasons
            if r.strength in {Strength.REFUSE, Strength.OVERRIDE}
            and not r.blocks
            and r.waived_by is None
        )

    @property
    def waivable(self) -> bool:
        """Whether somebody entitled could lift all that is in the way."""
        return bool(self.blocking) and all(r.may_waive for r in self.blocking)
