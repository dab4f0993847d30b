"""The trusted person's phone, as a browser shows it: signed cookies, and no session.

One says which phones it is, a phone a box, for as long as each may be used; one which of them
is looked at; one that a PIN was typed a short while ago. Together they let one person into one
course's box, and into nothing else: no other page reads them. Lock and end are asked of the
record each time, and so is when the PIN was typed: a cookie that was copied before the box was
locked opens nothing after it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from dosekeeper.door import trusted
from dosekeeper.store.errors import NotYoursError
from dosekeeper.store.links import LinkView


PHONE, CHOSEN, OPENED = "dosekeeper_phone", "dosekeeper_box", "dosekeeper_opened"
BOXES_MAX = 4
"""So many boxes one browser opens; more than the policy lets anybody keep."""
IDLE = timedelta(minutes=15)
WATCHING_IDLE = timedelta(minutes=30)
"""While somebody is looked after, a look is due each quarter of an hour: asking for the PIN at
every one would only teach to leave the phone open."""
OPEN_MAX = timedelta(hours=12)
"""The PIN is asked for again after so long, however busy the phone was."""
RENEWED_EVERY = timedelta(minutes=1)
MARGIN = timedelta(minutes=5)


def phones_of(request: HttpRequest, now: datetime) -> list[LinkView]:
    """Return which phones this browser is, the latest first; locked or not."""
    found = []
    for secret in _secrets(request):
        try:
            found.append(trusted.phone(secret, now=now))
        except NotYoursError:
            continue
    return found


def phone_of(request: HttpRequest, now: datetime) -> LinkView | None:
    """Return the phone whose box is looked at, if one still opens a box; locked or not."""
    found = phones_of(request, now)
    chosen = request.COOKIES.get(CHOSEN, "")
    return next((each for each in found if str(each.id) == chosen), None) or (
        found[0] if found else None
    )


def _secrets(request: HttpRequest) -> list[str]:
    kept = request.get_signed_cookie(PHONE, default="", salt=PHONE) or ""
    return [secret for secret in kept.split(".") if secret][:BOXES_MAX]


def opened_at(request: HttpRequest, phone: LinkView) -> datetime | None:
    """Return when this phone's pages were last used since its PIN was typed, if it was."""
    try:
        kept = signing.loads(request.COOKIES.get(OPENED, ""), salt=OPENED)
    except signing.BadSignature:
        return None
    if phone.used_at is None or kept["pin"] != [phone.id, phone.used_at.isoformat()]:
        return None
    return datetime.fromisoformat(kept["at"])


def is_open(request: HttpRequest, phone: LinkView, now: datetime, *, watching: bool) -> bool:
    """Whether the PIN need not be asked for again."""
    at, typed_at = opened_at(request, phone), phone.used_at
    if at is None or typed_at is None or phone.locked(now) or now - typed_at >= OPEN_MAX:
        return False
    return -MARGIN <= now - at < (WATCHING_IDLE if watching else IDLE)


def remember(request: HttpRequest, answer: HttpResponse, secret: str, now: datetime) -> None:
    """Let this browser be one more phone from now on, and look at its box."""
    before = []
    for each in _secrets(request):
        try:
            trusted.phone(each, now=now)
        except NotYoursError:
            continue
        before.append(each)
    _keep(answer, [secret, *before][:BOXES_MAX])
    choose(answer, trusted.phone(secret, now=now))


def _keep(answer: HttpResponse, secrets: Sequence[str]) -> None:
    answer.set_signed_cookie(
        PHONE,
        ".".join(secrets),
        salt=PHONE,
        max_age=trusted.PHONE_FOR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


def choose(answer: HttpResponse, phone: LinkView) -> None:
    """Look at the box of this phone."""
    answer.set_cookie(
        CHOSEN,
        str(phone.id),
        max_age=trusted.PHONE_FOR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


def note_open(answer: HttpResponse, phone: LinkView, now: datetime) -> None:
    """Say that the PIN is known, from now on for a while."""
    typed_at = phone.used_at.isoformat() if phone.used_at else ""
    answer.set_cookie(
        OPENED,
        signing.dumps({"pin": [phone.id, typed_at], "at": now.isoformat()}, salt=OPENED),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


def shut(answer: HttpResponse) -> None:
    """Ask for the PIN next time."""
    answer.delete_cookie(OPENED, samesite="Strict")


def label_of(request: HttpRequest) -> str:
    """Say roughly what kind of phone this is, to tell it from another in a list."""
    agent = request.headers.get("User-Agent", "")
    kinds = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
    browsers = (
        ("Firefox", "Firefox"),
        ("Edg", "Edge"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    )
    kind = next((each for each in kinds if each in agent), "")
    browser = next((name for word, name in browsers if word in agent), "")
    return " on ".join(part for part in (browser, kind) if part) or "unknown phone"
