"""How a command ends: with an answer, or with an error that names its place.

    0  allowed, or done
    1  an error: the asking was wrong, or the world failed; nothing was written
    2  refused
    3  could not be checked

A wrong option is an error, never a refusal: a script that reads 2 as "the clinic says no"
must not read it from its own typing mistake.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import typer
from typer.core import TyperGroup
from typing_extensions import override

from dosekeeper.cli.terminal import complain, say, table
from dosekeeper.core.instruments import InstrumentError
from dosekeeper.core.policy import PolicyError
from dosekeeper.core.units import BadValueError
from dosekeeper.core.verdict import Answer
from dosekeeper.desk.decide import KeyReusedError, NotEntitledError


ERROR = 1
INTERRUPTED = 130
EXIT_CODES = {
    Answer.ALLOWED: 0,
    Answer.WARNED: 0,
    Answer.REFUSED: 2,
    Answer.UNCHECKED: 3,
}


class CommandError(Exception):
    """The command cannot go on; its sentence says why and what to do."""


EXPECTED: tuple[type[Exception], ...] = (
    CommandError,
    BadValueError,
    NotEntitledError,
    KeyReusedError,
    PolicyError,
    InstrumentError,
    typer.TyperException,
)


def say_readable(
    columns: Sequence[str], names: Iterable[str], row: Callable[[str], Sequence[object]]
) -> None:
    """Print a line for each file that can be read and complain of the others; 1 if any."""
    rows, broken = [], []
    for name in names:
        try:
            rows.append(row(name))
        except (PolicyError, InstrumentError) as error:
            broken.append(str(error))
    say(table(columns, rows))
    for line in broken:
        complain(line)
    if broken:
        raise typer.Exit(ERROR)


def expected(error: Exception) -> bool:
    """Whether people or the world did it. All else is our own bug, and keeps its trace."""
    if isinstance(error, EXPECTED):
        return True
    if "dosekeeper.store.directory" not in sys.modules:
        return False  # these belong to commands that opened the database
    from django.db import InterfaceError, OperationalError

    from dosekeeper.store.directory import NotYoursError
    from dosekeeper.store.errors import UnavailableError

    return isinstance(
        error, NotYoursError | UnavailableError | OperationalError | InterfaceError
    )


class Commands(TyperGroup):
    """The whole command line, with one place where errors become exit codes."""

    @override
    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        try:
            code = super().main(
                args,
                prog_name,
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except typer.Abort:
            complain("stopped")
            code = INTERRUPTED
        except Exception as error:
            if not expected(error):
                raise
            complain(sentence(error))
            code = ERROR
        if standalone_mode:
            raise SystemExit(code if isinstance(code, int) else 0)
        return code


def sentence(error: Exception) -> str:
    """Say an error in one line."""
    if isinstance(error, typer.TyperException):
        return error.format_message()
    return str(error)
