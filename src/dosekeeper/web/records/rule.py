"""The page of one rule: what it is for, its numbers, and what each of them rests on."""

import inspect
from collections.abc import Mapping
from datetime import date
from typing import Any

from dosekeeper.core.gates import RULES, STANDS_BEFORE
from dosekeeper.core.policy import Policy, PolicyError, Setting
from dosekeeper.door import desk
from dosekeeper.rulebook import Rulebook
from dosekeeper.store import courses, directory
from dosekeeper.store.errors import NotYoursError
from dosekeeper.web.presenters.moments import short_day
from dosekeeper.wording import badges, label, setting_name, setting_text


BASE = "article"


def rule_page(person: str, word: str, asked: Mapping[str, str], today: date) -> dict[str, Any]:
    """What templates/records/rule.html takes. Raises NotYoursError for no rule."""
    if word not in RULES:
        raise NotYoursError(f"rule {word[:64]!r}")
    policy = _policy(person, asked.get("policy", ""))
    first, _, rest = inspect.getdoc(RULES[word]).partition("\n\n")  # type: ignore[union-attr]
    return {
        "word": word,
        "name": label("rule", word),
        "lead": " ".join(first.split()),
        "paragraphs": [" ".join(part.split()) for part in rest.split("\n\n") if part.strip()],
        "verbs": [label("verb", verb) for verb in STANDS_BEFORE[word]],
        "policy": policy.name,
        "version": policy.version,
        "policies": _names(),
        "settings": [_setting(each, today) for each in policy.of_rule(word)],
    }


def rule_index() -> dict[str, Any]:
    """What templates/records/rules.html takes: every rule in reading order, and its point."""
    return {
        "rules": [
            {"word": word, "name": label("rule", word), "lead": _lead(module)}
            for word, module in RULES.items()
        ]
    }


def _lead(module: Any) -> str:
    return " ".join((inspect.getdoc(module) or "").partition("\n\n")[0].split())


def _names() -> list[str]:
    policies = desk().policies
    return list(policies.names()) if isinstance(policies, Rulebook) else [BASE]


def _policy(person: str, asked: str) -> Policy:
    """The policy asked for, else the one this person's courses or sites are under."""
    mine = sorted(courses.policies_of(person)) or [
        duty.view.policy for duty in directory.sites_of(person)
    ]
    for name in (asked, *mine, BASE):
        try:
            return desk().policies.named(name)
        except PolicyError:
            continue
    raise NotYoursError("policy")


def _setting(setting: Setting, today: date) -> dict[str, Any]:
    value = setting.on(today)
    cite = value.cite
    return {
        "name": setting_name(setting.name),
        "value": setting_text(setting, value.amount),
        "citation": {
            "text": cite.citation,
            "href": cite.source if cite.source.startswith("https://") else None,
            "badges": list(badges(cite, today)),
        },
        "source": "" if cite.source.startswith("https://") else cite.source,
        "checked": f"{short_day(cite.checked_on)} {cite.checked_on.year}"
        if cite.checked_on
        else "",
    }
