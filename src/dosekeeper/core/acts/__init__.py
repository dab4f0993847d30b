"""What somebody asks to do: one frozen type a verb, checked for sense, not permission.

Whole numbers of product units move hands; doses are for people, and a plan turns one into
the other. References to earlier entries are journal positions in the same stream.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args

from dosekeeper.core.acts.course import (
    REACHED,
    CheckSource,
    CloseCourse,
    Contact,
    Decision,
    Evaluate,
    OpenCourse,
    Outcome,
    Score,
    SetLevel,
    SetPlan,
    SourceCheck,
    Waive,
    WaiveReason,
    Weigh,
)
from dosekeeper.core.acts.following import (
    ANSWERS,
    Acknowledge,
    CheckIn,
    Concern,
    Condition,
    Follow,
    Observe,
    Report,
    Share,
    SignRound,
    Topic,
)
from dosekeeper.core.acts.hands import (
    Correct,
    Count,
    Evidence,
    Find,
    Finding,
    HandOver,
    Holding,
    Lose,
    Resolve,
    Return,
    TakeDose,
    Waste,
)
from dosekeeper.core.acts.supply import (
    Accept,
    Decline,
    Expire,
    Fill,
    OpenSite,
    Prescribe,
    Receive,
    Stop,
)
from dosekeeper.core.acts.trust import (
    Agree,
    Appoint,
    Identify,
    Revoke,
    Training,
    Vetting,
)
from dosekeeper.core.people import Actor
from dosekeeper.core.units import check_instant, utc


__all__ = [
    "ACTS",
    "ANSWERS",
    "COURSE_VERBS",
    "REACHED",
    "SITE_VERBS",
    "Accept",
    "Acknowledge",
    "Act",
    "Agree",
    "Appoint",
    "CheckIn",
    "CheckSource",
    "CloseCourse",
    "Concern",
    "Condition",
    "Contact",
    "Correct",
    "Count",
    "Decision",
    "Decline",
    "Evaluate",
    "Evidence",
    "Expire",
    "Fill",
    "Find",
    "Finding",
    "Follow",
    "HandOver",
    "Holding",
    "Identify",
    "Lose",
    "Observe",
    "OpenCourse",
    "OpenSite",
    "Outcome",
    "Prescribe",
    "Receive",
    "Report",
    "Request",
    "Resolve",
    "Return",
    "Revoke",
    "Score",
    "SetLevel",
    "SetPlan",
    "Share",
    "SignRound",
    "SourceCheck",
    "Stop",
    "TakeDose",
    "Topic",
    "Training",
    "Vetting",
    "Waive",
    "WaiveReason",
    "Waste",
    "Weigh",
]

Act = (
    TakeDose
    | Count
    | Fill
    | Accept
    | HandOver
    | Decline
    | Expire
    | Prescribe
    | Evaluate
    | Weigh
    | Waste
    | Return
    | Lose
    | Find
    | Correct
    | Resolve
    | Waive
    | Contact
    | Stop
    | SetLevel
    | CheckSource
    | Agree
    | Appoint
    | Revoke
    | SetPlan
    | OpenCourse
    | CloseCourse
    | OpenSite
    | Receive
    | CheckIn
    | Observe
    | Report
    | Acknowledge
    | Follow
    | Share
    | Identify
    | SignRound
)
ACTS: dict[str, type[Act]] = {kind.verb: kind for kind in get_args(Act)}
"""Verb to the type of its act."""

SITE_VERBS = frozenset(
    {
        "open-site",
        "receive",
        "count",
        "resolve",
        "waste",
        "return",
        "lost",
        "found",
        "correct",
        "sign-round",
    }
)
COURSE_VERBS = frozenset(ACTS) - {"open-site", "receive", "sign-round"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An act with who asks, who stands beside them, and when it happened.

    ``second`` has authenticated too: the witness of waste, the receiver of what is returned,
    the second person of an override or a correction. ``at`` is the moment the act speaks of,
    never later than now.
    """

    act: Act
    by: Actor
    at: datetime
    second: Actor | None = field(default=None)

    def __post_init__(self) -> None:
        """Refuse an instant that could mean two moments; keep it in UTC."""
        check_instant("at", self.at)
        object.__setattr__(self, "at", utc(self.at))
