"""What a chart holds of one thing each: a prescription, a fill, an offer, a dose, a person.

Made and changed by ``fold``; read by everybody else.
"""

from dataclasses import dataclass
from datetime import date, datetime

from dosekeeper.core import acts
from dosekeeper.core.events import ASKED_FOR_HELP
from dosekeeper.core.ledger import Hand, Movement
from dosekeeper.core.people import Actor
from dosekeeper.core.units import Mass


@dataclass(slots=True, kw_only=True)
class Script:
    """A prescription as it stands: what was signed, what is left of it.

    ``ends_on`` is its last day: 28 days from the 5th of January end on the 1st of February.
    """

    position: int
    at: datetime
    prescriber: str
    signed: acts.Prescribe
    starts_on: date
    ends_on: date
    units_filled: int = 0
    stopped_at: datetime | None = None

    @property
    def units_left(self) -> int:
        """Units of the product that may still be filled on it."""
        return self.signed.doses * self.signed.plan.units_per_dose - self.units_filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """One fill that was not sent back: its day, and how many days it lasts as planned."""

    position: int
    on: date
    days: int
    site: str
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Units in transit between two hands; ``prescription`` is set when they come of a fill.

    A fill that was declined stays in transit until somebody of the staff signs that it
    is back: otherwise whoever pockets a box could take it out of the books with one word.
    """

    position: int
    at: datetime
    giver: Hand
    recipient: Hand
    movements: tuple[Movement, ...]
    prescription: int | None = None
    declined_at: datetime | None = None

    @property
    def declined(self) -> bool:
        """Whether whom it was for has said that they do not take it."""
        return self.declined_at is not None

    @property
    def units(self) -> int:
        """Units in transit."""
        return sum(m.units for m in self.movements)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A dose that was taken."""

    position: int
    at: datetime
    on: date
    mass: Mass
    act: acts.TakeDose


@dataclass(slots=True, kw_only=True)
class Trust:
    """A delegate: appointed, and accepted only once they signed themselves."""

    delegate: str
    appointed_at: datetime
    until_on: date | None
    from_on: date | None = None
    backup: bool = False
    identified_at: datetime | None = None
    accepted_at: datetime | None = None
    signed: acts.Agree | None = None
    revoked_at: datetime | None = None

    def has_ended(self, today: date) -> bool:
        """Whether the role was taken back, or its time is over."""
        over = self.until_on is not None and today > self.until_on
        return over or self.revoked_at is not None

    def holds_role(self, today: date) -> bool:
        """Whether they have accepted the role, it has begun and it has not ended."""
        begun = self.from_on is None or today >= self.from_on
        return self.accepted_at is not None and begun and not self.has_ended(today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A clinician owes a word, by an instant.

    ``whose`` is who called for help, and else the patient.
    """

    position: int
    verb: str
    whose: str
    opened_at: datetime
    due_at: datetime

    @property
    def asked_for_help(self) -> bool:
        """Whether somebody called for help; else they were refused, or told against a rule."""
        return self.verb in ASKED_FOR_HELP


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A signed re-evaluation."""

    position: int
    at: datetime
    by: str
    act: acts.Evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIn:
    """The answers of one day. ``late`` when they were written down after that day's end.

    A late answer is kept and shown; it does not undo that the day went by without one.
    """

    position: int
    at: datetime
    on: date
    late: bool
    act: acts.CheckIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One look at somebody after a dose."""

    position: int
    at: datetime
    by: str
    act: acts.Observe


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One count, and what the books said (units)."""

    position: int
    at: datetime
    by: Actor
    act: acts.Count
    expected: int
