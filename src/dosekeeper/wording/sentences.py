"""What a reason says, what would clear it, and where its number comes from."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cache

from dosekeeper.core.gates import RULES
from dosekeeper.core.policy import Basis, Cite
from dosekeeper.core.verdict import WITHHELD, Reason
from dosekeeper.wording.languages import FIRST
from dosekeeper.wording.values import Names, day_text, instant_text, shown
from dosekeeper.wording.words import frame, label, own_words, words


NOT_RECORDED = "(not recorded)"


@dataclass(frozen=True, slots=True)
class Said:
    """A reason in three parts: what it says, what was found, what the limit is."""

    says: str
    found: str = ""
    limit: str = ""

    @property
    def line(self) -> str:
        """All of it in one line."""
        numbers = ", ".join(part for part in (self.found, self.limit) if part)
        return f"{self.says}: {numbers}" if numbers else self.says


class _Numbers(dict[str, str]):
    """The numbers of a reason; a journal of ten years ago may lack one."""

    def __missing__(self, name: str) -> str:
        return NOT_RECORDED


def said(
    reason: Reason,
    names: Names | None = None,
    zone: tzinfo | None = None,
    language: str = FIRST,
) -> Said:
    """Put a reason into words. ``names`` is who the people are, by their id.

    In a language that has no words for it, it is said in English, all of it.
    """
    if not has_words(reason, language):
        language = FIRST
    template = words(language)["rules"].get(reason.rule, {}).get(reason.finding)
    if template is None:
        rule = label("rule", reason.rule)
        finding = reason.finding.replace("-", " ")
        return Said(frame("unknown-reason", rule=rule, finding=finding))
    numbers = _numbers(reason, names or {}, zone, language)
    parts = [template.get(part, "").format_map(numbers) for part in ("says", "found", "limit")]
    return Said(parts[0][:1].upper() + parts[0][1:], *parts[1:])


def has_words(reason: Reason, language: str) -> bool:
    """Say whether a language has words of its own for a reason."""
    return reason.finding in own_words(language)["rules"].get(reason.rule, {})


def _numbers(
    reason: Reason, names: Names, zone: tzinfo | None, language: str
) -> Mapping[str, str]:
    """Return every number as text; counts also bare, as ``doses_number``."""
    numbers = _Numbers()
    for name, value in reason.numbers.items():
        kept_back = value == WITHHELD
        numbers[name] = (
            WITHHELD if kept_back else shown(name, value, names, zone=zone, language=language)
        )
        numbers[f"{name}_number"] = str(value)
    return numbers


def sentence(reason: Reason, names: Names | None = None, zone: tzinfo | None = None) -> str:
    """Return what a reason says in one line, with its numbers."""
    return said(reason, names, zone).line


def how_to_clear(reason: Reason, zone: tzinfo | None = None) -> tuple[str, ...]:
    """Return the ways out, the one that needs nobody first; none is a way out too."""
    ways = [label("clears-by", word) for word in reason.clears_by]
    if reason.clears_at is not None:
        ways.insert(0, frame("clears-at", when=instant_text(reason.clears_at, zone)))
    if reason.may_waive:
        roles = " / ".join(label("role", role) for role in reason.may_waive)
        ways.append(frame("waive-second" if reason.second else "waive", roles=roles))
    return tuple(ways)


def badges(cite: Cite, today: date | None = None) -> tuple[str, ...]:
    """Return the words that say how far a value may be relied on.

    A law nobody has read is not shown as law: its badge is *unverified* alone.
    """
    basis = () if cite.basis is Basis.LAW and not cite.verified else (str(cite.basis),)
    unverified = () if cite.verified else ("unverified",)
    late = today is not None and cite.expires_on is not None and today > cite.expires_on
    return (*basis, *unverified, *(("expired",) if late else ()))


def cite_line(cite: Cite, today: date | None = None) -> str:
    """Return a citation with its badges: ``PHL 3339: … (law)``."""
    shown_badges = ", ".join(label("basis", badge) for badge in badges(cite, today))
    until = f"; to {day_text(cite.expires_on)}" if cite.expires_on else ""
    return f"{cite.citation} ({shown_badges}{until})"


@cache
def findings(rule: str) -> tuple[str, ...]:
    """Return all that a rule can say, with a gap (…) where a number or a name stands."""
    gaps = _Gaps()
    return tuple(
        str(template["says"]).format_map(gaps) for template in words()["rules"][rule].values()
    )


class _Gaps(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


@cache
def ways_out(rule: str) -> tuple[str, ...]:
    """Return all that can clear a rule, whichever way it spoke.

    Read from the gate's own source: a list kept beside it would one day be another list.
    """
    tree = ast.parse(inspect.getsource(RULES[rule]))
    known = words()["labels"]["clears-by"]
    named = {text for text in _texts(tree) if text in known}
    itself = any(isinstance(n, ast.keyword) and n.arg == "clears_at" for n in ast.walk(tree))
    ways = [known[word] for word in known if word in named]
    return (frame("clears-itself"), *ways) if itself else tuple(ways)


def _texts(tree: ast.Module) -> Iterator[str]:
    """Yield the words of every tuple of texts: in a gate, those are the ways out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple):
            for item in node.elts:
                if isinstance(item, ast.Constant) and isinstance(item.value, str):
                    yield item.value
