"""The specs as the manual: run with a recorder in place of the checker.

``record(module)`` runs every ``test_`` function of a spec module that asks for nothing but
``case`` and returns what they showed, in the order of the file.
"""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from dosekeeper.core.policy import Amount
from dosekeeper.core.verdict import Verdict
from dosekeeper.wording import how_to_clear, sentence
from tests.spec.cases import Asked, Because, Settings, ask
from tests.support.repository import ROOT


@dataclass(frozen=True, slots=True)
class Recorded:
    """One case: what it shows, its chart, and the answer in words and as data."""

    title: str
    earlier: tuple[str, ...]
    chart: str
    answer: str
    sentences: tuple[str, ...]
    settings: tuple[str, ...]
    asked: Asked


def record(module: ModuleType) -> list[Recorded]:
    """Run a spec module's functions and return their cases."""
    cases: list[Recorded] = []

    def recorder(
        title: str,
        chart: str,
        *reasons: Because,
        settings: Settings | None = None,
        earlier: tuple[str, ...] = (),
    ) -> Verdict:
        asked = ask(chart, settings or {}, earlier)
        zone = asked.chart.zone
        cases.append(
            Recorded(
                title=title,
                earlier=earlier,
                chart=chart,
                answer=asked.verdict.answer,
                sentences=tuple(
                    " · ".join((sentence(r, zone=zone), *how_to_clear(r, zone)))
                    for r in asked.verdict.reasons
                ),
                settings=tuple(
                    _setting(rule, name, amount)
                    for (rule, name), amount in (settings or {}).items()
                ),
                asked=asked,
            )
        )
        return asked.verdict

    for name, function in vars(module).items():
        if name.startswith("test_") and list(inspect.signature(function).parameters) == [
            "case"
        ]:
            function(recorder)
    return cases


def modules(folder: str = "gates") -> Iterator[ModuleType]:
    """Import the spec modules of a folder, in the order of their names."""
    for path in sorted((ROOT / "tests" / "spec" / folder).glob("test_*.py")):
        yield import_module(".".join(Path(path).relative_to(ROOT).with_suffix("").parts))


def _setting(rule: str, name: str, amount: Amount | None) -> str:
    return f"{rule}.{name} is not set" if amount is None else f"{rule}.{name} = {amount}"
