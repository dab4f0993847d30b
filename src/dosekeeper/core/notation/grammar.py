"""The sentences: for every verb its words and its phrases. Reader and writer share them.

The order of the phrases is the order of a written sentence; how one is spelt stands in
``phrase``.
"""

from collections.abc import Mapping

from dosekeeper.core.acts import Topic
from dosekeeper.core.notation.phrase import Form, phrases


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
    _form(
        "agree",
        "agreed",
        "agree",
        f"""{_BY} | , text <text_version:id> | , adult -> adult=yes | , minor -> adult=no
        | , in treatment -> in_treatment=yes | , not in treatment -> in_treatment=no
        | , <patients:whole> other patient(s) | , paid -> paid=yes | , unpaid -> paid=no
        | , training <training:id> | , <right:whole> of <questions:whole> right""",
    ),
    _form(
        "appoint",
        "appointed",
        "appoint",
        f"""<delegate:id> as <relation:text> | {_BY} | , basis <legal_basis:text>
        | , consent <consent:text> | , identity <identity:text> | , from <from_on:day>
        | , until <until:day> | , as backup -> backup=yes""",
    ),
    _form("revoke", "revoked", "revoke", f"<delegate:id> by <by:id> | {_BY}", "reason"),
    _form(
        "identify",
        "identified",
        "identify",
        f"<delegate:id> by <by:id> | {_BY}",
        "method",
    ),
    _form(
        "share",
        "shared",
        "share",
        f"""{" | ".join(f", {topic} -> {topic}=yes" for topic in Topic)}
        | nothing -> nothing=yes | {_BY}""",
    ),
    _form(
        "follow",
        "followed",
        "follow",
        f"""daily -> daily=yes | no more -> daily=no | by <by_hour:whole> h
        | , {_BY}""",
    ),
    _form(
        "check-in",
        "checked in",
        "check in",
        f"""{_BY} | : mood <mood:whole> | , craving <craving:whole> | , liking <liking:whole>
        | , sleep <sleep:whole> | , extra doses <extra_doses:whole>
        | , missed doses <missed_doses:whole> | , alcohol <alcohol:yes>
        | , other drugs <other_drugs:yes> | , urinary <urinary:yes> | , safe <safe:yes>
        | , from their phone -> delegates_phone=yes | , worry <worry:text>""",
    ),
    _form(
        "observe",
        "observed",
        "observe",
        f"""{_ENTRY} | {_BY} | : <condition:condition> | , ended -> ended=yes
        | , problem <problem:text>""",
    ),
    _form(
        "report",
        "reported",
        "report",
        f"<concern:concern> | {_BY} | , private -> private=yes",
        "text",
    ),
    _form(
        "acknowledge",
        "acknowledged",
        "acknowledge",
        f"<expectation:text> by <by:id> | {_BY}",
        "note",
    ),
    _form(
        "sign-round",
        "signed round",
        "sign round",
        f"""of <on:day> | {_BY} | , instead of <instead_of:id> | : <listed:whole> listed
        | , <left:whole> left | , note <note:text>""",
    ),
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
