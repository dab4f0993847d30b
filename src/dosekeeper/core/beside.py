"""Who stands beside the one who asks: what two of the staff sign, neither did alone.

The second person has signed in themselves, here and now, which the doors see to; a name
typed into a field is nobody.
"""

from enum import StrEnum

from dosekeeper.core.acts import Request
from dosekeeper.core.people import STAFF


class Lack(StrEnum):
    """What is wrong with the second person; the names of the findings that say so."""

    MISSING = "missing"
    SAME_PERSON = "same-person"
    NOT_STAFF = "not-staff"


def lack_of(request: Request) -> Lack | None:
    """Say what another one of the staff beside the asker is wanting in; none is well."""
    second = request.second
    if second is None:
        return Lack.MISSING
    if second.person == request.by.person:
        return Lack.SAME_PERSON
    return None if second.role in STAFF else Lack.NOT_STAFF
