"""Whose browser answers come from, as far as it is known: the trusted person's own is told."""

from contextlib import suppress

from django.http import HttpRequest

from dosekeeper.core.people import Role
from dosekeeper.store import directory
from dosekeeper.store.errors import NotYoursError
from dosekeeper.web import asking
from dosekeeper.web.phone import phone_of


def is_delegates_phone(request: HttpRequest, course: str) -> bool:
    """Whether this browser is the trusted person's of this very course.

    They have signed in on it, or it is the phone they open the box with. Nothing is refused
    for it: a couple may share one phone. It stands with the answers, and adds up to a signal.
    """
    return any(_is_delegate(person, course) for person in _known(request, course))


def _known(request: HttpRequest, course: str) -> list[str]:
    found = []
    with suppress(NotYoursError):
        found.append(asking.person_of(request))
    phone = phone_of(request, asking.now())
    return [*found, phone.person] if phone and phone.course == course else found


def _is_delegate(person: str, course: str) -> bool:
    return Role.DELEGATE in directory.roles_at_course(person, course)
