"""Whole journals out and in, loss-free: what comes in has the digests it went out with.

Importing is all or nothing over all the files named, and importing them again changes
nothing. Names are not in a journal, so they do not travel with it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dosekeeper.cli.database import open_database
from dosekeeper.cli.ends import CommandError
from dosekeeper.cli.terminal import say
from dosekeeper.cli.verbs import stream_of
from dosekeeper.core.events import Entry
from dosekeeper.core.notation import NotationError, read, write
from dosekeeper.core.units import BadValueError


if TYPE_CHECKING:
    from dosekeeper.store.transfer import Imported


class Format(StrEnum):
    """How a journal is written outside."""

    NDJSON = "ndjson"
    NOTATION = "notation"


def export(
    streams: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COURSE]...", help="Courses, or site:NAME for a site's stock."),
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every journal there is.")] = False,
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            metavar="ndjson|notation",
            help="Lines of JSON with their digests, or text charts.",
        ),
    ] = Format.NDJSON,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="A file, or for text charts a folder; else the terminal."
        ),
    ] = None,
) -> None:
    """Write whole journals out, loss-free.

    For whoever keeps the machine. A course that drew on a site's stock is imported
    elsewhere together with that site: --all takes everything.
    """
    open_database()
    from dosekeeper.store import reading
    from dosekeeper.store.transfer import export_streams

    there = reading.streams()
    wanted = there if everything else [stream_of(each) for each in streams or ()]
    if not wanted:
        raise CommandError("name a course, or site:NAME, or --all")
    if missing := set(wanted) - set(there):
        raise CommandError(f"{', '.join(sorted(missing))}: nothing is written there")
    if form is Format.NDJSON:
        put(to, (f"{line}\n" for line in export_streams(wanted)))
    elif len(wanted) == 1 and (to is None or not to.is_dir()):
        put(to, [write(wanted[0], reading.entries(wanted[0]))])
    elif to is None or not to.is_dir():
        raise CommandError("text charts are one file a journal: name a folder with --to")
    else:
        for stream in wanted:
            put(
                to / f"{stream.replace(':', '.')}.txt", [write(stream, reading.entries(stream))]
            )


def put(to: Path | None, parts: Iterable[str]) -> None:
    """Write to the terminal, or to a file that is whole or not there."""
    if to is None:
        for part in parts:
            print(part, end="")
        return
    draft = to.with_name(f".{to.name}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(parts)
        draft.replace(to)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise CommandError(f"{to}: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, and where it stands."""

    file: Path
    number: int
    text: str


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="What export wrote.")],
) -> None:
    """Take exported journals in: all of it or nothing; what is there already stays as it is."""
    texts = {file: read_text(file) for file in files}
    lined = {file: text.lstrip("\ufeff").startswith("{") for file, text in texts.items()}
    if len(set(lined.values())) > 1:
        raise CommandError("lines of JSON and text charts do not go in together")
    open_database()
    from dosekeeper.store.transfer import import_entries

    if all(lined.values()):
        done = _import_lines([Line(f, n, t) for f in files for n, t in _numbered(texts[f])])
    else:
        entries = [entry for file in files for entry in _chart(file, texts[file])]
        # Stock moves in the order of time, whichever file tells of it.
        done = import_entries(sorted(entries, key=lambda entry: entry.recorded_at))
    say(f"{len(done.streams)} journals: {done.written} entries written, {done.known} known")


def _import_lines(lines: list[Line]) -> "Imported":
    from dosekeeper.store.transfer import import_lines

    try:
        return import_lines(line.text for line in lines)
    except BadValueError as error:
        word, _, number = error.field.partition(" ")
        if word != "line":
            raise
        wrong = lines[int(number) - 1]
        raise CommandError(f"{wrong.file}:{wrong.number}: {error.message}") from error


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    # Not splitlines(): U+2028 inside a text is no end of a line here.
    return enumerate(text.removesuffix("\n").split("\n"), 1)


def _chart(file: Path, text: str) -> tuple[Entry, ...]:
    try:
        chart = read(text)
    except NotationError as error:
        raise CommandError(f"{file}:{error.line}:{error.column}: {error.message}") from error
    if chart.asks:
        raise CommandError(f"{file}:{chart.asks[0].number}: a question is no history")
    return chart.entries


def read_text(file: Path) -> str:
    """Read a file somebody named, or say what is wrong with it."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise CommandError(f"{file}: is not UTF-8 text, from byte {error.start}") from error
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
