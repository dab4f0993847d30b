"""Write tables anew from the journals, after an upgrade that reads those otherwise."""

from functools import partial

from django.db import transaction

from dosekeeper.core.fold import chart_of
from dosekeeper.store import statements
from dosekeeper.store.journal import with_patience
from dosekeeper.store.projections import projected
from dosekeeper.store.reading import sealed
from dosekeeper.store.verify import Problem, verify


class NotWholeError(Exception):
    """The journals themselves do not hold; nothing is written."""


def rebuild() -> tuple[Problem, ...]:
    """Write the tables that drifted anew; return what was wrong with them.

    The journals stay as they are, and have to hold: raises NotWholeError with the first
    problem that is not a table's.
    """
    found = verify().problems
    for problem in found:
        if not problem.table:
            raise NotWholeError(f"{problem.stream} entry {problem.position}: {problem.what}")
    for stream in dict.fromkeys(problem.stream for problem in found):
        with_patience(partial(_write_anew, stream))
    return found


def _write_anew(stream: str) -> None:
    with transaction.atomic():
        statements.heads({stream}, lock=True)
        entries = (row.entry for row in sealed(stream))
        statements.write_anew(stream, projected(chart_of(stream, entries)))
