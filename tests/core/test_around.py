"""What stands around a course is asked for wherever a gate looks at it."""

import ast
import inspect
import sys
from dataclasses import replace
from typing import get_args

from dosekeeper.core import acts
from dosekeeper.core.around import courses_known, doses_known, look_known
from dosekeeper.core.chart import Around
from dosekeeper.core.gates import GATES
from dosekeeper.desk import decide
from tests import cast
from tests.cast import MARCO, NELL


def looks_around(gate) -> bool:
    """Whether a gate's module uses anything of what stands around a chart."""
    tree = ast.parse(inspect.getsource(sys.modules[gate.__module__]))
    imported = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    touched = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    return "dosekeeper.core.around" in imported or "around" in touched


def test_the_desk_loads_it_for_every_act_whose_gates_look_there():
    looking = {act for act, gates in GATES.items() if any(map(looks_around, gates))}
    assert looking == set(get_args(decide._ASKS_AROUND))


def test_a_chart_alone_knows_itself():
    chart = cast.filled().chart
    assert courses_known(chart) == (chart,)
    assert doses_known(chart) == chart.doses
    assert look_known(chart) == (None, None)


def test_a_correction_leaves_what_stands_around():
    story, other = cast.filled(), cast.filled()
    other.tell(cast.home_dose(), MARCO, "2026-01-08 20:00")
    story.chart.around = Around(earlier=(other.chart,))
    dose = story.tell(cast.home_dose(), MARCO, "2026-01-10 20:00")
    assert doses_known(story.chart) == [*other.chart.doses, *story.chart.doses]
    story.tell(acts.Correct(entry=dose, reason="a slip"), NELL)
    assert doses_known(story.chart) == other.chart.doses
    assert doses_known(replace(story.chart, around=Around())) == []
