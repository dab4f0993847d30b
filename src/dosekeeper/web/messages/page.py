"""How messages stand: the notice on Today, and the page behind it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from dosekeeper.core.people import Role
from dosekeeper.store import contacts, directory, outbox
from dosekeeper.store.directory import DutyView
from dosekeeper.store.errors import NotYoursError
from dosekeeper.store.outbox import Line, Status
from dosekeeper.web.presenters.moments import when
from dosekeeper.wording import counted, label


Made = dict[str, Any]
SHOWN = 60


def clinics_of(works: list[DutyView]) -> list[str]:
    """Return the clinics whose messages are somebody's business: a pharmacy's is its own."""
    found = (d.view.clinic if d.view.kind == "pharmacy" else d.site for d in works)
    return sorted({clinic for clinic in found if clinic})


def message_notice(works: list[DutyView], now: datetime) -> Made | None:
    """What components/notice.html takes, when something is wrong; None when nothing is."""
    clinics = clinics_of(works)
    if not clinics:
        return None
    found = outbox.status(now, clinics)
    tone, title, text = _state(found, ZoneInfo(works[0].view.zone), now)
    if tone == "ok":
        return None
    action = {"label": "Look at them", "href": reverse("messages")}
    return {"tone": tone, "title": title, "text": text, "action": action}


def _state(found: Status, zone: ZoneInfo, now: datetime) -> tuple[str, str, str]:
    if found.run_late(now):
        last = (
            f"The last time was {when(found.run_at, zone, now)['text']}."
            if found.run_at
            else ""
        )
        text = f"Nobody is told of what is due or late. {last} Look yourself, and tell"
        return "refuse", "Messages do not go out", f"{text} whoever keeps the server."
    if found.stuck(now) and found.waiting_since_at:
        since = when(found.waiting_since_at, zone, now)["text"]
        text = f"{counted('messages', found.waiting)} not sent since {since}, and tried again."
        return "warn", "Messages wait", text
    if found.failed:
        text = f"{counted('messages', found.failed)} could not be delivered."
        return "warn", "Messages failed", text
    return "ok", "Messages go out", ""


def messages_page(person: str, now: datetime) -> Made:
    """What templates/messages/page.html takes. Raises NotYoursError for who is no staff."""
    works = directory.sites_of(person)
    clinics = clinics_of(works)
    if not clinics:
        raise NotYoursError("messages")
    zone = ZoneInfo(works[0].view.zone)
    manages = any(duty.role is Role.MANAGER for duty in works)
    found = outbox.status(now, clinics)
    lines = outbox.lines(now, clinics, SHOWN)
    nobody = contacts.unreachable(clinics)
    names = directory.names({*nobody, *(line.person for line in lines)})
    return {
        "in_the_way": list(_in_the_way(_state(found, zone, now), len(nobody), manages=manages)),
        "manages": manages,
        "run": when(found.run_at, zone, now) if found.run_at else None,
        "list": {
            "title": "Not delivered",
            "count": found.waiting + found.failed,
            "rows": [_row(line, names, zone, now) for line in lines],
        }
        if lines
        else None,
        "withdrawn": counted("messages", found.withdrawn) if found.withdrawn else "",
        "nobody": [names[each] for each in nobody],
    }


def _in_the_way(state: tuple[str, str, str], nobody: int, *, manages: bool) -> Iterator[Made]:
    """What stands in the way of somebody being told, each as components/notice.html."""
    tone, title, text = state
    if tone != "ok":
        yield {"tone": tone, "title": title, "text": text}
    if not settings.MAIL:
        yield {
            "tone": "warn",
            "title": "No mail server is set up",
            "text": "E-mail waits until whoever keeps the server sets DOSEKEEPER_MAIL."
            if manages
            else "E-mail waits. Tell whoever keeps the server.",
        }
    if nobody:
        people = "1 person" if nobody == 1 else f"{nobody} people"
        yield {
            "tone": "warn",
            "title": f"{people} cannot be reached",
            "text": "What waits for them is told them by nobody.",
        }


def _row(line: Line, names: dict[str, str], zone: ZoneInfo, now: datetime) -> Made:
    kind, _, name = line.stream.partition(":")
    about = label("expectation", line.kind)
    why = f"{about[:1].upper()}{about[1:]}, by {label('channel', line.channel)}"
    return {
        "tone": "refuse" if line.given_up else "warn",
        "word": "Failed" if line.given_up else "Waits",
        "name": names[line.person],
        "href": reverse("course", args=[name]) if kind == "course" else reverse("round"),
        "why": f"{why}: {line.error}" if line.error else why,
        "since": when(line.since_at, zone, now),
        "since_word": "since",
    }
