"""The trusted person is somebody else, and not one who prescribes, dispenses or treats.

A patient who is their own delegate has no delegate. Somebody of the staff who also holds
the box at home checks nobody but themselves. And it is the patient who trusts, and the clinic
that has seen who it is: whoever of the staff names the person says how the patient agreed,
and the patient does not say that the clinic has looked.
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
        case Appoint(delegate=delegate):
            if delegate == ask.chart.patient:
                yield ask.reason(RULE, "is-patient", {"person": delegate})
            elif delegate == ask.by.person:
                yield ask.reason(RULE, "is-self", {"person": delegate})
            elif any(e.by.person == delegate and e.by.role in STAFF for e in ask.chart.entries):
                yield ask.reason(RULE, "is-staff", {"person": delegate})
            yield _trusted(ask, ask.act)
        case Agree() if ask.by.role is Role.DELEGATE:
            trust = ask.chart.trusts.get(ask.by.person)
            if trust is None or trust.revoked_at is not None:
                yield ask.reason(
                    RULE,
                    "not-appointed",
                    {"person": ask.by.person},
                    clears_by=("appoint",),
                )


def _trusted(ask: Ask, act: Appoint) -> Reason | None:
    """Let each say their own part: the patient trusts, the clinic has seen."""
    patient = ask.by.role is Role.PATIENT
    if not patient and not act.consent.strip():
        return ask.reason(RULE, "no-consent", clears_by=("consent",))
    if patient and act.identity:
        return ask.reason(RULE, "not-seen-by-patient", clears_by=("identify",))
    return None
