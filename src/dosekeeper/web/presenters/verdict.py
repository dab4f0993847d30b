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
from dosekeeper.wording import FIRST, badges, has_words, label, panel_words, said


ANSWERS = {
    Answer.ALLOWED: "allowed",
    Answer.WARNED: "warned",
    Answer.REFUSED: "refused",
    Answer.UNCHECKED: "unknown",
}
Links = Callable[[str], str | None]
"""Verb to the address of its act, or nothing when that is not for this person."""


def verdict(  # noqa: PLR0913 - a panel has this many parts
    scene: Scene,
    verb: str,
    judged: Verdict,
    *,
    deed: str,
    link: Links,
    task: str = "",
    language: str = FIRST,
) -> dict[str, Any]:
    """The whole panel. ``deed`` says what is asked for; ``task`` what a refusal opened.

    A reason that a language has no words for is said in English, and the panel says so.
    """
    chart = scene.chart
    clinic = scene.places.get(chart.clinic)
    lines = help_for(verb, judged, chart.zone.key, clinic, owed=bool(task))
    reasons = [_reason(scene, verb, each, link, language) for each in judged.reasons]
    words = panel_words(language)
    return {
        "answer": ANSWERS[judged.answer],
        "word": label("answer", judged.answer, language),
        "act": deed,
        "say": words,
        "stop": words["stop"] if scene.holder and verb == "dose" and not judged.allowed else "",
        "english": words["english"] if any(each["english"] for each in reasons) else "",
        "reasons": _shorter(reasons) if scene.holder else reasons,
        "checked": _checked(judged, passed := _passed(verb, judged, language), language),
        "passed": passed,
        "policy": _policy(scene, language),
        "rules": None if scene.holder else reverse("rules"),
        "plain": scene.holder,
        "help": help_box(lines, task, language) if lines else None,
    }


def waiting(language: str = FIRST) -> dict[str, Any]:
    """The panel before there is anything to judge."""
    words = panel_words(language)
    return {"answer": "waiting", "word": words["waiting"], "act": words["unsent"], "say": words}


def _shorter(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say once what clears several reasons of one rule: after the last of them."""
    for one, after in pairwise(reasons):
        if one["rule"] == after["rule"] and one["ways"] == after["ways"]:
            one |= {"ways": [], "citation": None, "waiver": "", "waive": None}
    return reasons


def _reason(
    scene: Scene, verb: str, reason: Reason, link: Links, language: str
) -> dict[str, Any]:
    zone, now = scene.chart.zone, scene.now
    words = said(reason, scene.names, zone, language)
    clears_at = reason.clears_at
    return {
        "rule": reason.rule,
        "tone": _tone(reason),
        "english": not has_words(reason, language),
        "word": _word(reason, language),
        "says": words.says,
        "href": None if scene.holder else reverse("rule", args=[reason.rule]),
        "found": words.found,
        "limit": words.limit,
        "clears": from_when(clears_at, zone, now, language) if clears_at else None,
        "ways": _ways(scene, verb, reason, link, language) if reason.blocks else [],
        "waiver": _waiver(reason, language),
        "waive": _waive(scene, verb, reason, link),
        "citation": citation(reason.cite, scene) if reason.cite else None,
    }


def _tone(reason: Reason) -> str:
    if reason.waived_by is not None:
        return "warn"
    if reason.strength is Strength.CANNOT_TELL:
        return "unknown"
    return "warn" if not reason.blocks else "refuse"


def _word(reason: Reason, language: str) -> str:
    words = panel_words(language)
    if reason.waived_by is not None:
        return str(words["overridden"]).format(entry=reason.waived_by)
    word = label("strength", reason.strength, language)
    if reason.strength in {Strength.REFUSE, Strength.OVERRIDE} and not reason.blocks:
        # A dose already taken: it is written down all the same.
        return str(words["against"])
    if reason.strength is Strength.CANNOT_TELL and reason.blocks and not reason.may_waive:
        return str(words["so_refused"]).format(word=word)
    return word


def _ways(
    scene: Scene, verb: str, reason: Reason, link: Links, language: str
) -> list[dict[str, Any]]:
    """What else would clear it, each as the act that does it when that is yours to do.

    For the staff it leads back to what was asked; at home every act ends at the box.
    """
    back = "" if scene.holder else f"?then={verb}"
    return [
        {"label": label("clears-by", word, language), "href": f"{href}{back}" if href else None}
        for word in reason.clears_by
        for href in [link(word)]
    ]


def _waiver(reason: Reason, language: str) -> str:
    if not reason.blocks or not reason.may_waive:
        return ""
    words = panel_words(language)
    who = f" {words['either']} ".join(label("role", r, language) for r in reason.may_waive)
    return str(words["with_second"]).format(who=who) if reason.second else who


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


def _checked(judged: Verdict, passed: list[dict[str, str]], language: str) -> str:
    """How many rules said nothing."""
    one, many = panel_words(language)["checked_too" if judged.reasons else "checked"]
    return str(one if len(passed) == 1 else many).format(n=len(passed))


def _passed(verb: str, judged: Verdict, language: str) -> list[dict[str, str]]:
    spoke = {reason.rule for reason in judged.reasons}
    return [
        {"says": label("rule", rule, language), "numbers": ""}
        for rule in RULES
        if verb in STANDS_BEFORE[rule] and rule not in spoke
    ]


def _policy(scene: Scene, language: str) -> str:
    name = scene.policy.name
    version = scene.policy.version.removeprefix(f"{name}.")
    return str(panel_words(language)["policy"]).format(name=name, version=version)
