"""Following the patient from day to day: answers, observations, worries, the doctor's round.

None of these moves a unit. What is not answered is ``None`` and stays unknown; a question
that was not answered is never a nought.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from dosekeeper.core.units import (
    BadValueError,
    check_day,
    check_id,
    check_position,
    check_text,
    check_whole,
)


KEY_MAX = 120
SCALE_MAX = 10
"""Mood, craving, liking and sleep are told from 0 to 10."""


class Topic(StrEnum):
    """What a patient may let the trusted person see beside the box and its doses."""

    CHECK_INS = "check-ins"
    EVALUATIONS = "evaluations"
    CONTACTS = "contacts"
    BODY = "body"


class Concern(StrEnum):
    """What is wrong, in the words of whoever says so."""

    UNWELL = "unwell"
    DESPAIR = "despair"
    ASKED_FOR_MORE = "asked-for-more"
    BOX = "box"
    NOT_SAFE_WITH_DELEGATE = "not-safe-with-delegate"
    OTHER = "other"


class Condition(StrEnum):
    """How somebody is after a dose, as the one beside them sees it."""

    WELL = "well"
    DROWSY = "drowsy"
    UNWELL = "unwell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Let the trusted person see these topics, and no others, from now on."""

    verb: ClassVar[str] = "share"
    topics: tuple[Topic, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a topic named twice."""
        if len(set(self.topics)) != len(self.topics):
            raise BadValueError("topics", "one stands there twice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """Begin the daily check-in, to be answered by an hour of the clinic's day, or end it."""

    verb: ClassVar[str] = "follow"
    daily: bool = True
    by_hour: int = 20

    def __post_init__(self) -> None:
        """Refuse an hour no day has; before noon nobody has lived the day yet."""
        check_whole("by_hour", self.by_hour, least=12, most=23)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """Answer the daily questions. ``safe`` false is a call for help, and opens a task.

    Scales go from 0 to 10, sleep being how well; ``None`` is not answered. Doses beside
    the plan are counted since the last check-in. ``delegates_phone`` says that the answers
    came from a phone that is known as the trusted person's; ``time_unsure`` that it cannot
    be known when they were given, since the phone's clock was wrong.
    """

    verb: ClassVar[str] = "check-in"
    mood: int | None = None
    craving: int | None = None
    liking: int | None = None
    sleep: int | None = None
    extra_doses: int | None = None
    missed_doses: int | None = None
    alcohol: bool | None = None
    other_drugs: bool | None = None
    urinary: bool | None = None
    safe: bool | None = None
    worry: str = ""
    delegates_phone: bool = False
    time_unsure: bool = False

    def __post_init__(self) -> None:
        """Refuse answers off the scale, and an answer to nothing at all."""
        for name in ("mood", "craving", "liking", "sleep"):
            if (number := getattr(self, name)) is not None:
                check_whole(name, number, least=0, most=SCALE_MAX)
        for name in ("extra_doses", "missed_doses"):
            if (number := getattr(self, name)) is not None:
                check_whole(name, number, least=0, most=50)
        check_text("worry", self.worry)
        if not self.worry and all(getattr(self, name) is None for name in ANSWERS):
            raise BadValueError("mood", "nothing was answered")

    def told(self) -> tuple[tuple[str, int], ...]:
        """Return the answers that tell something, by name, in their order.

        That there was none of something bad is not told each day; that somebody is safe is.
        """
        given = ((name, getattr(self, name)) for name in ANSWERS)
        return tuple(
            (n, said) for n, said in given if said or (said is not None and n in _TOLD)
        )


ANSWERS = (
    "mood",
    "craving",
    "liking",
    "sleep",
    "extra_doses",
    "missed_doses",
    "alcohol",
    "other_drugs",
    "urinary",
    "safe",
)
"""The questions of a check-in that have an answer of a kind, in their order."""
_TOLD = frozenset({"mood", "craving", "liking", "sleep", "safe"})
"""Those whose zero or no tells something as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observe:
    """Write down how somebody is after a dose; ``ended`` says that the watch is over."""

    verb: ClassVar[str] = "observe"
    dose: int
    condition: Condition
    ended: bool = False
    problem: str = ""

    def __post_init__(self) -> None:
        """Refuse broken text, and somebody unwell without a word about it."""
        check_position("dose", self.dose)
        least = 1 if self.condition is Condition.UNWELL else 0
        check_text("problem", self.problem, least=least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Say that something is wrong. A clinician answers the same day.

    What a patient says in ``private`` the trusted person never sees, nor that it was said.
    """

    verb: ClassVar[str] = "report"
    concern: Concern
    text: str = ""
    private: bool = False

    def __post_init__(self) -> None:
        """Refuse broken text; not to be safe with somebody is private by its nature."""
        check_text("text", self.text)
        if self.concern is Concern.NOT_SAFE_WITH_DELEGATE and not self.private:
            raise BadValueError("private", "has to be yes for this")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """Say that one has seen what is late and takes it on: the nagging stops until done."""

    verb: ClassVar[str] = "acknowledge"
    expectation: str
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a key no expectation has."""
        check_text("expectation", self.expectation, least=1)
        if len(self.expectation) > KEY_MAX:
            raise BadValueError("expectation", f"is longer than {KEY_MAX} characters")
        check_text("note", self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRound:
    """Sign that one has looked at everybody on a list today: one's own, or a colleague's.

    ``listed`` is how many open courses were on the list, ``left`` how many of them needed a
    look that nobody had taken on. The desk cannot count them, so a door does (``door.named``);
    a round may be signed with some left, and says so. ``instead_of`` is the doctor whose round
    it was, when a deputy or the manager made it.
    """

    verb: ClassVar[str] = "sign-round"
    on: date
    listed: int
    left: int = 0
    note: str = ""
    instead_of: str = ""

    def __post_init__(self) -> None:
        """Refuse numbers that do not add up."""
        if self.instead_of:
            check_id("instead_of", self.instead_of)
        check_day("on", self.on)
        check_whole("listed", self.listed, least=0, most=100_000)
        check_whole("left", self.left, least=0, most=self.listed)
        check_text("note", self.note)
