"""The trusted people of a course: how they stand, from when to when, and by which phones."""

from typing import Any

from django.urls import reverse

from dosekeeper.core.facts import Trust
from dosekeeper.door import trusted as door
from dosekeeper.store.links import LinkView
from dosekeeper.web.presenters.moments import day_text, when
from dosekeeper.web.presenters.units import so_many_in
from dosekeeper.web.scene import Scene


def trusted(scene: Scene) -> list[dict[str, Any]]:
    """What course/trusted.html takes; whoever else is trusted, a trusted person sees too."""
    return [_one(scene, trust) for trust in reversed(scene.chart.trusts.values())]


def _one(scene: Scene, trust: Trust) -> dict[str, Any]:
    tone, word = _stand(scene, trust)
    live = trust.revoked_at is None and not scene.chart.closed_at
    phones = door.phones_of(scene.person, scene.id, trust.delegate, now=scene.now)
    waits = door.invited(scene.person, scene.id, trust.delegate, now=scene.now)
    return {
        "name": scene.name(trust.delegate),
        "tone": tone,
        "word": word,
        "detail": "backup" if trust.backup else "",
        "facts": _facts(scene, trust),
        "invite": reverse("invite", args=[scene.id, trust.delegate])
        if live and scene.may("appoint")
        else "",
        "invited": _invited(scene, waits) if live and waits else "",
        "change": reverse("phones", args=[scene.id]),
        "phones": [_phone(scene, each) for each in phones],
    }


def _invited(scene: Scene, waits: door.Invited) -> str:
    """Until when the invitation opens, and its code for whoever tells it."""
    ends = when(waits.expires_at, scene.chart.zone, scene.now)["text"]
    if waits.code:
        return f"Invited, opens until {ends}. The code to tell them: {spaced(waits.code)}"
    return f"Invited, opens until {ends}. The clinic tells them the code."


def spaced(code: str) -> str:
    """A code as it is read out: in two halves."""
    return f"{code[:4]} {code[4:]}".strip()


def _stand(scene: Scene, trust: Trust) -> tuple[str, str]:
    today = scene.today
    if trust.revoked_at is not None:
        return "quiet", "Ended"
    if trust.until_on is not None and today > trust.until_on:
        return "quiet", "Time is over"
    if trust.accepted_at is None:
        return "warn", "Has not signed"
    if trust.identified_at is None:
        return "warn", "Not seen by the clinic"
    if trust.from_on is not None and today < trust.from_on:
        return "info", "Begins later"
    return "ok", "In force"


def _facts(scene: Scene, trust: Trust) -> list[dict[str, str]]:
    chart, today = scene.chart, scene.today
    held: dict[str, int] = {}
    for holder, product, _, number in chart.books.items():
        if holder == chart.hand_of(trust.delegate):
            held[product] = held.get(product, 0) + number
    begins_on = trust.from_on or chart.day(trust.appointed_at)
    found = [{"label": "From", "value": day_text(begins_on, today)}]
    if trust.until_on is not None:
        found.append({"label": "Until", "value": day_text(trust.until_on, today)})
    if trust.accepted_at is not None:
        signed_on = chart.day(trust.accepted_at)
        found.append({"label": "Signed", "value": day_text(signed_on, today)})
    if trust.identified_at is not None:
        seen_on = day_text(chart.day(trust.identified_at), today)
        found.append({"label": "Seen by the clinic", "value": seen_on})
    if trust.revoked_at is not None:
        ended = when(trust.revoked_at, chart.zone, scene.now)["text"]
        found.append({"label": "Ended", "value": ended})
    if held:
        own = chart.hand_of(trust.delegate)
        holds = ", ".join(so_many_in(scene, own, product, n) for product, n in held.items())
        found.append({"label": "Holds", "value": holds})
    return found


def _phone(scene: Scene, link: LinkView) -> dict[str, Any]:
    since = when(link.made_at, scene.chart.zone, scene.now)["text"]
    locked = link.locked(scene.now)
    return {
        "id": link.id,
        "label": link.label,
        "detail": f"locked; since {since}" if locked else f"since {since}",
        "locked": locked,
        "may_unlock": bool(scene.roles & door.MAY_UNLOCK),
    }
