"""Write docs/cases.md from the charts in examples/: what would have been refused, and what not.

    python tools/cases.py           write the page
    python tools/cases.py --check   end with 1 when it is not current

A chart's first comment is its title; the paragraphs that begin with ``Published``,
``Assumed`` and ``Not caught`` are told as they stand. All else comes from judging the chart.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from dosekeeper.core.hindsight import Judged, judged
from dosekeeper.core.notation import TextChart, read
from dosekeeper.core.policy import Policy
from dosekeeper.core.units import zone_named
from dosekeeper.core.verdict import Answer
from dosekeeper.rulebook import load
from dosekeeper.wording import day_text, label, sentence


ROOT = Path(__file__).resolve().parent.parent
PAGE = "cases.md"
MADE_HERE = (
    "<!-- Written by tools/cases.py from examples/*.chart; change those, then `make docs`. -->"
)
HEAD = f"""\
{MADE_HERE}

# Cases

What the rules would have said to people whose treatment went wrong, and to some whose
treatment did not. Each case is a text chart that `dosekeeper judge` reads, so that anybody can
change a line and ask again:

    dosekeeper judge examples/as-needed.chart --past

The published cases are short: a few numbers each. Everything a chart needs beyond them is
assumed, and each case says what. Whether anybody looked for another source before a fill is
told of none of them, and nothing is assumed of it: where `fresh-look` speaks, it says no more
than that. So a case shows which rules such a treatment meets, not that
a person would have been saved. A refusal is the beginning of somebody's work: it opens a task
for a clinician to reach the patient the same day, and it moves nobody to treat the pain that
the drug was for.
"""
ORDER = (
    "eighteen-troches",
    "eighteen-troches-counted",
    "as-needed",
    "twenty-five-to-two-thousand",
    "four-times-a-day",
    "second-source",
    "steady",
    "esketamine",
    "lucia",
)
"""The order on the page; a chart that is not named here comes last."""


@dataclass(frozen=True)
class Case:
    """A chart in examples/, what it says of itself, and the answers to its lines."""

    name: str
    title: str
    told: dict[str, str]
    text: TextChart
    policy: Policy
    answers: tuple[Judged, ...]

    @property
    def zone(self) -> ZoneInfo:
        return zone_named(self.text.zone)


def case_of(path: Path) -> Case:
    """Read and judge one chart."""
    source = path.read_text("utf-8")
    text = read(source)
    policy = load(text.policy)
    title, *paragraphs = _comment(source)
    told: dict[str, str] = {"": title}
    last = ""
    for line in paragraphs:
        word, colon, rest = line.partition(": ")
        if colon and word in {"Published", "Assumed", "Not caught"}:
            last, line = word, rest  # noqa: PLW2901 - the word is the key now
        told[last] = f"{told[last]} {line}" if last in told else line
    return Case(path.stem, title, told, text, policy, tuple(judged(text, policy)))


def _comment(source: str) -> list[str]:
    lines = []
    for line in source.split("\n"):
        if not line.startswith("#"):
            break
        if line.strip("# "):
            lines.append(line.removeprefix("#").strip())
    return lines


def pages() -> dict[str, str]:
    """Return the page by its path in docs/."""
    paths = {path.stem: path for path in sorted((ROOT / "examples").glob("*.chart"))}
    named = [name for name in ORDER if name in paths]
    names = [*named, *(name for name in paths if name not in named)]
    parts = [HEAD]
    for name in names:
        parts.extend(_case(case_of(paths[name])))
    return {PAGE: "\n".join(parts).rstrip() + "\n"}


def _case(case: Case) -> Iterator[str]:
    intro = case.told[""].removeprefix(case.title).strip()
    yield f"## {case.title.rstrip('.')}\n"
    file = f"examples/{case.name}.chart"
    yield f"[{file}](../{file}), policy {case.policy.name}.\n"
    if intro:
        yield f"{intro}\n"
    for word in ("Published", "Assumed"):
        if word in case.told:
            yield f"**{word}:** {case.told[word]}\n"
    yield f"{_summary(case)}\n"
    stopped = [one for one in case.answers if one.verdict.blocking]
    if stopped:
        yield from _table(case, stopped)
        yield "Each rule's words, the first time it spoke:\n"
        yield from _words(case, stopped)
        yield ""
    yield f"**Not caught:** {case.told['Not caught']}\n"


def _summary(case: Case) -> str:
    past = [one for one in case.answers if not one.asked]
    asks = [one for one in case.answers if one.asked]
    refused = [one for one in past if one.verdict.blocking]
    said = f"{len(past)} things happened; none of them would have been stopped."
    if refused:
        first = refused[0]
        verb = label("verb", first.line.request.act.verb)
        said = (
            f"{len(past)} things happened; {len(refused)} of them would have been stopped, the"
            f" first on {_day(case, first)}, line {first.line.number} ({verb})."
        )
    if asks:
        stopped = sum(bool(one.verdict.blocking) for one in asks)
        said += f" Questions at the end: {len(asks)}, of which {stopped} would be stopped."
    return said


def _table(case: Case, stopped: Iterable[Judged]) -> Iterator[str]:
    yield "| day | line | what happened, or was asked | stopped by |"
    yield "|---|---|---|---|"
    for _, group in groupby(stopped, key=lambda one: one.line.number):
        lines = list(group)
        first, last = lines[0], lines[-1]
        days = list(dict.fromkeys(_day(case, one) for one in (first, last)))
        text = first.line.text.replace("|", "/")
        times = f" ({len(lines)} times)" if len(lines) > 1 else ""
        asked = "asked: " if first.asked else ""
        rules = dict.fromkeys(r.rule for one in lines for r in one.verdict.blocking)
        links = ", ".join(f"[{rule}](rules/{rule}.md)" for rule in rules)
        kinds = {one.verdict.answer for one in lines}
        only = " (could not be checked)" if kinds == {Answer.UNCHECKED} else ""
        days_told = " to ".join(days)
        yield f"| {days_told} | {first.line.number} | {asked}{text}{times} | {links}{only} |"
    yield ""


def _words(case: Case, stopped: Iterable[Judged]) -> Iterator[str]:
    seen = set()
    for one in stopped:
        for reason in one.verdict.blocking:
            if reason.rule not in seen:
                seen.add(reason.rule)
                words = sentence(reason, None, case.zone)
                yield f"- {_day(case, one)}, {reason.rule}: {words}"


def _day(case: Case, one: Judged) -> str:
    return day_text(one.line.request.at.astimezone(case.zone).date())


def main() -> int:
    failed = 0
    for name, text in pages().items():
        path = ROOT / "docs" / name
        found = path.read_text("utf-8") if path.exists() else ""
        if found == text:
            continue
        if sys.argv[1:] == ["--check"]:
            print(f"docs/{name} is not current; run: make docs")
            failed = 1
        else:
            path.write_text(text, "utf-8")
            print(f"wrote docs/{name}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
