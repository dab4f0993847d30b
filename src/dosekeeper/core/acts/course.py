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
class Vetting:
    """What a trusted person declares of themselves before they sign.

    ``patients`` is for how many others they hold ketamine; ``paid`` whether the patient
    pays them for it.
    """

    adult: bool
    in_treatment: bool
    patients: int
    paid: bool

    def __post_init__(self) -> None:
        """Refuse a number of patients nobody has."""
        check_whole("patients", self.patients, least=0, most=99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What a trusted person knew at the end of the training: right answers of questions."""

    version: str
    right: int
    questions: int

    def __post_init__(self) -> None:
        """Refuse a result nobody can have."""
        check_id("version", self.version)
        check_whole("questions", self.questions, least=1, most=100)
        check_whole("right", self.right, least=0, most=self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree:
    """Sign the agreement in one's own role; a delegate accepts the role this way.

    A delegate signs for their answers and their training in the same breath.
    """

    verb: ClassVar[str] = "agree"
    text_version: str = "1"
    vetting: Vetting | None = None
    training: Training | None = None

    def __post_init__(self) -> None:
        """Refuse a version nobody printed."""
        check_id("text_version", self.text_version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint:
    """Name a trusted person who is to hold the medication, with the legal basis for it.

    ``consent`` says how the patient agreed, where somebody else names the person;
    ``identity`` how the clinic saw who they are, if it has. A ``backup`` holds when nobody
    else does.
    """

    verb: ClassVar[str] = "appoint"
    delegate: str
    relation: str
    legal_basis: str
    consent: str = ""
    identity: str = ""
    from_on: date | None = None
    until_on: date | None = None
    backup: bool = False

    def __post_init__(self) -> None:
        """Refuse a nameless delegate, relation or basis, and a time that ends too soon."""
        check_id("delegate", self.delegate)
        for name, least in (
            ("relation", 1),
            ("legal_basis", 1),
            ("consent", 0),
            ("identity", 0),
        ):
            check_text(name, getattr(self, name), least=least)
        check_day("from_on", self.from_on)
        check_day("until_on", self.until_on)
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise BadValueError("until_on", f"is before {self.from_on}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke:
    """End a delegate's role at once; what they hold is still theirs to hand back."""

    verb: ClassVar[str] = "revoke"
    delegate: str
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse broken text."""
        check_id("delegate", self.delegate)
        check_text("reason", self.reason)


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
    """Say what came of the task a refusal opened."""

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
