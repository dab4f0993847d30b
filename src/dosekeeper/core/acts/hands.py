"""What happens to units in hands: passed on, taken, counted, destroyed, lost, corrected."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from dosekeeper.core.ledger import Hand, check_hand
from dosekeeper.core.plan import Place
from dosekeeper.core.product import product_of
from dosekeeper.core.units import (
    UNITS_MAX,
    check_id,
    check_position,
    check_text,
    check_units,
    check_whole,
)


class Evidence(StrEnum):
    """How a dose is known to have been taken, best first."""

    OBSERVED = "observed-in-person"
    DELEGATE_OBSERVED = "delegate-observed"
    DEVICE = "device"
    SELF_REPORT = "self-report"
    INFERRED = "inferred-by-count"
    UNKNOWN = "unknown"


class Finding(StrEnum):
    """What a count difference turned out to be."""

    MISCOUNT = "miscount"
    FOUND = "found"
    LOST = "lost"
    UNRECORDED_DOSE = "unrecorded-dose"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Some units of a product in a hand; without a lot, the oldest go first."""

    hand: Hand
    product: str
    units: int
    lot: str | None = None

    def __post_init__(self) -> None:
        """Refuse what nobody could hold."""
        check_hand("hand", self.hand)
        product_of(self.product)
        check_units("units", self.units)
        if self.lot is not None:
            check_id("lot", self.lot)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Offer units to another person; until they accept, the units are in transit."""

    verb: ClassVar[str] = "hand-over"
    what: Holding
    recipient: str

    def __post_init__(self) -> None:
        """Refuse a recipient nobody is."""
        check_id("recipient", self.recipient)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDose:
    """Record a dose: from whose hand, given by whom, seen by whom, how well evidenced.

    Blood pressure is in mmHg and pulse per minute, measured before the dose. ``already``
    says that the dose was taken before anybody asked: what happened is written down even
    where a rule would have said no, because books that hide a dose are wrong from then on.
    """

    verb: ClassVar[str] = "dose"
    what: Holding
    given_by: str
    observed_by: str | None = None
    evidence: Evidence = Evidence.UNKNOWN
    place: Place = Place.HOME
    systolic: int | None = None
    diastolic: int | None = None
    pulse: int | None = None
    already: bool = False

    def __post_init__(self) -> None:
        """Refuse measurements no living person has."""
        check_id("given_by", self.given_by)
        if self.observed_by is not None:
            check_id("observed_by", self.observed_by)
        for name, most in (("systolic", 350), ("diastolic", 250), ("pulse", 350)):
            if (number := getattr(self, name)) is not None:
                check_whole(name, number, least=10, most=most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Say how many units are there. A count is a claim; it changes nothing."""

    verb: ClassVar[str] = "count"
    hand: Hand
    product: str
    units: int
    lot: str | None = None

    def __post_init__(self) -> None:
        """Refuse a count of nothing known; zero units is a fine answer."""
        check_hand("hand", self.hand)
        product_of(self.product)
        check_whole("units", self.units, least=0, most=UNITS_MAX)
        if self.lot is not None:
            check_id("lot", self.lot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve:
    """Close a count difference, once the books and the last count agree again."""

    verb: ClassVar[str] = "resolve"
    case: int
    finding: Finding
    note: str

    def __post_init__(self) -> None:
        """Refuse a closing without a word."""
        check_position("case", self.case)
        check_text("note", self.note, least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waste:
    """Destroy units in front of a witness."""

    verb: ClassVar[str] = "waste"
    what: Holding
    reason: str

    def __post_init__(self) -> None:
        """Refuse waste without a reason."""
        check_text("reason", self.reason, least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Give units to a collector for destruction. They never go back into stock."""

    verb: ClassVar[str] = "return"
    what: Holding
    collector: str
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse a collector nobody can ask later."""
        check_text("collector", self.collector, least=1)
        check_text("reason", self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lose:
    """Move units to *unaccounted*, on somebody's name."""

    verb: ClassVar[str] = "lost"
    what: Holding
    reason: str
    stolen: bool = False
    report: str = ""

    def __post_init__(self) -> None:
        """Refuse a loss without a word about it."""
        check_text("reason", self.reason, least=1)
        check_text("report", self.report)


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """Bring units back from *unaccounted* into a hand."""

    verb: ClassVar[str] = "found"
    what: Holding
    reason: str

    def __post_init__(self) -> None:
        """Refuse a find without a word about it."""
        check_text("reason", self.reason, least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """Strike an earlier entry and undo its movements, by adding this one."""

    verb: ClassVar[str] = "correct"
    entry: int
    reason: str

    def __post_init__(self) -> None:
        """Refuse a correction without a reason."""
        check_position("entry", self.entry)
        check_text("reason", self.reason, least=1)
