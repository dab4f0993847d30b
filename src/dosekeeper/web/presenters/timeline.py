"""Everything on a course, newest first: what was done, what was refused and why."""

from itertools import groupby
from typing import Any

from dosekeeper.core import acts
from dosekeeper.core.acts import Correct, Count, Waive
from dosekeeper.core.events import Done, Entry, Refused
from dosekeeper.core.units import CLOCK_SLACK
from dosekeeper.core.verdict import Strength
from dosekeeper.web.presenters.moments import clock, heading, until, when
from dosekeeper.web.scene import Scene
from dosekeeper.wording import entry_sentence, said


SHOWN = 25
ANSWERED = "The patient was contacted."
Event = dict[str, Any]
ICONS = {
    "open": "folder-plus",
    "plan": "calendar2-week",
    "agree": "pen",
    "appoint": "person-plus",
    "revoke": "person-dash",
    "weigh": "speedometer2",
    "evaluate": "clipboard2-pulse",
    "level": "ladder",
    "check-source": "search",
    "prescribe": "file-earmark-medical",
    "stop": "slash-circle",
    "fill": "bag-plus",
    "hand-over": "box-arrow-right",
    "accept": "box-arrow-in-down",
    "decline": "box-arrow-left",
    "expire": "arrow-counterclockwise",
    "dose": "capsule",
    "count": "123",
    "resolve": "check2-square",
    "waste": "trash3",
    "return": "reply",
    "lost": "question-octagon",
    "found": "search-heart",
    "correct": "eraser",
    "waive": "pen-fill",
    "contact": "telephone",
    "close": "archive",
    "open-site": "building-add",
    "receive": "box-seam",
    "identify": "person-badge",
    "share": "eye",
    "follow": "calendar-heart",
    "check-in": "chat-left-heart",
    "observe": "stopwatch",
    "report": "exclamation-octagon",
    "acknowledge": "hand-thumbs-up",
    "sign-round": "journal-check",
}


def timeline(scene: Scene, *, everything: bool = False) -> dict[str, Any]:
    """The days with their events; the older ones only when asked for."""
    chart = scene.chart
    newest = sorted(chart.entries, key=lambda e: (e.at, e.position), reverse=True)
    shown = newest if everything else newest[:SHOWN]
    fixes = _corrections(chart.entries)
    days = groupby(shown, key=lambda entry: chart.day(entry.at))
    older = len(newest) - len(shown)
    return {
        "days": [
            {
                "label": heading(day, scene.today),
                "events": [_event(scene, entry, fixes.get(entry.position)) for entry in found],
            }
            for day, found in days
        ],
        "older": {"label": f"Earlier: {older} more", "href": "?all=1#timeline"}
        if older
        else None,
    }


def _corrections(entries: list[Entry]) -> dict[int, Entry]:
    """Struck position to the correction that struck it."""
    return {
        entry.fact.act.entry: entry
        for entry in entries
        if isinstance(entry.fact, Done) and isinstance(entry.fact.act, Correct)
    }


def _event(scene: Scene, entry: Entry, fix: Entry | None) -> Event:
    zone = scene.chart.zone
    event: Event = {
        "when": clock(entry.at, zone),
        "who": scene.name(entry.by.person),
        "says": entry_sentence(entry, scene.names, zone, _product(scene, entry)),
        "icon": ICONS[entry.verb],
        "tone": "quiet",
        "reasons": [said(reason, scene.names, zone).line for reason in entry.fact.reasons],
        "note": _note(scene, entry),
    }
    if fix is not None:
        why = fix.fact.act.reason if isinstance(fix.fact.act, Correct) else ""
        by = f"{scene.name(fix.by.person)} {when(fix.at, zone, scene.now)['text']}"
        return event | {"corrected": True, "note": f"Corrected by {by}: {why}"}
    return event | _mark(entry)


def _product(scene: Scene, entry: Entry) -> str:
    """What a fill was of: it names a prescription, and that names the product."""
    script = scene.chart.scripts.get(getattr(entry.fact.act, "prescription", 0))
    return script.signed.plan.product if script else ""


def _mark(entry: Entry) -> Event:
    """The box and its word for what somebody must not overlook."""
    fact = entry.fact
    if isinstance(fact, Refused):
        unsure = all(r.strength is Strength.CANNOT_TELL for r in fact.reasons if r.blocks)
        if unsure:
            return {
                "tone": "unknown",
                "word": "Could not be checked",
                "icon": "question-diamond-fill",
            }
        return {"tone": "refuse", "word": "Refused", "icon": "x-octagon-fill"}
    return _said(fact) or _stained(fact) or _plain(fact)


def _said(fact: Done) -> Event:
    """What the act itself says that nobody must overlook."""
    match fact.act:
        case Waive():
            return {"tone": "warn", "word": "Override"}
        case Count(units=units) if fact.expected not in {None, units}:
            return {"tone": "warn", "word": "Count differs"}
        case acts.Lose():
            return {"tone": "refuse", "word": "Lost"}
        case acts.CheckIn(safe=False):
            return {"tone": "refuse", "word": "Not safe"}
        case acts.Report():
            return {"tone": "refuse", "word": "Something is wrong"}
        case acts.Observe(condition=acts.Condition.UNWELL):
            return {"tone": "refuse", "word": "Unwell"}
        case _:
            return {}


def _plain(fact: Done) -> Event:
    """The two acts on which a course turns stand out a little."""
    return {"tone": "info"} if isinstance(fact.act, acts.Evaluate | acts.Prescribe) else {}


def _stained(fact: Done) -> Event:
    """What stands with an act that was done: a broken rule, an override, a warning."""
    if fact.task_due_at is not None:
        help_ = isinstance(fact.act, acts.CheckIn | acts.Report)
        return {"tone": "refuse", "word": "Asks for help" if help_ else "Against the rules"}
    if any(reason.waived_by is not None for reason in fact.reasons):
        return {"tone": "warn", "word": "With an override"}
    return {"tone": "warn", "word": "With warnings"} if fact.reasons else {}


def _note(scene: Scene, entry: Entry) -> str:
    notes = []
    if entry.recorded_at - entry.at > CLOCK_SLACK:
        written = when(entry.recorded_at, scene.chart.zone, scene.now)["text"]
        notes.append(f"Recorded {written}.")
    if entry.fact.task_due_at is not None:
        due = until(entry.fact.task_due_at, scene.chart.zone, scene.now)["text"]
        owed = entry.position in scene.chart.tasks
        if scene.sees(acts.Topic.CONTACTS):
            notes.append(f"A word to the patient is owed before {due}." if owed else ANSWERED)
    if note := getattr(entry.fact.act, "note", "") or getattr(entry.fact.act, "problem", ""):
        notes.append(f"“{note}”")
    return " ".join(notes)
