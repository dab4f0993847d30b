"""The trusted person without an account: invited, let in by a phone they know the PIN of.

A link names one person and one course, and opens nothing else. What the person may do there
is asked of the directory and the desk each time, as for anybody: a link gives no role.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from dosekeeper.core.chart import Chart
from dosekeeper.core.facts import Trust
from dosekeeper.core.people import CLINICIANS, HOLDERS, Role, may
from dosekeeper.core.units import BadValueError
from dosekeeper.desk.decide import NotEntitledError
from dosekeeper.door.guesses import GuessedTooOftenError, Guesses
from dosekeeper.door.sight import course_seen
from dosekeeper.store import directory, links
from dosekeeper.store.errors import NotYoursError
from dosekeeper.store.links import LinkKind, LinkView, LockedError


log = logging.getLogger(__name__)
INVITED_FOR = timedelta(hours=72)
PHONE_FOR = timedelta(days=365)
"""A phone is invited anew after a year, as the agreement is signed anew."""
PIN_DIGITS = 6
DIFFERENT_DIGITS_MIN = 3
WRONG_LINKS = Guesses("trusted-link", most=30, seconds=300)
TELLS_CODES = CLINICIANS
MAY_UNLOCK = CLINICIANS | {Role.MANAGER}
MAY_KEEP_PHONES = MAY_UNLOCK | {Role.PATIENT}


class PinError(Exception):
    """This is no PIN; ``word`` says why: ``shape`` or ``weak``."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True, repr=False)
class Invitation:
    """The link's secret, told once, and its code, which is told another way.

    The patient is not told the code: who craves is not who keeps, so nobody but the clinic
    lets somebody in.
    """

    secret: str
    code: str
    delegate: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Invited:
    """An invitation that is open. ``code`` is empty for whoever may not tell it."""

    code: str
    made_at: datetime
    expires_at: datetime


# --- inviting -------------------------------------------------------------------------------


def invite(by: str, course: str, delegate: str, *, now: datetime) -> Invitation:
    """Make an appointed person's one-time link and its code; earlier ones are void.

    Whoever has both signs in that person's name, so the patient gets the link alone and the
    clinic tells the code. Raises NotYoursError, NotEntitledError, and BadValueError for
    whoever is not appointed and for a course that has ended.
    """
    role, roles = directory.access_course(by, course), _roles(by, course)
    if not any(may(each, "appoint") for each in roles):
        raise NotEntitledError(role, "appoint")
    _, chart = course_seen(by, course)
    if chart.closed_at is not None:
        raise BadValueError("delegate", "is not invited any more: the course has ended")
    trust = chart.trusts.get(delegate)
    if trust is None or trust.revoked_at is not None:
        raise BadValueError("delegate", "is not a trusted person of this course")
    links.revoke_links(delegate, course, LinkKind.INVITATION, now=now)
    expires_at = now + INVITED_FOR
    secret = links.make_link(
        LinkKind.INVITATION, delegate, course, now=now, expires_at=expires_at
    )
    code = ""
    if roles & TELLS_CODES:
        code = links.code_of(links.open_link(LinkKind.INVITATION, secret, now=now))
    return Invitation(secret, code, delegate, expires_at)


def _roles(person: str, course: str) -> frozenset[Role]:
    """Return what somebody is to a course; in their own care nobody is one of the staff."""
    roles = directory.roles_at_course(person, course)
    return roles & HOLDERS or roles


def invited(asker: str, course: str, delegate: str, *, now: datetime) -> Invited | None:
    """Return the invitation that waits for a trusted person, for who may invite; else none."""
    roles = _roles(asker, course)
    if not any(may(role, "appoint") for role in roles):
        return None
    found = links.links_of(delegate, course, LinkKind.INVITATION)
    for link in found:
        if link.live(now) and link.used_at is None:
            code = links.code_of(link) if roles & TELLS_CODES else ""
            return Invited(code, link.made_at, link.expires_at)
    return None


# --- opening an invitation --------------------------------------------------------------------


def enter(secret: str, code: str, *, where: str, now: datetime) -> LinkView:
    """Open an invitation with its code. Raises NotYoursError, always the same.

    A link of 256 bits is not guessed; who tries many is noted, without what they tried.
    Raises GuessedTooOftenError for them.
    """
    try:
        link = invitation(secret, now=now)
        if links.try_code(link, digits(code), now=now):
            return link
    except NotYoursError:
        log.warning("an invitation that opens nothing was tried from %s", where)
        WRONG_LINKS.wrong(where)
        raise
    log.warning("a wrong code was tried on invitation %d from %s", link.id, where)
    raise NotYoursError("link")


def invitation(secret: str, *, now: datetime) -> LinkView:
    """Open an invitation that was not used, whose person is still asked to hold the box.

    Raises NotYoursError.
    """
    link = links.open_link(LinkKind.INVITATION, secret, now=now)
    over = trust_of(link).revoked_at is not None or chart_of(link).closed_at is not None
    if link.used_at is not None or over:
        raise NotYoursError("link")
    return link


def chart_of(link: LinkView) -> Chart:
    """Return the link's course as its person may see it. Raises NotYoursError."""
    directory.access_course(link.person, link.course, Role.DELEGATE)
    _, chart = course_seen(link.person, link.course)
    return chart


def trust_of(link: LinkView) -> Trust:
    """Return how the link's person stands to its course. Raises NotYoursError."""
    trust = chart_of(link).trusts.get(link.person)
    if trust is None:
        raise NotYoursError("link")
    return trust


def signed(link: LinkView) -> bool:
    """Whether they have signed already, so that only this phone is new."""
    return trust_of(link).accepted_at is not None


def check_pin(pin: str) -> None:
    """Refuse a PIN of another shape, and one that whoever finds the phone tries first.

    Raises PinError.
    """
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
        raise PinError("shape")
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    if len(set(pin)) < DIFFERENT_DIGITS_MIN or steps in ({1}, {-1}):
        raise PinError("weak")


def digits(text: str) -> str:
    """Read a code as people type it, with gaps."""
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())


def begin(link: LinkView, pin: str, label: str, *, now: datetime) -> str:
    """Use the invitation up and let this phone alone open the box; return its secret.

    Raises PinError, and NotYoursError when another phone was faster.
    """
    check_pin(pin)
    return links.make_device(link, now=now, expires_at=now + PHONE_FOR, pin=pin, label=label)


# --- phones -----------------------------------------------------------------------------


def phone(secret: str, *, now: datetime) -> LinkView:
    """Return the phone that a secret is of, locked or not. Raises NotYoursError."""
    return links.open_link(LinkKind.DEVICE, secret, now=now)


def phones_of(asker: str, course: str, delegate: str, *, now: datetime) -> list[LinkView]:
    """Return a trusted person's phones that still open, for who may keep them; else none."""
    keeps = _roles(asker, course) & MAY_KEEP_PHONES
    if delegate != asker and not keeps:
        return []
    found = links.links_of(delegate, course, LinkKind.DEVICE)
    return [each for each in found if each.live(now)]


def change_phone(by: str, course: str, number: int, change: str, *, now: datetime) -> LinkView:
    """``lock``, ``unlock`` or ``end`` a phone of a course, at once.

    Whoever trusts and whoever treats may lock and end; the person themselves their own. Only
    the clinic unlocks: whoever locked it had a reason, and who craves opens no box. Raises
    NotYoursError, NotEntitledError, BadValueError.
    """
    role = directory.access_course(by, course)
    found = links.device(number)
    if found.course != course:
        raise NotYoursError(f"device {number}")
    roles = _roles(by, course)
    may_change = bool(roles & (MAY_UNLOCK if change == "unlock" else MAY_KEEP_PHONES))
    if not may_change and (found.person != by or change == "unlock"):
        raise NotEntitledError(role, "revoke")
    match change:
        case "lock":
            links.lock_device(number)
        case "unlock":
            links.unlock_device(number)
        case "end":
            links.revoke_device(number, now=now)
        case _:
            raise BadValueError("change", f"{change[:80]!r} is not lock, unlock or end")
    log.info("%s %s the phone %d of %s", by, change, number, course)
    return links.device(number)


__all__ = [
    "GuessedTooOftenError",
    "Invitation",
    "Invited",
    "LockedError",
    "PinError",
    "begin",
    "change_phone",
    "chart_of",
    "check_pin",
    "digits",
    "enter",
    "invitation",
    "invite",
    "invited",
    "phone",
    "phones_of",
    "signed",
    "trust_of",
]
