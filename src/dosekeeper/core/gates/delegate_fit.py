"""The trusted person is somebody else, and not one who prescribes, dispenses or treats.

A patient who is their own delegate has no delegate. Somebody of the staff who also holds
the box at home checks nobody but themselves. And it is the patient who trusts: whoever else
names the person says how the patient agreed.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Agree, Appoint
from dosekeeper.core.ask import Ask
from dosekeeper.core.people import STAFF, Role
from dosekeeper.core.verdict import Reason


RULE = "delegate-fit"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare the delegate with patient and staff; a delegate signs only when appointed."""
    match ask.act:
        case Appoint(delegate=delegate, consent=consent):
            if delegate == ask.chart.patient:
                yield ask.reason(RULE, "is-patient", {"person": delegate})
            elif delegate == ask.by.person:
                yield ask.reason(RULE, "is-self", {"person": delegate})
            elif any(e.by.person == delegate and e.by.role in STAFF for e in ask.chart.entries):
                yield ask.reason(RULE, "is-staff", {"person": delegate})
            if ask.by.role is not Role.PATIENT and not consent.strip():
                yield ask.reason(RULE, "no-consent", clears_by=("consent",))
        case Agree() if ask.by.role is Role.DELEGATE:
            trust = ask.chart.trusts.get(ask.by.person)
            if trust is None or trust.revoked_at is not None:
                yield ask.reason(
                    RULE,
                    "not-appointed",
                    {"person": ask.by.person},
                    clears_by=("appoint",),
                )
