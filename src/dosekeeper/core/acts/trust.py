"""The trusted person: named, seen, vetted, trained, signed for, and free to go."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dosekeeper.core.units import BadValueError, check_day, check_id, check_text, check_whole


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
class Identify:
    """Say that the clinic has seen who a trusted person is, and by what."""

    verb: ClassVar[str] = "identify"
    delegate: str
    method: str

    def __post_init__(self) -> None:
        """Refuse a nameless person, and a look nobody could repeat."""
        check_id("delegate", self.delegate)
        check_text("method", self.method, least=1)
