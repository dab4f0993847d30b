"""From files to a policy: the base says what settings there are, a layer changes values."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dosekeeper.core.due import EXPECTED
from dosekeeper.core.gates import RULES
from dosekeeper.core.policy import Change, Cite, Policy, Setting, Value, overlay
from dosekeeper.core.signals import SIGNALS
from dosekeeper.rulebook.contradictions import check
from dosekeeper.rulebook.document import Document
from dosekeeper.rulebook.layer import Note, Reader, check_name


WORDS = frozenset({*RULES, *EXPECTED, *SIGNALS})
"""Every word that has a table in the base: a gate, an expectation, a signal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A policy with what a reader of it wants to know.

    ``loosens`` says of a setting (rule and name) why it allows more than the ground does.
    """

    name: str
    title: str
    extends: str
    policy: Policy
    sources: Mapping[str, Cite]
    notes: tuple[Note, ...]
    loosens: Mapping[tuple[str, str], str]


def base_profile(doc: Document, name: str) -> Profile:
    """Read the base, which is complete: each rule of the core has its table, no other."""
    reader = Reader(doc)
    head = reader.head()
    settings: dict[tuple[str, str], Setting] = {}
    for rule, table in reader.rules():
        _known_rule(doc, rule)
        for setting in table:
            settings[rule, setting] = reader.setting(rule, setting)
        if (rule, "strength") not in settings:
            raise doc.error(f"{rule} has no strength", rule)
    if missing := [rule for rule in WORDS if rule not in doc.top]:
        raise doc.error(f"has no table for {', '.join(missing)}")
    reader.done()
    policy = Policy(name=name, version=version_of(name, settings), settings=settings)
    check(policy, doc.name)
    return Profile(
        name=name,
        title=head.title,
        extends="",
        policy=policy,
        sources=head.sources,
        notes=head.notes,
        loosens={},
    )


def overlaid(doc: Document, name: str, ground: Profile) -> Profile:
    """Read a layer and lay it over its ground."""
    check_name(name, doc)
    reader = Reader(doc, below=ground.sources)
    head = reader.head()
    changes = list(_changes(doc, reader, ground.policy))
    reader.done()
    laid = overlay(ground.policy, name, "", changes)
    policy = Policy(name=name, version=version_of(name, laid.settings), settings=laid.settings)
    check(policy, doc.name)
    return Profile(
        name=name,
        title=head.title,
        extends=ground.name,
        policy=policy,
        sources=head.sources,
        notes=ground.notes + head.notes,
        loosens={
            **ground.loosens,
            **{(c.rule, c.name): c.loosens for c in changes if c.loosens},
        },
    )


def _changes(doc: Document, reader: Reader, ground: Policy) -> Iterable[Change]:
    for rule, table in reader.rules():
        _known_rule(doc, rule)
        for setting in table:
            old = ground.settings.get((rule, setting))
            if old is None:
                known = ", ".join(s.name for s in ground.of_rule(rule))
                raise doc.error(
                    f"{rule}.{setting} is unknown; {rule} has {known}", rule, setting
                )
            yield reader.change(rule, setting, old)


def _known_rule(doc: Document, rule: str) -> None:
    if rule not in WORDS:
        raise doc.error(f"{rule} is no rule", rule)


def version_of(name: str, settings: Mapping[tuple[str, str], Setting]) -> str:
    """Name a policy by its content: every value, its dates and its source count."""
    content = [
        [s.rule, s.name, s.unit, s.stricter, [_content(v) for v in s.values]]
        for _, s in sorted(settings.items())
    ]
    digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    return f"{name}.{digest[:16]}"


def _content(value: Value) -> list[object]:
    cite = value.cite
    days = (value.from_on, cite.checked_on, cite.expires_on)
    return [
        value.amount,
        cite.basis,
        cite.citation,
        cite.source,
        cite.verified,
        *(day and day.isoformat() for day in days),
    ]
