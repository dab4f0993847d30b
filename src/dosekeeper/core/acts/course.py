"""The course itself: begun, planned, agreed, looked after, overridden, ended."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from dosekeeper.core.plan import Level, Plan
from dosekeeper.core.units import (
    BadValueError,
    check_day,
    check_id,
    check_instant,
    check_position,
    check_text,
    check_whole,
    utc,
    zone_named,
)


class Decision(StrEnum):
    """What the doctor decides at a re-evaluation."""

    CONTINUE = "continue"
    LOWER = "lower"
    RAISE = "raise"
    PAUSE = "pause"
    TAPER = "taper"
    STOP = "stop"
    REFER = "refer"


class SourceCheck(StrEnum):
    """What a look for another ketamine source found; *could not check* is not *clear*."""

    CLEAR = "clear"
    OTHER = "other-source"
    UNCHECKED = "could-not-check"


class Outcome(StrEnum):
    """What came of reaching out to the patient."""

    REACHED = "reached"
    LEFT_WORD = "left-word"
    VISIT_AGREED = "visit-agreed"
    REFERRED = "referred"
    NOT_REACHED = "not-reached"
    DIED = "died"
    LOST_CONTACT = "lost-contact"


REACHED = frozenset(
    {
        Outcome.REACHED,
        Outcome.VISIT_AGREED,
        Outcome.REFERRED,
        Outcome.DIED,
        Outcome.LOST_CONTACT,
    }
)
"""The outcomes that settle the task: a word left on a machine is not a patient reached. Who
died or is gone for good can be reached by nobody, and a course must end truthfully."""


class WaiveReason(StrEnum):
    """Why an override was given."""

    TRAVEL = "travel"
    CLINICAL_NEED = "clinical-need"
    SUPPLY = "supply"
    DATA_MISSING = "data-missing"
    CONFIRMED_BY_CALL = "confirmed-by-call"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCourse:
    """Begin a course: who, at which clinic, in which zone, under which policy."""

    verb: ClassVar[str] = "open"
    patient: str
    clinic: str
    zone: str
    policy: str

    def __post_init__(self) -> None:
        """Refuse names nobody could have."""
        check_id("patient", self.patient)
        check_id("clinic", self.clinic)
        check_id("policy", self.policy)
        zone_named(self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPlan:
    """State the plan, and the point at which the course ends or is judged again."""

    verb: ClassVar[str] = "plan"
    plan: Plan
    end_point: str = ""
    ends_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse broken text and a far day."""
        check_text("end_point", self.end_point)
        check_day("ends_on", self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weigh:
    """Record the body weight, in grams."""

    verb: ClassVar[str] = "weigh"
    weight_g: int

    def __post_init__(self) -> None:
        """Refuse a weight no adult has (20 to 400 kg)."""
        check_whole("weight_g", self.weight_g, least=20_000, most=400_000)


@dataclass(frozen=True, slots=True)
class Score:
    """The total of one instrument; its items belong to the instrument's own record."""

    instrument: str
    value: int

    def __post_init__(self) -> None:
        """Refuse a score no instrument gives."""
        check_id("instrument", self.instrument)
        check_whole("value", self.value, least=0, most=1_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluate:
    """Sign the re-evaluation: the scores and what was decided."""

    verb: ClassVar[str] = "evaluate"
    scores: tuple[Score, ...] = ()
    decision: Decision = Decision.CONTINUE
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse broken text and a score given twice."""
        check_text("note", self.note)
        names = [s.instrument for s in self.scores]
        if len(set(names)) != len(names):
            raise BadValueError("scores", "an instrument stands there twice")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLevel:
    """Move the course to a level of access."""

    verb: ClassVar[str] = "level"
    level: Level
    reason: str

    def __post_init__(self) -> None:
        """Refuse a move without a reason."""
        check_text("reason", self.reason, least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSource:
    """Record a look for another ketamine source: a register, a call, the patient's word."""

    verb: ClassVar[str] = "check-source"
    result: SourceCheck
    method: str
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a look nobody could repeat."""
        check_text("method", self.method, least=1)
        check_text("note", self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waive:
    """Lift one rule for one verb until an instant: an override, on somebody's name."""

    verb: ClassVar[str] = "waive"
    rule: str
    of_verb: str
    reason: WaiveReason
    note: str
    expires_at: datetime

    def __post_init__(self) -> None:
        """Refuse a nameless rule, an override without a word, an instant without a zone."""
        check_id("rule", self.rule)
        check_id("of_verb", self.of_verb)
        check_text("note", self.note, least=1)
        check_instant("expires_at", self.expires_at)
        object.__setattr__(self, "expires_at", utc(self.expires_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Say what came of the call that was owed.

    Once somebody is reached it settles the task that is named, and what else the same person
    was owed when they were called. A call for help is settled only when it, or another of the
    same person's, is named.
    """

    verb: ClassVar[str] = "contact"
    task: int
    outcome: Outcome
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse broken text."""
        check_position("task", self.task)
        check_text("note", self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCourse:
    """End a course; every hand must be empty first."""

    verb: ClassVar[str] = "close"
    reason: str

    def __post_init__(self) -> None:
        """Refuse an end without a word."""
        check_text("reason", self.reason, least=1)
