"""The whole journal of a course: every entry as it was written, in its place in the chain."""

from collections.abc import Mapping
from typing import Any

from dosekeeper.core.acts import Correct
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.people import Actor
from dosekeeper.store import reading
from dosekeeper.web.presenters.banner import banner
from dosekeeper.web.presenters.timeline import ICONS
from dosekeeper.web.scene import Scene
from dosekeeper.wording import entry_sentence, label, said


PAGE = 100
DIGEST_SHOWN = 10


def journal_page(scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
    """What templates/records/journal.html takes: newest first, a hundred a page."""
    entries = scene.chart.entries
    last = _position(asked.get("to", ""), len(entries))
    first = 0 if "all" in asked else max(0, last - PAGE)
    shown = entries[first:last]
    digests = _digests(scene, shown)
    struck = {
        entry.fact.act.entry: entry.position
        for entry in entries
        if isinstance(entry.fact, Done) and isinstance(entry.fact.act, Correct)
    }
    return {
        "course": scene.id,
        "banner": banner(scene),
        "entries": [
            _entry(scene, entry, digests.get(entry.position, ""), struck.get(entry.position))
            for entry in reversed(shown)
        ],
        "total": len(entries),
        "withheld": label("sharing", "withheld") if scene.chart.withheld else "",
        "first": first + 1 if shown else 0,
        "last": last,
        "older": first or None,
        "newer": min(last + PAGE, len(entries)) if last < len(entries) else None,
    }


def _digests(scene: Scene, shown: list[Entry]) -> dict[int, str]:
    """The digests of the page's entries; to who does not see all of them they prove nothing."""
    if scene.chart.withheld or not shown:
        return {}
    first, last = shown[0].position, shown[-1].position
    return reading.digests(scene.stream, first - 1, last - first + 1)


def _position(text: str, most: int) -> int:
    """The page's last position; whatever is none is the journal's last."""
    known = text.isdecimal() and len(text) < len("10000000")
    return min(max(1, int(text)), most) if known else most


def _entry(scene: Scene, entry: Entry, digest: str, fix: int | None) -> dict[str, Any]:
    zone, fact = scene.chart.zone, entry.fact
    refused = not isinstance(fact, Done)
    says = entry_sentence(entry, scene.names, zone)
    return {
        "position": entry.position,
        "icon": ICONS[entry.verb],
        "at": _exact(scene, entry.at),
        "recorded": _exact(scene, entry.recorded_at) if entry.recorded_at != entry.at else None,
        "who": _who(scene, entry.by),
        "second": _who(scene, entry.second) if entry.second else "",
        "says": says[:1].upper() + says[1:],
        "tone": "refuse" if refused else "warn" if fact.reasons else "",
        "word": "Refused" if refused else "With an override or warning" if fact.reasons else "",
        "reasons": [said(reason, scene.names, zone).line for reason in fact.reasons],
        "policy": entry.policy,
        "digest": digest[:DIGEST_SHOWN],
        "struck_by": fix,
    }


def _who(scene: Scene, actor: Actor) -> str:
    return f"{scene.name(actor.person)}, {label('role', actor.role)}"


def _exact(scene: Scene, instant: Any) -> dict[str, str]:
    local = instant.astimezone(scene.chart.zone)
    return {
        "text": f"{local.day} {local:%b %Y %H:%M:%S}",
        "iso": local.isoformat(timespec="seconds"),
        "full": f"{local:%A} {local.day} {local:%B %Y %H:%M:%S %Z}",
    }
