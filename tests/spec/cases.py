"""A case: a chart in the notation that ends with a question, and the whole answer to it.

A spec asks for the fixture ``case`` and calls it with a title, a chart, and the reasons it
expects: every one of them and all of each, its strength, numbers, citation, what clears it,
who may waive it. A rule compared by its code alone could compare the wrong numbers for years.

The same functions run with a recorder in place of the checker, and then they write the
manual (``recorder.py``).

``earlier`` are whole charts of the same patient's other courses. A text chart is one course
and knows no other, so it is the desk's part that is played here. A case whose chart is only
a ``course`` line with a day asks whether that course may be opened.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Protocol

from dosekeeper.core.chart import Around, Chart
from dosekeeper.core.fold import chart_of, step
from dosekeeper.core.gates import judge
from dosekeeper.core.notation import Line, TextChart, read
from dosekeeper.core.policy import Amount, Policy, Value
from dosekeeper.core.units import zone_named
from dosekeeper.core.verdict import Number, Reason, Verdict
from dosekeeper.rulebook import load


COURSE = """\
course lucia, 2026-01-05, weight 70 kg, agreed, zone America/New_York
plan 100 mg sublingual troche, 2 a week at least 48 h apart, until 2026-06-30 for remission, held by marco
people: nell nurse, femi pharmacist, ines pharmacist, mona manager
"""
"""Lucia's course, Marco appointed and accepted, level L2: entries 1 to 8."""
EVALUATED = f"""\
{COURSE}
2026-01-05 09:10  evaluated by dr-reyes: phq-9 18, craving 1, urinary 0
"""
"""Entry 9."""
PRESCRIBED = f"""\
{EVALUATED}2026-01-05 09:20  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill
"""
"""Entry 10."""
FILLED = f"""\
{PRESCRIBED}2026-01-06 11:00  filled 4 doses for marco at corner-pharmacy by femi
"""
"""Entry 11."""
HOME = f"""\
{FILLED}2026-01-06 18:30  accepted 4 doses by marco
"""
"""Entry 12: four doses in Marco's box."""
ANOTHER = HOME.replace("course lucia,", "course lucia.1, patient lucia,")
"""The same, as another course of hers."""

LOOKED = "checked as clear by femi: the state's register"
"""What a pharmacist has done within a day before a fill."""


def keeps_herself(chart: str) -> str:
    """Return a chart of the course above at level four, where the patient may hold."""
    return chart.replace("agreed, zone", "agreed, level L4, zone")


FIT = "adult, not in treatment, 0 other patients, unpaid, training 1, 6 of 6 right"
"""What a trusted person says when they sign; the header of COURSE says it for Marco."""

Settings = Mapping[tuple[str, str], Amount | None]
"""Settings that differ in a case; None is a setting that the policy has not got."""


@dataclass(frozen=True, slots=True)
class Because:
    """A reason as a spec writes it; ``clears_at`` is on the clinic's wall."""

    rule: str
    finding: str
    numbers: Mapping[str, Number]
    strength: str
    treated_as: str
    basis: str
    clears_at: str
    clears_by: str
    may_waive: str = ""
    second: bool = False
    waived_by: int | None = None


def refuses(
    rule: str,
    finding: str,
    basis: str,
    /,
    *,
    clears_at: str = "",
    clears_by: str = "",
    **numbers: Number,
) -> Because:
    """Say that a rule refuses, on a basis, and nobody may lift it."""
    return Because(rule, finding, numbers, "refuse", "refuse", basis, clears_at, clears_by)


def warns(
    rule: str,
    finding: str,
    basis: str,
    /,
    *,
    clears_at: str = "",
    clears_by: str = "",
    **numbers: Number,
) -> Because:
    """Say that a rule warns."""
    return Because(rule, finding, numbers, "warn", "warn", basis, clears_at, clears_by)


def needs_override(
    rule: str,
    finding: str,
    basis: str,
    /,
    *,
    by: str,
    second: bool = False,
    waived_by: int | None = None,
    clears_at: str = "",
    clears_by: str = "",
    **numbers: Number,
) -> Because:
    """Say that a rule stands until somebody entitled (``by``) lifts it."""
    return Because(
        rule,
        finding,
        numbers,
        "override",
        "override",
        basis,
        clears_at,
        clears_by,
        by,
        second,
        waived_by,
    )


def cannot_tell(reason: Because) -> Because:
    """Say that the rule could not be checked, and is treated as the given reason says."""
    return replace(reason, strength="cannot-tell")


class Case(Protocol):
    """What a spec is given."""

    def __call__(
        self,
        title: str,
        chart: str,
        *reasons: Because,
        settings: Settings | None = None,
        earlier: tuple[str, ...] = (),
    ) -> Verdict:
        """Judge the question at the end of the chart. No reasons: plainly allowed."""
        ...


def check(
    title: str,
    chart: str,
    *reasons: Because,
    settings: Settings | None = None,
    earlier: tuple[str, ...] = (),
) -> Verdict:
    """Hold the answer to what was expected, whole."""
    asked = ask(chart, settings or {}, earlier)
    found = [because(reason, asked.chart) for reason in asked.verdict.reasons]
    assert found == list(reasons), f"{title}\n\n{chart}"
    return asked.verdict


@dataclass(frozen=True, slots=True)
class Asked:
    """A chart that was read, and the answer to its last question."""

    text: TextChart
    question: Line
    chart: Chart
    verdict: Verdict


def ask(text: str, settings: Settings | None = None, earlier: tuple[str, ...] = ()) -> Asked:
    """Judge the one question of a chart on all that stands before it, and around it."""
    told = read(text)
    *before, question = told.lines
    opening = not before and question.request.act.verb == "open"
    assert opening or question.entry is None, "a case ends with 'ask'"
    assert len(told.asks) == (not opening), "a case has one question"
    chart = Chart(told.stream, shelves={s: b.copy() for s, b in told.shelves.items()})
    for line in before:
        assert line.entry is not None
        step(chart, line.entry)
    chart.around = Around(earlier=tuple(_folded(each) for each in earlier))
    policy = changed(load(told.policy), settings or {})
    verdict = judge(question.request, chart, policy, question.request.at)
    return Asked(told, question, chart, verdict)


def _folded(text: str) -> Chart:
    told = read(text)
    assert not told.asks, "an earlier course is history"
    return chart_of(told.stream, told.entries, dict(told.shelves))


def changed(policy: Policy, settings: Settings) -> Policy:
    """Return a policy in which some settings have another amount, for ever, or are not there."""
    other = dict(policy.settings)
    for key, amount in settings.items():
        if amount is None:
            del other[key]
            continue
        value = Value(amount=amount, cite=other[key].values[-1].cite)
        other[key] = replace(other[key], values=(value,))
    return replace(policy, settings=other)


def because(reason: Reason, chart: Chart) -> Because:
    """Write a reason as a spec does."""
    clears_at = ""
    if reason.clears_at is not None:
        assert reason.clears_at.tzinfo is UTC
        clears_at = f"{reason.clears_at.astimezone(zone_named(chart.zone.key)):%Y-%m-%d %H:%M}"
    assert reason.cite is not None
    return Because(
        reason.rule,
        reason.finding,
        dict(reason.numbers),
        reason.strength,
        reason.treated_as,
        reason.cite.basis,
        clears_at,
        " ".join(reason.clears_by),
        " ".join(reason.may_waive),
        reason.second,
        reason.waived_by,
    )
