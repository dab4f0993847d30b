"""Roles, and which role may ask for which verb.

This is the question "may this *kind of person* ask at all" (a door answers 403). Whether
the act itself is allowed is the gates' question; whether the person has anything to do
with the course is the directory's (a door answers 404).
"""

from dataclasses import dataclass
from enum import StrEnum

from dosekeeper.core.units import check_id


class Role(StrEnum):
    """What a person is in relation to one course or one site."""

    PRESCRIBER = "prescriber"
    NURSE = "nurse"
    PHARMACIST = "pharmacist"
    DELEGATE = "delegate"
    PATIENT = "patient"
    MANAGER = "manager"
    AUDITOR = "auditor"


CLINICIANS = frozenset({Role.PRESCRIBER, Role.NURSE})
STAFF = CLINICIANS | {Role.PHARMACIST, Role.MANAGER}
HOLDERS = frozenset({Role.DELEGATE, Role.PATIENT})


@dataclass(frozen=True, slots=True)
class Actor:
    """An authenticated person in the role they act in. Names live in the directory."""

    person: str
    role: Role

    def __post_init__(self) -> None:
        """Refuse an identifier nobody could have."""
        check_id("person", self.person)


_PRESCRIBER = frozenset({Role.PRESCRIBER})
MAY: dict[str, frozenset[Role]] = {
    "open": CLINICIANS | {Role.MANAGER},
    "plan": _PRESCRIBER,
    "agree": _PRESCRIBER | HOLDERS,
    "appoint": CLINICIANS | {Role.PATIENT},
    "revoke": CLINICIANS | HOLDERS | {Role.MANAGER},
    "weigh": CLINICIANS,
    "evaluate": _PRESCRIBER,
    "level": _PRESCRIBER,
    "check-source": STAFF,
    "prescribe": _PRESCRIBER,
    "stop": _PRESCRIBER,
    "fill": frozenset({Role.PHARMACIST}),
    "hand-over": CLINICIANS | HOLDERS,
    "accept": HOLDERS,
    "decline": HOLDERS,
    "expire": STAFF,
    "dose": CLINICIANS | HOLDERS,
    "count": STAFF | HOLDERS,
    "resolve": STAFF - {Role.NURSE},
    "waste": STAFF | {Role.DELEGATE},
    "return": STAFF | HOLDERS,
    "lost": STAFF | HOLDERS,
    "found": STAFF | HOLDERS,
    "correct": STAFF,
    "waive": CLINICIANS | {Role.PHARMACIST},
    "contact": CLINICIANS | {Role.PHARMACIST},
    "close": _PRESCRIBER,
    "open-site": frozenset({Role.MANAGER}),
    "receive": frozenset({Role.PHARMACIST, Role.NURSE}),
    "identify": STAFF,
    "share": frozenset({Role.PATIENT}),
    "follow": CLINICIANS,
    "check-in": frozenset({Role.PATIENT}),
    "observe": CLINICIANS | {Role.DELEGATE},
    "report": HOLDERS,
    "acknowledge": STAFF,
    "sign-round": frozenset({Role.PRESCRIBER, Role.MANAGER}),
}
"""Verb to the roles that may ask for it. A verb that is not here nobody may ask for."""


def may(role: Role, verb: str) -> bool:
    """Say whether a role may ask for a verb at all; unknown verbs are nobody's."""
    return role in MAY.get(verb, frozenset())
