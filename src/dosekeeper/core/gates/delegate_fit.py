"""The trusted person is somebody else, and not the one who prescribes or dispenses.

A patient who is their own delegate has no delegate.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Agree, Appoint
from dosekeeper.core.ask import Ask
from dosekeeper.core.people import Role
from dosekeeper.core.verdict import Reason


RULE = "delegate-fit"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare the delegate with the patient; a delegate signs only when appointed."""
    match ask.act:
        case Appoint(delegate=delegate):
            if delegate == ask.chart.patient:
                yield ask.reason(RULE, "is-patient", {"person": delegate})
            elif delegate == ask.by.person:
                yield ask.reason(RULE, "is-self", {"person": delegate})
        case Agree() if ask.by.role is Role.DELEGATE:
            trust = ask.chart.trusts.get(ask.by.person)
            if trust is None or trust.revoked_at is not None:
                yield ask.reason(
                    RULE,
                    "not-appointed",
                    {"person": ask.by.person},
                    clears_by=("appoint",),
                )
