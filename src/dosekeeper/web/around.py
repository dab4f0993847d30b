"""What stands around every page: the places, who is signed in, the state of things.

Worked out only when a page draws it: a fragment for htmx has no frame.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from dosekeeper.core.people import Role
from dosekeeper.door.helplines import help_in
from dosekeeper.store import directory
from dosekeeper.store.errors import NotYoursError
from dosekeeper.store.state import writable
from dosekeeper.web.presenters.helplines import help_box
from dosekeeper.wording import FIRST, label, notice_words


NOTHING: Mapping[str, Any] = {}
ROUNDS = frozenset({Role.PRESCRIBER, Role.MANAGER})
_TONES = {"success": "ok", "warning": "warn", "error": "refuse"}


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html."""
    return {
        "shell": SimpleLazyObject(lambda: shell(request)),
        "notices": SimpleLazyObject(lambda: list(notices(request))),
        "help_near": SimpleLazyObject(lambda: own_help(request)),
    }


def shell(request: HttpRequest) -> Mapping[str, Any]:
    """The places a person has, when there is a choice, and who they are. Empty for nobody."""
    try:
        person = directory.person_of_account(request.user)
        works = directory.sites_of(person)
        name = directory.person(person).name or person
    except (NotYoursError, DatabaseError, AttributeError):
        # An error page is drawn although the database is gone, or nobody was looked up.
        return NOTHING
    places = [_place(request, *place) for place in _places(works)]
    return {
        "home": reverse("today"),
        "places": places if len(places) > 1 else [],
        "person": {
            "name": name,
            "role": _role(person, works),
            "href": reverse("account"),
        },
        "sign_out": reverse("account_logout"),
    }


def own_help(request: HttpRequest) -> Mapping[str, Any]:
    """Where a patient or a trusted person can turn, whichever page says no to them."""
    try:
        course = directory.own_course(directory.person_of_account(request.user))
        return help_box(help_in(*directory.treated_at(course))) if course else NOTHING
    except (NotYoursError, DatabaseError, AttributeError):
        return NOTHING


def _places(works: list[directory.DutyView]) -> Iterator[tuple[str, str, str]]:
    yield "Today", reverse("today"), "sun"
    if any(d.role in ROUNDS and d.view.kind == "clinic" for d in works):
        yield "Round", reverse("round"), "clipboard2-pulse"
    if works:
        yield "Courses", reverse("courses"), "people"
    stocks = dict.fromkeys(duty.site for duty in works if duty.view.inside)
    if stocks:
        yield "Register", reverse("register", args=[next(iter(stocks))]), "journal-text"


def _place(request: HttpRequest, name: str, href: str, icon: str) -> dict[str, Any]:
    here = request.path == href or (href != "/" and request.path.startswith(href))
    return {"label": name, "href": href, "icon": icon, "current": here}


def _role(person: str, works: list[directory.DutyView]) -> str:
    roles = dict.fromkeys(duty.role for duty in works) or directory.own_roles(person)
    return ", ".join(label("role", role) for role in roles or (Role.PATIENT,))


def notices(request: HttpRequest, language: str = FIRST) -> Iterator[Mapping[str, Any]]:
    """Read-only first: it changes what one does next."""
    words = notice_words(language)
    if not writable():
        yield {"tone": "warn", "icon": "lock-fill", **words["read-only"]}
    for message in get_messages(request):
        tone = _TONES.get(message.level_tag, "info")
        yield {"tone": tone, "title": str(message).rstrip("."), "text": ""}
    if settings.DEMO:
        yield {"tone": "info", **words["demo"]}
