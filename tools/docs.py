"""Write the pages of the manual that are generated, or see whether they are current.

    python tools/docs.py           write docs/rules/*.md and the pages beside them
    python tools/docs.py --check   say which of them differ, and end with 1

What a page tells comes from the code itself: a rule's words are its module's, its values
those of the rulebook, its examples the specs that are run as tests.
"""

import difflib
import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import cases
import clidocs
import instruments

from dosekeeper.core import sharing
from dosekeeper.core.acts import ACTS, COURSE_VERBS, SITE_VERBS, Topic
from dosekeeper.core.due import EXPECTED
from dosekeeper.core.gates import GATES, RULES, STANDS_BEFORE
from dosekeeper.core.ledger import PASSES, HandKind
from dosekeeper.core.people import MAY, Role
from dosekeeper.core.policy import Policy, PolicyError, Setting, Value
from dosekeeper.core.sharing import CUSTODY, NUMBERS, OF_TOPIC, PARTS, STAFF_ONLY
from dosekeeper.core.signals import SIGNALS
from dosekeeper.rulebook import load, names, profile
from dosekeeper.wording import badges, day_text, findings, label, ways_out


ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MADE_HERE = (
    "<!-- Written by tools/docs.py from the code; change the code, then `make docs`. -->"
)
RULE_OF = {module.__name__: rule for rule, module in RULES.items()}
ANSWERS = {
    "allowed": "allowed",
    "allowed-with-warnings": "allowed, with warnings",
    "refused": "refused",
    "could-not-be-checked": "could not be checked",
}


def main() -> int:
    try:
        wanted = pages()
    except PolicyError as error:
        print(f"no page is written: {error}")
        return 1
    there = {f"rules/{path.name}" for path in (DOCS / "rules").glob("*.md")}
    left_over = sorted(there - set(wanted))
    if sys.argv[1:] == ["--check"]:
        return check(wanted, left_over)
    for name, text in wanted.items():
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"wrote docs/{name}")
    for name in left_over:
        (DOCS / name).unlink()
        print(f"removed docs/{name}")
    return 0


def check(wanted: Mapping[str, str], left_over: Iterable[str]) -> int:
    """Print how what is there differs from what ought to be; return the exit code."""
    failed = 0
    for name in left_over:
        print(f"docs/{name} belongs to no rule; run: make docs")
        failed = 1
    for name, text in wanted.items():
        path = DOCS / name
        found = path.read_text("utf-8") if path.exists() else ""
        if found != text:
            failed = 1
            print(f"docs/{name} is not current; run: make docs")
            lines = difflib.unified_diff(
                found.splitlines(), text.splitlines(), "there", "wanted", lineterm="", n=0
            )
            print("\n".join(list(lines)[:12]))
    return failed


def pages() -> dict[str, str]:
    """Return every generated page by its path in docs/."""
    examples = recorded()
    made = {f"rules/{rule}.md": rule_page(rule, examples.get(rule, [])) for rule in RULES}
    made["rules/index.md"] = index_page()
    made["passing.md"] = passing_page()
    made["verbs.md"] = verbs_page()
    made["following.md"] = following_page()
    made["privacy.md"] = privacy_page()
    made |= cases.pages() | instruments.pages()
    return made | clidocs.pages()


# --- a rule ---------------------------------------------------------------------------------


def recorded() -> dict[str, list[Any]]:
    """Run the specs with a recorder in place of the checker: rule to its cases."""
    sys.path.insert(0, str(ROOT))
    recorder = import_module("tests.spec.recorder")
    found: dict[str, list[Any]] = {}
    for module in recorder.modules("gates"):
        stem = module.__name__.rpartition(".")[2].removeprefix("test_")
        rule = stem.replace("_", "-")
        try:
            found[rule] = recorder.record(module)
        except Exception as error:
            error.add_note(f"while the examples of the rule {rule!r} were judged")
            raise
    return found


def rule_page(rule: str, cases: list[Any]) -> str:
    summary, rest = told(RULES[rule])
    verbs = ", ".join(f"[{label('verb', v)}](../verbs.md#{v})" for v in STANDS_BEFORE[rule])
    says = "\n".join(f"- {line}" for line in findings(rule))
    ways = "\n".join(f"- {way}" for way in ways_out(rule)) or "- what was asked is changed"
    parts = [
        f"# {label('rule', rule)}",
        MADE_HERE,
        f"`{rule}`, before: {verbs}",
        summary,
        *([rest] if rest else []),
        "## What it can say",
        says,
        "It is cleared when",
        ways,
        "## How strongly",
        strength(load("article"), rule),
        "## Values",
        "A policy is named where it changes the value, or its source.",
        table(
            ("setting", "policy", "value", "from", "basis", "source", "checked"),
            value_rows(rule),
        ),
        *example_parts(cases),
    ]
    return "\n\n".join(parts) + "\n"


def told(thing: ModuleType | type) -> tuple[str, str]:
    """Return the first line of a docstring, and the rest."""
    summary, _, rest = (inspect.getdoc(thing) or "").partition("\n\n")
    return " ".join(summary.split()), rest


def strength(policy: Policy, rule: str) -> str:
    """Say how strongly the base speaks, and who may lift it."""
    word = {name.name: name.values[-1].amount for name in policy.of_rule(rule)}
    lines = [f"In the base its strength is *{word['strength']}*: no finding says more."]
    if "unknown" in word:
        lines.append(f"What it cannot tell is treated as *{word['unknown']}*.")
    if "may-waive" in word:
        roles = " or ".join(label("role", role) for role in str(word["may-waive"]).split())
        second = ", with a second person" if word["second"] else ""
        lines.append(f"Where an override is possible, a {roles} may give it{second}.")
    else:
        lines.append("There is no override.")
    return " ".join(lines)


def value_rows(rule: str) -> Iterator[tuple[str, ...]]:
    for setting in load("article").of_rule(rule):
        for name in names():
            ground = profile(name).extends
            own = load(name).settings[rule, setting.name]
            if ground and load(ground).settings[rule, setting.name] == own:
                continue
            for value in own.values:
                yield (f"`{setting.name}`", name, *value_cells(own, value))


def value_cells(setting: Setting, value: Value) -> tuple[str, ...]:
    cite = value.cite
    basis = ", ".join(label("basis", badge) for badge in badges(cite))
    until = f" (to {day_text(cite.expires_on)})" if cite.expires_on else ""
    start = "" if value.from_on.year == 1 else day_text(value.from_on)
    source = f"{cite.citation}{until}" + (f"; {cite.source}" if cite.source else "")
    checked = day_text(cite.checked_on) if cite.checked_on else ""
    return setting.text(value.amount), start, basis, source, checked


def example_parts(cases: list[Any]) -> Iterator[str]:
    if not cases:
        return
    yield "## Examples"
    yield (
        "Each is run as a test. They begin with the"
        " [same course](index.md#the-course-of-the-examples); the last line is what is asked."
    )
    opening = common_course()
    for case in cases:
        chart = str(case.chart).removeprefix(opening).strip("\n")
        yield f"**{case.title}**"
        if case.settings:
            yield "With " + ", ".join(f"`{setting}`" for setting in case.settings) + "."
        for text in case.earlier:
            yield "Another course of the same patient:"
            yield f"```text\n{text.strip()}\n```"
        if case.earlier:
            yield "And this one:"
        yield f"```text\n{chart}\n```"
        answer = f"→ *{ANSWERS[case.answer]}*"
        yield "\n".join([answer, *(f"- {line}" for line in case.sentences)])


def common_course() -> str:
    course = import_module("tests.spec.cases").COURSE
    assert isinstance(course, str)
    return course


def index_page() -> str:
    policy = load("article")
    rows = [
        (
            f"[{label('rule', rule)}]({rule}.md)",
            told(module)[0],
            ", ".join(f"[{label('verb', v)}](../verbs.md#{v})" for v in STANDS_BEFORE[rule]),
            str(policy.settings[rule, "strength"].values[-1].amount),
        )
        for rule, module in RULES.items()
    ]
    parts = [
        "# The rules",
        MADE_HERE,
        (
            "One rule, one word, one page. Every rule that stands before an act is asked, and"
            " every reason is told."
        ),
        table(("rule", "what it holds", "before", "strength"), rows),
        "## The course of the examples",
        "Every example begins with it: the people are invented, the days are not.",
        f"```text\n{common_course().strip()}\n```",
    ]
    return "\n\n".join(parts) + "\n"


# --- what is expected, what is looked for ---------------------------------------------------


def following_page() -> str:
    """Write the page of expectations and signals: neither refuses, both reach somebody."""
    parts = [
        "# What is expected, and what is looked for",
        MADE_HERE,
        (
            "An *expectation* waits for something and tells somebody when it does not come. A"
            " *signal* is a reason to look: it has published arithmetic, shows the entries it"
            " rests on, and refuses nothing. Both are computed from the journal and the policy;"
            " neither is stored, and neither is a score."
        ),
        "## Expectations",
        *_followed("expectation", EXPECTED),
        "## Signals",
        *_followed("signal", SIGNALS),
    ]
    return "\n\n".join(parts) + "\n"


def _followed(kind: str, modules: Mapping[str, ModuleType]) -> Iterator[str]:
    for word, module in modules.items():
        summary, rest = told(module)
        name = label(kind, word)
        yield f"### {name[0].upper()}{name[1:]}"
        yield f"`{word}`. {summary}"
        if rest:
            yield rest
        columns = ("setting", "policy", "value", "from", "basis", "source", "checked")
        yield table(columns, value_rows(word))


# --- who sees what ---------------------------------------------------------------------------


def privacy_page() -> str:
    """Write the page of what a trusted person sees, from the table that every door holds to."""
    summary, rest = told(sharing)
    rows = [(_deeds(CUSTODY), "always, without the parts below")]
    rows += [
        (_deeds(verbs), f"when shared: {label('topic', t)}") for t, verbs in OF_TOPIC.items()
    ]
    rows.append((_deeds(STAFF_ONLY), "never"))
    parts = [
        (f"[{label('verb', verb)}](verbs.md#{verb})", name.replace("_", " "), _when(topic))
        for verb, names in PARTS.items()
        for name, topic in names.items()
    ]
    numbers = [
        (f"[{label('rule', rule)}](rules/{rule}.md)", f"`{name}`", _when(topic))
        for rule, names in NUMBERS.items()
        for name, topic in names.items()
    ]
    page = [
        "# What a trusted person sees",
        MADE_HERE,
        summary,
        rest,
        "## Entries",
        table(("what", "seen"), rows),
        "## Parts that others wrote",
        (
            "Of an entry that is seen, these parts are not, unless one wrote them oneself. A"
            " word that is kept back is shown as an ellipsis."
        ),
        table(("entry", "part", "seen"), parts),
        "## Numbers of an answer",
        table(("rule", "number", "seen"), numbers),
        (
            "Of counts and differences a trusted person sees those of their own box. An export"
            " holds everything: it is for who runs the installation."
        ),
    ]
    return "\n\n".join(page) + "\n"


def _deeds(verbs: Iterable[str]) -> str:
    return ", ".join(f"[{label('verb', verb)}](verbs.md#{verb})" for verb in sorted(verbs))


def _when(topic: Topic | None) -> str:
    return "never" if topic is None else f"when shared: {label('topic', topic)}"


# --- hands and verbs -------------------------------------------------------------------------


def passing_page() -> str:
    rows = [
        (f"[{label('verb', verb)}](verbs.md#{verb})", *pair)
        for verb, pairs in PASSES.items()
        for pair in sorted(pairs, key=order)
    ]
    parts = [
        "# Who may hand what to whom",
        MADE_HERE,
        (
            "Every dose is always in somebody's hands. These are the only ways from one pair of"
            " hands into another; *correct* turns any of them round. What is not in the table"
            " cannot be: above all, nothing leads from a home back into a stock."
        ),
        drawing(),
        table(("verb", "from", "to"), rows),
    ]
    return "\n\n".join(parts) + "\n"


def order(pair: tuple[HandKind, HandKind]) -> tuple[int, int]:
    kinds = list(HandKind)
    return kinds.index(pair[0]), kinds.index(pair[1])


def drawing() -> str:
    """Draw the table: one arrow for a pair of hands, with the verbs that may use it."""
    arrows: dict[tuple[HandKind, HandKind], list[str]] = {}
    for verb, pairs in PASSES.items():
        for pair in pairs:
            arrows.setdefault(pair, []).append(verb)
    lines = [
        f"  {giver} -->|{', '.join(arrows[giver, taker])}| {taker}"
        for giver, taker in sorted(arrows, key=order)
    ]
    return "\n".join(["```mermaid", "flowchart LR", *lines, "```"])


def verbs_page() -> str:
    parts = [
        "# The verbs",
        MADE_HERE,
        (
            "What somebody may ask for. Who may ask is a matter of their role; whether it"
            " is done, of the rules, all of which are asked and told in this order."
        ),
    ]
    for verb, allowed in MAY.items():
        act = ACTS[verb]
        summary, rest = told(act)
        roles = [label("role", role) for role in Role if role in allowed]
        rules = [RULE_OF[gate.__module__] for gate in GATES[act]]
        links = ", ".join(f"[{label('rule', r)}](rules/{r}.md)" for r in rules) or "none"
        where = [
            name
            for name, verbs in (("a course", COURSE_VERBS), ("a site", SITE_VERBS))
            if verb in verbs
        ]
        parts += [
            f"## {verb}",
            f"{summary}{' ' + ' '.join(rest.split()) if rest else ''}",
            f"- on: {' or '.join(where)}\n- asked for by: {', '.join(roles)}\n- rules: {links}",
        ]
    return "\n\n".join(parts) + "\n"


def table(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """Lay out a Markdown table."""
    lines = [
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows
    ]
    return "\n".join(["| " + " | ".join(columns) + " |", "|---" * len(columns) + "|", *lines])


if __name__ == "__main__":
    sys.exit(main())
