"""What a policy would have said to each line of a text chart, at its time.

The history stays what it was: an act that would have been refused still happened, and the
next line is judged after it. So one chart shows the first day on which somebody would have
been stopped, and everything that was allowed to pile up behind it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dosekeeper.core.chart import Chart
from dosekeeper.core.fold import step
from dosekeeper.core.gates import judge
from dosekeeper.core.notation import Line, TextChart
from dosekeeper.core.policy import Policy
from dosekeeper.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of a text and the answer to it."""

    line: Line
    verdict: Verdict

    @property
    def asked(self) -> bool:
        """Whether it is a question; else it is something that happened."""
        return self.line.entry is None


def judged(text: TextChart, policy: Policy) -> Iterator[Judged]:
    """Judge every line in order, each on the chart before it.

    Raises PolicyError when the policy lacks a value a gate needs.
    """
    chart = Chart(text.stream, shelves={site: b.copy() for site, b in text.shelves.items()})
    for line in text.lines:
        verdict = judge(line.request, chart, policy, line.request.at)
        yield Judged(line, verdict)
        if line.entry is not None:
            step(chart, line.entry)
            _spend(chart, verdict)


def _spend(chart: Chart, verdict: Verdict) -> None:
    """Use up the overrides that let an act pass; a text does not say which those were."""
    for reason in verdict.reasons:
        if reason.waived_by is not None and verdict.allowed:
            chart.waivers.pop(reason.waived_by, None)
