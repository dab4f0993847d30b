"""What was written down: an act that was done, or one that was refused.

An entry is never changed. What turned out wrong is struck by a later ``correct``.
"""

from dataclasses import dataclass
from datetime import datetime

from dosekeeper.core.acts import Act
from dosekeeper.core.ledger import Movement
from dosekeeper.core.people import Actor
from dosekeeper.core.units import BadValueError, check_id, utc
from dosekeeper.core.verdict import Reason


COURSE_ID_MAX = 48


def course_stream(course: str) -> str:
    """Name a course's stream; the id leaves room for its offers' names."""
    check_id("course", course)
    if len(course) > COURSE_ID_MAX:
        raise BadValueError("course", f"is longer than {COURSE_ID_MAX} characters")
    return f"course:{course}"


def site_stream(site: str) -> str:
    """Name the stream of a site's stock."""
    check_id("site", site)
    return f"site:{site}"


CUTS_OFF = frozenset({"prescribe", "fill", "dose", "hand-over", "accept"})
"""Verbs whose refusal leaves a patient without medication they expected."""
ASKED_FOR_HELP = frozenset({"check-in", "report"})
"""Verbs behind a word owed that are a call for help: they come before every refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An allowed act with the movements it made.

    ``expected`` is what the books said (units) when somebody counted. ``reasons`` are the
    warnings that were shown and the rules that an override lifted. ``task_due_at`` is set
    when a clinician owes somebody a word: a dose was told that a rule would have refused,
    somebody is not safe, or says that something is wrong. ``seed`` is what later draws of a
    call-back are made from: thrown when the act was written down, and steered by nobody.
    """

    act: Act
    movements: tuple[Movement, ...] = ()
    expected: int | None = None
    reasons: tuple[Reason, ...] = ()
    task_due_at: datetime | None = None
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An act that was not done, with every reason.

    ``task_due_at`` is when a clinician must have reached the patient: a refusal that cuts
    somebody off cannot be written down without it. A hard stop that nobody follows up is
    abandonment, and abandonment has killed (clinical-facts section 0.6).
    """

    act: Act
    reasons: tuple[Reason, ...]
    task_due_at: datetime | None = None

    def __post_init__(self) -> None:
        """Hold both invariants: a refusal has reasons, a cut-off has a task."""
        if not self.reasons:
            raise AssertionError("a refusal without a reason")
        if self.act.verb in CUTS_OFF and self.task_due_at is None:
            raise AssertionError("a refusal that cuts a patient off opens a task")


Fact = Done | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a stream's journal.

    ``position`` counts from 1. ``at`` is when it happened, ``recorded_at`` when it was
    written; both are UTC instants. ``policy`` is the version that judged it. ``key`` is
    the client's idempotency key.
    """

    stream: str
    position: int
    fact: Fact
    at: datetime
    recorded_at: datetime
    by: Actor
    second: Actor | None = None
    policy: str = ""
    key: str | None = None

    def __post_init__(self) -> None:
        """Keep both instants in UTC, whoever wrote them down."""
        object.__setattr__(self, "at", utc(self.at))
        object.__setattr__(self, "recorded_at", utc(self.recorded_at))

    @property
    def verb(self) -> str:
        """The verb of the act, done or refused."""
        return self.fact.act.verb
