"""What is written to the terminal: tables, answers, complaints.

Text of people's own making is never read as markup, and what is meant for another program
(``--json``) is written without colour or folding.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text


FILE_COLUMNS = 1_000
"""A table that goes into a file or another program is cut nowhere."""


def say(line: str | Text | Table = "", style: str = "") -> None:
    """Write a line, or a table, for people."""
    console = Console(highlight=False, markup=False, soft_wrap=not isinstance(line, Table))
    if not console.is_terminal:
        console.width = FILE_COLUMNS
    console.print(line, style=style or None)


def complain(line: str) -> None:
    """Write an error where errors go."""
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    console.print(Text.assemble(("error: ", "bold red"), line))


def say_json(data: object) -> None:
    """Write data for a program: one line, in a fixed order."""
    print(json.dumps(data, ensure_ascii=False, sort_keys=False))


def table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()
) -> Table:
    """Lay rows out under their columns; numbers stand to the right."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        justify: JustifyMethod = "right" if column in right else "left"
        made.add_column(column, justify=justify, overflow="fold")
    for row in rows:
        made.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    return made


def clock(instant: datetime, zone: ZoneInfo) -> str:
    """Write an instant with its time of day, midnight too: a deadline is not a day."""
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"
