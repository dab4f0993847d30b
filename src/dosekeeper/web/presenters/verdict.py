"""The verdict panel: one of four answers, every reason with its numbers and its way out."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from django.urls import reverse

from dosekeeper.core.gates import RULES, STANDS_BEFORE
from dosekeeper.core.people import Role
from dosekeeper.core.policy import Cite
from dosekeeper.core.verdict import Answer, Reason, Strength, Verdict
from dosekeeper.door.helplines import help_for
from dosekeeper.web.presenters.helplines import help_box
from dosekeeper.web.presenters.moments import from_when
from dosekeeper.web.scene import Scene
from dosekeeper.wording import badges, label, said


ANSWERS = {
    Answer.ALLOWED: "allowed",
    Answer.WARNED: "warned",
    Answer.REFUSED: "refused",
    Answer.UNCHECKED: "unknown",
}
Links = Callable[[str], str | None]
"""Verb to the address of its act, or nothing when that is not for this person."""


def verdict(
    scene: Scene,
    verb: str,
    judged: Verdict,
    *,
    deed: str,
    link: Links,
    task: str = "",
) -> dict[str, Any]:
    """The whole panel. ``deed`` says what is asked for; ``task`` what a refusal opened."""
    lines = help_for(verb, judged, scene.chart.zone.key, owed=bool(task))
    return {
        "answer": ANSWERS[judged.answer],
        "word": label("answer", judged.answer),
        "act": deed,
        "reasons": _shorter([_reason(scene, verb, each, link) for each in judged.reasons])
        if scene.holder
        else [_reason(scene, verb, each, link) for each in judged.reasons],
        "passed": _passed(verb, judged),
        "policy": _policy(scene),
        "rules": None if scene.holder else reverse("rules"),
        "plain": scene.holder,
        "help": help_box(lines, task) if lines else None,
    }


def waiting(deed: str) -> dict[str, Any]:
    """The panel before there is anything to judge."""
    return {"answer": "waiting", "word": "Not checked yet", "act": deed}


def _shorter(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say once what clears several reasons of one rule: after the last of them."""
    for one, after in pairwise(reasons):
        if one["rule"] == after["rule"] and one["ways"] == after["ways"]:
            one |= {"ways": [], "citation": None, "waiver": "", "waive": None}
    return reasons


def _reason(scene: Scene, verb: str, reason: Reason, link: Links) -> dict[str, Any]:
    words = said(reason, scene.names, scene.chart.zone)
    clears_at = reason.clears_at
    return {
        "rule": reason.rule,
        "tone": _tone(reason),
        "word": _word(reason),
        "says": words.says,
        "href": None if scene.holder else reverse("rule", args=[reason.rule]),
        "found": words.found,
        "limit": words.limit,
        "clears": from_when(clears_at, scene.chart.zone, scene.now) if clears_at else None,
        "ways": _ways(scene, verb, reason, link) if reason.blocks else [],
        "waiver": _waiver(reason),
        "waive": _waive(scene, verb, reason, link),
        "citation": citation(reason.cite, scene) if reason.cite else None,
    }


def _tone(reason: Reason) -> str:
    if reason.waived_by is not None:
        return "warn"
    if reason.strength is Strength.CANNOT_TELL:
        return "unknown"
    return "warn" if not reason.blocks else "refuse"


def _word(reason: Reason) -> str:
    if reason.waived_by is not None:
        return f"Overridden by entry {reason.waived_by}"
    word = label("strength", reason.strength)
    if reason.strength in {Strength.REFUSE, Strength.OVERRIDE} and not reason.blocks:
        return "Against the rule"  # a dose already taken: it is written down all the same
    if reason.strength is Strength.CANNOT_TELL and reason.blocks and not reason.may_waive:
        return f"{word}, so refused"
    return word


def _ways(scene: Scene, verb: str, reason: Reason, link: Links) -> list[dict[str, Any]]:
    """What else would clear it, each as the act that does it when that is yours to do.

    For the staff it leads back to what was asked; at home every act ends at the box.
    """
    back = "" if scene.holder else f"?then={verb}"
    return [
        {"label": label("clears-by", word), "href": f"{href}{back}" if href else None}
        for word in reason.clears_by
        for href in [link(word)]
    ]


def _waiver(reason: Reason) -> str:
    if not reason.blocks or not reason.may_waive:
        return ""
    who = " or ".join(label("role", role) for role in reason.may_waive)
    return f"{who}, with a second person" if reason.second else who


def _waive(scene: Scene, verb: str, reason: Reason, link: Links) -> dict[str, str] | None:
    if not reason.blocks or not _roles(scene) & set(reason.may_waive):
        return None
    href = link("waive")
    if href is None:
        return None
    return {
        "label": f"Override: {label('rule', reason.rule)}",
        "href": f"{href}?rule={reason.rule}&of_verb={verb}",
    }


def _roles(scene: Scene) -> frozenset[Role]:
    return frozenset({scene.role}) if scene.holder else scene.roles


def citation(cite: Cite, scene: Scene) -> Mapping[str, Any]:
    """What a rule rests on, with how far that may be relied on."""
    web = cite.source.startswith("https://")
    return {
        "text": cite.citation,
        "href": cite.source if web else None,
        "badges": list(badges(cite, scene.today)),
    }


def _passed(verb: str, judged: Verdict) -> list[dict[str, str]]:
    spoke = {reason.rule for reason in judged.reasons}
    return [
        {"says": label("rule", rule), "numbers": ""}
        for rule in RULES
        if verb in STANDS_BEFORE[rule] and rule not in spoke
    ]


def _policy(scene: Scene) -> str:
    name = scene.policy.name
    return f"{name}, version {scene.policy.version.removeprefix(f'{name}.')}"
