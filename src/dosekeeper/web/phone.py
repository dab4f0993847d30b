"""The trusted person's phone, as a browser shows it: two signed cookies, and no session.

One says which phone it is, for as long as the phone may be used. The other says that its PIN
was typed a short while ago. Both together let one person into one course's box, and into
nothing else: no other page reads them. Lock and end are asked of the record each time.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from dosekeeper.door import trusted
from dosekeeper.store.errors import NotYoursError
from dosekeeper.store.links import LinkView


PHONE, OPENED = "dosekeeper_phone", "dosekeeper_opened"
IDLE = timedelta(minutes=15)
WATCHING_IDLE = timedelta(minutes=30)
"""While somebody is looked after, a look is due each quarter of an hour: asking for the PIN at
every one would only teach to leave the phone open."""
RENEWED_EVERY = timedelta(minutes=1)
MARGIN = timedelta(minutes=5)


def phone_of(request: HttpRequest, now: datetime) -> LinkView | None:
    """Return which phone this is, if it is one that still opens a box; locked or not."""
    secret = request.get_signed_cookie(PHONE, default="", salt=PHONE)
    try:
        return trusted.phone(secret, now=now) if secret else None
    except NotYoursError:
        return None


def opened_at(request: HttpRequest, phone: LinkView) -> datetime | None:
    """Return when the PIN of this phone was typed, or its pages last used, if ever."""
    try:
        kept = signing.loads(request.COOKIES.get(OPENED, ""), salt=OPENED)
    except signing.BadSignature:
        return None
    if kept["phone"] != phone.id:
        return None
    return datetime.fromisoformat(kept["at"])


def is_open(request: HttpRequest, phone: LinkView, now: datetime, *, watching: bool) -> bool:
    """Whether the PIN need not be asked for again."""
    at = opened_at(request, phone)
    idle = WATCHING_IDLE if watching else IDLE
    return at is not None and not phone.locked(now) and -MARGIN <= now - at < idle


def remember(answer: HttpResponse, secret: str) -> None:
    """Let this browser be the phone from now on."""
    answer.set_signed_cookie(
        PHONE,
        secret,
        salt=PHONE,
        max_age=trusted.PHONE_FOR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


def note_open(answer: HttpResponse, phone: LinkView, now: datetime) -> None:
    """Say that the PIN is known, from now on for a while."""
    answer.set_cookie(
        OPENED,
        signing.dumps({"phone": phone.id, "at": now.isoformat()}, salt=OPENED),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


def shut(answer: HttpResponse) -> None:
    """Ask for the PIN next time."""
    answer.delete_cookie(OPENED, samesite="Strict")


def forget(answer: HttpResponse) -> None:
    """Be no phone any more."""
    shut(answer)
    answer.delete_cookie(PHONE, samesite="Strict")


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
