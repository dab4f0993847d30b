"""Secret links: what somebody without an account is let in by, to one thing of one course.

The secret has 256 random bits, is shown once and kept as its hash, so that nobody who reads
the table can open a link. The link of a message that may be sent again is an HMAC with this
installation's secret instead, as long. An *invitation* wants a second code beside it, told
another way; a *device* is a phone that knows a PIN; a *check-in* takes one day's answers.

The code is made from the hash with this installation's secret: the clinic can look it up as
long as the link is open, and whoever has only the link, or only the table, cannot.

Looking at a link uses nothing up: mail is opened by scanners before people open it.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from dosekeeper.core.events import course_stream
from dosekeeper.core.units import check_text
from dosekeeper.store.errors import NotYoursError
from dosekeeper.store.models import Person, SecretLink


LABEL_MAX = 80
SECRET_MAX = 200
CODE_DIGITS = 8
TRIES_MAX = 5
"""Wrong PINs before a device is locked, wrong codes before an invitation is void."""
LOCKS = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 4 * 60, 16 * 60, 24 * 60))
"""How long each lock in a row lasts; the last one from then on."""
FOR_GOOD = datetime(2200, 1, 1, tzinfo=UTC)
"""Until somebody unlocks it."""
KEPT = timedelta(days=60)
"""So long after it has expired a link is still known: longer than answers wait on a phone."""


class LinkKind(StrEnum):
    """What a link opens."""

    INVITATION = "invitation"
    DEVICE = "device"
    CHECK_IN = "check-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A link without its secret, which nobody has but its bearer."""

    id: int
    kind: LinkKind
    person: str
    course: str
    label: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    locked_until: datetime | None

    def live(self, now: datetime) -> bool:
        """Whether it opens at a moment, used or not, locked or not."""
        return self.revoked_at is None and now < self.expires_at

    def locked(self, now: datetime) -> bool:
        """Whether no PIN is looked at until ``locked_until``."""
        return self.locked_until is not None and now < self.locked_until


class LockedError(Exception):
    """Too many wrong PINs, or locked by hand: nothing is looked at until then."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"locked until {until.isoformat()}")
        self.until = until


# --- every link ------------------------------------------------------------------------


def make_link(
    kind: LinkKind,
    person: str,
    course: str,
    *,
    now: datetime,
    expires_at: datetime,
    name: str = "",
) -> str:
    """Make a link to one course for one person and return its secret, this once.

    With a ``name``, such as that of the message it goes out with, it is the one link of that
    name: made again, it is the same, and opens for longer, but not if it was revoked. Raises
    NotYoursError for nobody.
    """
    secret = _named(kind, person, course, name) if name else secrets.token_urlsafe(32)
    known = SecretLink.objects.filter(hashed=_hash(secret)) if name else None
    if known is not None and known.exists():
        known.filter(expires_at__lt=expires_at).update(expires_at=expires_at)
        return secret
    return _made(kind, person, course, secret, now=now, expires_at=expires_at)


def throw_away(now: datetime) -> int:
    """Forget the links that expired long ago; return how many.

    No later one gets the number of one that is gone, which the journal may have in a key.
    """
    gone, _ = SecretLink.objects.filter(expires_at__lt=now - KEPT).delete()
    return gone


def open_link(kind: LinkKind, secret: str, *, now: datetime) -> LinkView:
    """Return what a secret opens. It uses nothing up; whether it was used the view says.

    Raises NotYoursError, always the same, for one that is unknown, of another kind,
    expired, revoked, cut or altered.
    """
    # Found by its hash: how long that takes tells nothing of the secret.
    hashed = _hash(secret) if len(secret) <= SECRET_MAX else ""
    found = SecretLink.objects.filter(hashed=hashed, kind=kind.value).first()
    view = _view(found) if found is not None else None
    if view is None or not view.live(now):
        raise NotYoursError("link")
    return view


def use_link(view: LinkView, *, now: datetime) -> None:
    """Use a link up: once. Raises NotYoursError for a second use and for a revoked one.

    Whether it had expired was asked when it was opened: answers may have waited on a phone.
    """
    fresh = SecretLink.objects.filter(pk=view.id, used_at=None, revoked_at=None)
    if not fresh.update(used_at=now):
        raise NotYoursError("link")


def revoke_links(
    person: str, course: str, kind: LinkKind | None = None, *, now: datetime
) -> None:
    """End a person's links to a course with the next request, all or of one kind."""
    found = SecretLink.objects.filter(person=person, course=course, revoked_at=None)
    if kind is not None:
        found = found.filter(kind=kind.value)
    found.update(revoked_at=now)


def links_of(person: str, course: str, kind: LinkKind) -> list[LinkView]:
    """Return a person's links of a kind to a course, the youngest first."""
    found = SecretLink.objects.filter(person=person, course=course, kind=kind.value)
    return [_view(each) for each in found.order_by("-pk")]


def code_of(view: LinkView) -> str:
    """Return the code beside an invitation: ``CODE_DIGITS`` digits."""
    return _code(SecretLink.objects.get(pk=view.id).hashed)


def try_code(view: LinkView, code: str, *, now: datetime) -> bool:
    """Say whether this is the code beside an invitation; the fifth wrong one voids it.

    The try is counted before the code is looked at: a hundred at once are five as well.
    """
    mine = SecretLink.objects.filter(pk=view.id, revoked_at=None)
    if not mine.filter(tries__lt=TRIES_MAX).update(tries=F("tries") + 1):
        raise NotYoursError("link")
    kept = SecretLink.objects.get(pk=view.id)
    if hmac.compare_digest(code.encode(), _code(kept.hashed).encode()):
        mine.update(tries=0)
        return True
    mine.filter(tries__gte=TRIES_MAX).update(revoked_at=now)
    return False


# --- a phone and its PIN -----------------------------------------------------------------


def make_device(
    invitation: LinkView, *, now: datetime, expires_at: datetime, pin: str, label: str = ""
) -> str:
    """Use an invitation up and let a phone open its course's box; return the phone's secret.

    One phone a box: an earlier one ends, so that whoever has lost it need not remember to.
    It is shown this once. Raises NotYoursError when another phone was faster.
    """
    person, course = invitation.person, invitation.course
    with transaction.atomic():
        use_link(invitation, now=now)
        revoke_links(person, course, LinkKind.DEVICE, now=now)
        return _made(
            LinkKind.DEVICE,
            person,
            course,
            secrets.token_urlsafe(32),
            now=now,
            expires_at=expires_at,
            pin=pin,
            label=label,
            used_at=now,
        )


def device(link: int) -> LinkView:
    """Return a phone by its number. Raises NotYoursError."""
    found = SecretLink.objects.filter(pk=link, kind=LinkKind.DEVICE.value).first()
    if found is None:
        raise NotYoursError(f"device {link}")
    return _view(found)


def try_pin(view: LinkView, pin: str, *, now: datetime) -> bool:
    """Say whether this is the phone's PIN, and note that it was opened.

    Each fifth wrong one in a row locks it, for longer each time. Raises LockedError while
    it is locked, NotYoursError once it is revoked. Counted before it is looked at.
    """
    mine = SecretLink.objects.filter(pk=view.id, revoked_at=None)
    free = Q(locked_until=None) | Q(locked_until__lte=now)
    if not mine.filter(free).update(tries=F("tries") + 1):
        kept = mine.first()
        if kept is None or kept.locked_until is None:
            raise NotYoursError("device")
        raise LockedError(kept.locked_until)
    kept = SecretLink.objects.get(pk=view.id)
    if kept.tries % TRIES_MAX == 0:
        mine.update(locked_until=now + _lock(kept.tries))
    if check_password(pin, kept.pin_hashed):
        mine.update(tries=0, locked_until=None, used_at=now)
        return True
    return False


def _lock(tries: int) -> timedelta:
    """How long a phone is locked after so many wrong PINs in a row."""
    turn = min(tries // TRIES_MAX, len(LOCKS))
    return LOCKS[turn - 1]


def shut_device(link: int) -> None:
    """Ask a phone for its PIN again, whatever its browser says it has typed before."""
    mine = SecretLink.objects.filter(pk=link, kind=LinkKind.DEVICE.value)
    mine.update(used_at=None)


def lock_device(link: int) -> None:
    """Lock a phone until somebody unlocks it."""
    mine = SecretLink.objects.filter(pk=link, kind=LinkKind.DEVICE.value)
    mine.update(locked_until=FOR_GOOD, used_at=None)


def unlock_device(link: int) -> None:
    """Let its PIN be tried again."""
    mine = SecretLink.objects.filter(pk=link, kind=LinkKind.DEVICE.value)
    mine.update(locked_until=None, tries=0)


def revoke_device(link: int, *, now: datetime) -> None:
    """End a phone for good, with its next request."""
    mine = SecretLink.objects.filter(pk=link, kind=LinkKind.DEVICE.value, revoked_at=None)
    mine.update(revoked_at=now)


# --- shared ------------------------------------------------------------------------------


def _made(  # noqa: PLR0913 - the parts of a link
    kind: LinkKind,
    person: str,
    course: str,
    secret: str,
    *,
    now: datetime,
    expires_at: datetime,
    pin: str = "",
    label: str = "",
    used_at: datetime | None = None,
) -> str:
    course_stream(course)
    check_text("label", label)
    if not Person.objects.filter(pk=person).exists():
        raise NotYoursError(f"person {person[:64]!r}")
    SecretLink.objects.create(
        kind=kind.value,
        hashed=_hash(secret),
        person_id=person,
        course=course,
        made_at=now,
        expires_at=expires_at,
        pin_hashed=make_password(pin) if pin else "",
        label=label[:LABEL_MAX],
        used_at=used_at,
    )
    return secret


def _named(kind: LinkKind, person: str, course: str, name: str) -> str:
    text = f"link\0{kind}\0{person}\0{course}\0{name}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _hash(secret: str) -> str:
    """Hash without salt: 256 random bits cannot be guessed, and are looked up by hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _code(hashed: str) -> str:
    made = salted_hmac("dosekeeper invitation code", hashed, algorithm="sha256").digest()
    return f"{int.from_bytes(made, 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def _view(found: SecretLink) -> LinkView:
    return LinkView(
        id=found.pk,
        kind=LinkKind(found.kind),
        person=found.person_id,
        course=found.course,
        label=found.label,
        made_at=found.made_at,
        expires_at=found.expires_at,
        used_at=found.used_at,
        revoked_at=found.revoked_at,
        locked_until=found.locked_until,
    )
