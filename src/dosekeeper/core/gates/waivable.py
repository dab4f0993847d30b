"""An override is given by somebody entitled, with a second person where policy wants one.

It names one rule and one verb, it ends, and it is used once. What law or policy refuses
without exception cannot be lifted here.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.acts import Waive
from dosekeeper.core.ask import Ask
from dosekeeper.core.people import CLINICIANS, Role
from dosekeeper.core.verdict import Reason


RULE = "waivable"
_SIGNERS = CLINICIANS | {Role.PHARMACIST}


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Look the rule's own terms up and hold the override to them."""
    act = ask.act
    assert isinstance(act, Waive)
    numbers = {"rule": act.rule, "role": ask.by.role}
    if (act.rule, "may-waive") not in ask.policy.settings:
        yield ask.reason(RULE, "never", numbers)
        return
    if ask.by.role not in str(ask.value(act.rule, "may-waive").amount).split():
        yield ask.reason(RULE, "not-entitled", numbers)
    if ask.value(act.rule, "second").amount:
        yield _second(ask)
    hours = ask.number(RULE, "hours-max")
    if act.expires_at <= ask.at or act.expires_at > ask.at + timedelta(hours=hours):
        yield ask.reason(
            RULE,
            "too-long",
            {"expires_at": act.expires_at.isoformat(), "hours_max": hours},
            setting="hours-max",
        )


def _second(ask: Ask) -> Reason | None:
    second = ask.request.second
    if second is None:
        return ask.reason(RULE, "second-missing", clears_by=("second",))
    if second.person == ask.by.person or second.role not in _SIGNERS:
        return ask.reason(
            RULE,
            "second-not-entitled",
            {"person": second.person, "role": second.role},
            clears_by=("second",),
        )
    return None
