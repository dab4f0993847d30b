"""The sentences: for every verb its words and its phrases. Reader and writer share them.

A phrase is literal words and slots, ``for <days:whole> days``. ``dose(s)`` is a word and
its plural. What follows ``->`` is said by the words alone: ``as needed -> order=as-needed``.
A leading comma or colon is how the writer joins the phrase; the reader does not mind. The
order here is the order of a written sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dosekeeper.core.notation.kinds import KINDS
from dosekeeper.core.notation.words import Sign, Token


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a phrase for one word of a kind."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Part of a sentence; ``constants`` is what its mere presence says."""

    parts: tuple[str | Slot, ...]
    joint: str = " "
    constants: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The fields it tells."""
        return tuple(p.name for p in self.parts if isinstance(p, Slot)) + tuple(self.constants)

    @property
    def first(self) -> str:
        """Its first literal word, for a hint; empty when it begins with a slot."""
        return self.parts[0] if isinstance(self.parts[0], str) else ""

    def matches(self, tokens: tuple[Token, ...]) -> bool:
        """Whether the next tokens have this phrase's shape."""
        if len(tokens) < len(self.parts):
            return False
        return all(_fits(part, token) for part, token in zip(self.parts, tokens, strict=False))


def _fits(part: str | Slot, token: Token) -> bool:
    if isinstance(part, Slot):
        return token.sign is not Sign.MARK and KINDS[part.kind].looks(token)
    stem = part.removesuffix("(s)")
    words = {stem, f"{stem}s"} if stem != part else {part}
    return token.sign is Sign.WORD and token.text.lower() in words


_SLOT = re.compile(r"<(\w+):(\w+)>")


def phrase(text: str) -> Phrase:
    """Make a phrase of its spelling."""
    said, _, tail = text.partition(" -> ")
    joint = {",": ", ", ":": ": "}.get(said[0], " ")
    parts = [
        Slot(*match.groups()) if (match := _SLOT.fullmatch(part)) else part
        for part in said.lstrip(",: ").split()
    ]
    constants = dict(pair.split("=") for pair in tail.split()) if tail else {}
    return Phrase(tuple(parts), joint, constants)


@dataclass(frozen=True, slots=True)
class Form:
    """A verb's words (past tense first, then as a request), phrases, and closing text."""

    verb: str
    past: str
    base: str
    phrases: tuple[Phrase, ...]
    rest: str = ""


_BY = "by <by:id>"
_SECOND = ", second <second:id>"
_AMOUNT = """
<doses:whole> dose(s) | <units:whole> unit(s) | <mg:mg> mg | of entry <entry:whole>
| of line <line:whole> | of <product:product> | lot <lot:id>"""
_HAND = """
from stock of <stock:id> | from stock -> hand=:stock | from source -> hand=:source
| from <hand:hand> | in stock of <stock:id> | in stock -> hand=:stock | with <hand:hand>"""
_ENTRY = """
entry <entry:whole> | line <line:whole> | of entry <entry:whole> | of line <line:whole>"""
_DOSE_OF = """
<mg:mg> mg as <strength:mg> mg <substance:substance> <route:route> <form:form>
| <mg:mg> mg as <strength:mg> mg <route:route> <form:form>
| <mg:mg> mg <substance:substance> <route:route> <form:form>
| <mg:mg> mg <route:route> <form:form>"""
_PACE = """
, <per_week:whole> a week | , <per_day:whole> a day | at least <spacing:whole> h apart
| , at <place:place> | , in the <place:place>"""
PLAN = f"{_DOSE_OF} | {_PACE} | , until <until:day> for <end_point:text> | , until <until:day>"
"""The phrases of a plan, in a sentence and in the second line of a text."""


def phrases(text: str) -> tuple[Phrase, ...]:
    """Make the phrases of a spelling that ``|`` divides."""
    return tuple(phrase(part.strip()) for part in text.split("|"))


def _form(verb: str, past: str, base: str, text: str, rest: str = "") -> Form:
    return Form(verb, past, base, phrases(f"{text} | {_SECOND}"), rest)


_LIST = (
    _form(
        "dose",
        "taken",
        "take",
        f"""{_AMOUNT} | {_HAND} | , given by <given_by:id> | , unseen -> observed_by=:nobody
        | , seen by <observed_by:id> | , known by <evidence:evidence> | , at <place:place>
        | , in the <place:place> | , bp <pressure:pressure> | , pulse <pulse:whole>
        | , already -> already=yes | , recorded by <by:id> | {_BY}""",
    ),
    _form("count", "counted", "count", f"{_AMOUNT} | {_HAND} | {_BY}"),
    _form(
        "fill",
        "filled",
        "fill",
        f"{_AMOUNT} | for <recipient:id> | at <site:id> | {_BY} | , record <record:text>",
    ),
    _form("accept", "accepted", "accept", f"{_AMOUNT} | {_BY}"),
    _form(
        "hand-over",
        "handed over",
        "hand over",
        f"{_AMOUNT} | {_HAND} | to <recipient:id> | {_BY}",
    ),
    _form("decline", "declined", "decline", f"{_AMOUNT} | {_BY}", "reason"),
    _form("expire", "called back", "call back", f"{_AMOUNT} | {_BY}"),
    _form(
        "prescribe",
        "prescribed",
        "prescribe",
        f"""{_BY} | : <doses:whole> dose(s) | of {_DOSE_OF.replace("| <", "| of <").strip()}
        | {_PACE} | for <days:whole> day(s) | , <per_fill:whole> a fill
        | , <refills:whole> refill(s) | , as needed -> order=as-needed
        | , as directed -> order=as-directed | , from <starts_on:day> | , group <group:id>""",
    ),
    _form(
        "evaluate",
        "evaluated",
        "evaluate",
        f"""{_BY} | , decided <decision:decision> | , note <note:text>
        | : <instrument:id> <score:whole>""",
    ),
    _form("weigh", "weighed", "weigh", f"<weight:kg> kg | {_BY}"),
    _form(
        "waste",
        "wasted",
        "waste",
        f"{_AMOUNT} | {_HAND} | {_BY} | , witness <second:id>",
        "reason",
    ),
    _form(
        "return",
        "returned",
        "return",
        f"{_AMOUNT} | {_HAND} | to <collector:text> | {_BY} | , received by <second:id>",
        "reason",
    ),
    _form(
        "lost",
        "lost",
        "lose",
        f"{_AMOUNT} | {_HAND} | , stolen -> stolen=yes | {_BY} | , report <report:text>",
        "reason",
    ),
    _form("found", "found", "find", f"{_AMOUNT} | {_HAND} | {_BY}", "reason"),
    _form("correct", "corrected", "correct", f"{_ENTRY} | {_BY}", "reason"),
    _form(
        "resolve",
        "resolved",
        "resolve",
        f"{_ENTRY} | as <finding:finding> | {_BY}",
        "note",
    ),
    _form(
        "waive",
        "waived",
        "waive",
        f"""<rule:id> for <of_verb:id> | because <why:why>
        | , until <until:day> <clock:clock> | {_BY}""",
        "note",
    ),
    _form(
        "contact",
        "contacted",
        "contact",
        f"{_ENTRY} | as <outcome:outcome> | {_BY}",
        "note",
    ),
    _form("stop", "stopped", "stop", f"{_ENTRY} | {_BY}", "reason"),
    _form("level", "moved", "move", f"to <level:level> | {_BY}", "reason"),
    _form(
        "check-source",
        "checked",
        "check",
        f"as <result:look> | {_BY} | , note <note:text>",
        "method",
    ),
    _form("agree", "agreed", "agree", f"{_BY} | , text <text_version:id>"),
    _form(
        "appoint",
        "appointed",
        "appoint",
        f"""<delegate:id> as <relation:text> | {_BY} | , basis <legal_basis:text>
        | , until <until:day>""",
    ),
    _form("revoke", "revoked", "revoke", f"<delegate:id> by <by:id> | {_BY}", "reason"),
    _form("plan", "planned", "plan", f"{PLAN} | {_BY}"),
    _form(
        "open-site",
        "opened stock",
        "open stock",
        f"{_BY} | , zone <zone:zone> | , policy <policy:id>",
    ),
    _form(
        "open",
        "opened",
        "open",
        f"""for <patient:id> | at <clinic:id> | {_BY} | , zone <zone:zone>
        | , policy <policy:id>""",
    ),
    _form("close", "closed", "close", _BY, "reason"),
    _form(
        "receive",
        "received",
        "receive",
        f"{_AMOUNT} | from <supplier:text> | {_BY} | , invoice <invoice:text>",
    ),
)
FORMS: Mapping[str, Form] = {form.verb: form for form in _LIST}
"""Verb to its form."""

OPENINGS: Mapping[tuple[str, ...], Form] = {
    tuple(words.split()): form for form in _LIST for words in (form.past, form.base, form.verb)
}
"""The words a sentence may begin with, to its form."""
