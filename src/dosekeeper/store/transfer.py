"""Whole streams out and in, loss-free: what comes in has the digests it went out with.

One line of JSON an entry, in the order in which they were written. Importing is all or
nothing, and importing the same lines again changes nothing. A seal only says that a line is as
it was sealed, which whoever forged it did as well; so what an entry moved is held to its act.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from dosekeeper.core.events import Entry
from dosekeeper.core.ledger import ShortError
from dosekeeper.core.record import unlike_its_act
from dosekeeper.core.units import BadValueError
from dosekeeper.store import statements
from dosekeeper.store.codec import (
    BrokenSealError,
    Sealed,
    digest_of,
    seal,
    text_of,
    unseal,
)
from dosekeeper.store.journal import CHARTS, OpenPages, one_state, with_patience
from dosekeeper.store.models import JournalRow


FORMAT = "dosekeeper-journal"
_FIELDS = {"format", "version", "prev_digest", "digest", "entry"}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: entries written, and entries that were there already."""

    written: int
    known: int
    streams: tuple[str, ...]


_Coming = tuple[int | None, Sealed]
"""The number of a line, where it comes of one, and what it says."""


def export_stream(stream: str) -> Iterator[str]:
    """Yield a stream's entries as lines of JSON."""
    return export_streams([stream])


def export_streams(streams: Sequence[str]) -> Iterator[str]:
    """Yield the entries of some streams, in the order in which they were written.

    A course whose doses came from a site's stock needs the site's stream beside it, and
    those of the other courses that drew on it, to be imported where that stock is kept.
    """
    with one_state():
        found = JournalRow.objects.filter(stream__in=streams).order_by("pk")
        for row in found.iterator():
            chain = (row.version, row.prev_digest, row.digest)
            yield line_of(unseal(row.stream, row.position, row.body, chain))


def line_of(sealed: Sealed) -> str:
    """Write an entry with its seal as one line of JSON."""
    outer = {
        "format": FORMAT,
        "version": sealed.version,
        "prev_digest": sealed.prev_digest,
        "digest": sealed.digest,
        "entry": json.loads(sealed.text),
    }
    return json.dumps(outer, separators=(",", ":"), ensure_ascii=False)


def import_lines(lines: Iterable[str]) -> Imported:
    """Take exported lines in. Raises BadValueError naming the line; nothing is written."""
    return _import([(n, _read(n, line)) for n, line in enumerate(lines, 1) if line.strip()])


def import_entries(entries: Iterable[Entry]) -> Imported:
    """Take entries in that have no seals yet, such as those of a text chart.

    Raises BadValueError naming the entry; nothing is written.
    """
    ends: dict[str, str] = {}
    sealed: list[_Coming] = []
    for entry in entries:
        sealed.append((None, seal(entry, ends.get(entry.stream, ""))))
        ends[entry.stream] = sealed[-1][1].digest
    return _import(sealed)


def _read(number: int, line: str) -> Sealed:
    place = f"line {number}"
    try:
        told = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadValueError(place, f"is not JSON: {error}") from error
    if not isinstance(told, dict) or told.keys() != _FIELDS or told["format"] != FORMAT:
        raise BadValueError(place, f"is not a line of {FORMAT}")
    entry = told["entry"]
    if not isinstance(entry, dict) or not all(
        isinstance(told[name], str) for name in ("prev_digest", "digest")
    ):
        raise BadValueError(place, "has no entry, or no digests")
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    chain = (told["version"], told["prev_digest"], told["digest"])
    try:
        return unseal(str(entry.get("stream")), entry.get("position") or 0, text, chain)
    except BrokenSealError as broken:
        raise BadValueError(place, broken.message) from broken


def _import(coming: Sequence[_Coming]) -> Imported:
    # Courses first, then sites, each by name: the order of locks everywhere.
    streams = tuple(sorted({sealed.entry.stream for _, sealed in coming}))

    def once() -> Imported:
        pages, written = OpenPages(CHARTS, lock=True), 0
        with transaction.atomic(durable=True):
            there = {stream: _there(pages, stream) for stream in streams}
            for number, sealed in coming:
                try:
                    written += _take_in(pages, sealed, there[sealed.entry.stream])
                except _WrongError as wrong:
                    raise _placed(number, sealed.entry, str(wrong)) from wrong
        pages.keep()
        return Imported(written, len(coming) - written, streams)

    return with_patience(once)


class _WrongError(Exception):
    """An entry that cannot be taken in, and why."""


def _placed(number: int | None, entry: Entry, what: str) -> BadValueError:
    """Name the line, or where entries have none, the entry."""
    name = f"{entry.stream} entry {entry.position}"
    return BadValueError(
        *((name, what) if number is None else (f"line {number}", f"{name} {what}"))
    )


def _there(pages: OpenPages, stream: str) -> list[str]:
    """Lock a stream and return the digests it has, in order."""
    pages.chart(stream)
    return [row[-1] for row in statements.rows(stream, 0)]


def _take_in(pages: OpenPages, sealed: Sealed, there: list[str]) -> bool:
    """Write one entry, unless the very same one is there. Return whether it was written."""
    entry = sealed.entry
    if entry.position <= len(there):
        if there[entry.position - 1] != sealed.digest:
            raise _WrongError("is there already and says something else")
        return False
    if entry.position != len(there) + 1 or sealed.prev_digest != (there or [""])[-1]:
        raise _WrongError(f"does not follow on entry {len(there)} of that stream")
    if entry.key is not None and pages.answered(entry.key) is not None:
        raise _WrongError(f"has the key {entry.key[:80]!r}, which another entry used")
    if (what := unlike_its_act(entry, pages.chart(entry.stream))) is not None:
        raise _WrongError(what)
    assert digest_of(sealed.prev_digest, text_of(entry)) == sealed.digest
    try:
        pages.append(entry)
    except (ShortError, LookupError) as error:
        raise _WrongError(f"cannot have happened after the others: {error}") from error
    there.append(sealed.digest)
    return True
