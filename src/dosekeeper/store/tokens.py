"""Bearer tokens: 256 random bits, shown once, kept as their hash, revocable at once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from dosekeeper.core.units import check_text
from dosekeeper.store import statements
from dosekeeper.store.errors import NotYoursError, unavailable
from dosekeeper.store.models import Account, ApiToken, Person


PREFIX = "dosekeeper_"
LABEL_MAX = 80
NOTED_EVERY = timedelta(hours=1)
"""How exactly the last use is known. Each use noted would be a durable write a request."""


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token without its secret, which nobody has but its bearer."""

    id: int
    person: str
    label: str
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def create_token(person_id: str, label: str) -> str:
    """Make a token for a person and return its secret, this once."""
    if not Person.objects.filter(pk=person_id).exists():
        raise NotYoursError(f"person {person_id!r}")
    check_text("label", label, least=1)
    secret = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        person_id=person_id,
        label=label[:LABEL_MAX],
        hashed=_hash(secret),
        created_at=timezone.now(),
    )
    return secret


def token_person(secret: str) -> str:
    """Return whose token it is. Raises NotYoursError for an unknown or revoked one."""
    found = statements.token(_hash(secret))
    if found is None:
        raise NotYoursError("token")
    person, active, demo, token, used_at = found
    if active is not None and Account(is_active=active, demo=bool(demo)).shut:
        raise NotYoursError("token")
    now = timezone.now()
    if used_at is None or now - used_at >= NOTED_EVERY:
        _note_use(token, now)
    return person


def _note_use(token: int, now: datetime) -> None:
    """Note when it was used, where that can be written; a chart must be read without."""
    stale = Q(used_at=None) | Q(used_at__lte=now - NOTED_EVERY)
    try:
        ApiToken.objects.filter(stale, pk=token).update(used_at=now)
    except DatabaseError as error:
        if not unavailable(error):
            raise


def tokens_of(person_id: str) -> list[TokenView]:
    """Return a person's tokens, the youngest first."""
    found = ApiToken.objects.filter(person=person_id).order_by("-pk")
    return [
        TokenView(t.pk, t.person_id, t.label, t.created_at, t.used_at, t.revoked_at)
        for t in found
    ]


def revoke_token(person_id: str, token: int) -> None:
    """End a person's token with the next request. Raises NotYoursError for another's."""
    mine = ApiToken.objects.filter(pk=token, person=person_id)
    if not mine.exists():
        raise NotYoursError(f"token {token}")
    mine.filter(revoked_at=None).update(revoked_at=timezone.now())


def revoke_all(person_id: str) -> None:
    """End every token of a person: whoever read the old password may have made one."""
    mine = ApiToken.objects.filter(person=person_id, revoked_at=None)
    mine.update(revoked_at=timezone.now())


def _hash(secret: str) -> str:
    """Hash without salt: 256 random bits cannot be guessed, and are looked up by hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
