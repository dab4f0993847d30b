"""Entries to text that reads back as the same entries, to the last field.

Every sentence is read as soon as it is written, on the same chart. What came out different
goes into braces at the end of the line; a sentence that cannot be read at all is replaced by
its entry as data. So nothing can be lost here, only made less pleasant to read.
"""

import re
from collections.abc import Iterable, Mapping

from dosekeeper.core import acts
from dosekeeper.core.events import Entry, Refused
from dosekeeper.core.ledger import Books
from dosekeeper.core.notation import moments
from dosekeeper.core.notation.header import Header, read_opening
from dosekeeper.core.notation.reader import Reader
from dosekeeper.core.notation.residue import difference, merge, write_residue
from dosekeeper.core.notation.sentence import write_sentence
from dosekeeper.core.notation.tell import tell
from dosekeeper.core.notation.words import NotationError, Place, split
from dosekeeper.core.plain import Plain, to_plain


_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.@+_-]*")
_WIDTH = 16
"""Columns of day and time, so that the sentences stand below each other."""


def write(
    stream: str, entries: Iterable[Entry], shelves: Mapping[str, Books] | None = None
) -> str:
    """Write a stream's journal as a text chart.

    ``shelves`` is the stock of the inside sites before the first entry, if it is known.
    Raises ValueError for entries that are no journal of that stream.
    """
    history = list(entries)
    writer = Writer(_header(stream, history, dict(shelves or {})))
    lines = [writer.line(entry) for entry in history]
    return "\n".join([*writer.head(), "", *lines]) + "\n"


def _header(stream: str, history: list[Entry], shelves: dict[str, Books]) -> Header:
    kind, _, name = stream.partition(":")
    opened = history[0].fact.act if history else None
    text = f"{kind} {name}"
    if isinstance(opened, acts.OpenCourse | acts.OpenSite):
        text += f", zone {opened.zone}, policy {opened.policy}"
    header = read_opening(split(text, Place(1)), Place(1), "")
    header.shelves = shelves
    for entry in history:
        for actor in filter(None, (entry.by, entry.second)):
            header.roles.setdefault(actor.person, actor.role)
    return header


class Writer:
    """Writes line by line, with a reader beside it that reads each."""

    def __init__(self, header: Header) -> None:
        """Begin as a reader of the finished text would."""
        self.header = header
        self.reader = Reader(header)
        list(self.reader.begin())

    def head(self) -> list[str]:
        """Return the lines before the first day."""
        header = self.header
        lines = [header.stream.replace(":", " ", 1)]
        if "zone" in header.course.values:
            lines[0] += f", zone {header.zone}, policy {header.policy}"
        people = [f"{who} {role}" for who, role in header.roles.items()]
        if people:
            lines.append(f"people: {', '.join(people)}")
        for site, books in header.shelves.items():
            there = [
                f"stock {site}: {units} units of {product} lot {lot}"
                for holder, product, lot, units in books.items()
                if holder == f"stock:{site}"
            ]
            lines.extend(there or [f"stock {site}"])
        return lines

    def line(self, entry: Entry) -> str:
        """Write one entry, and let it have happened."""
        chart = self.reader.scene.chart
        if (entry.stream, entry.position) != (chart.stream, chart.position + 1):
            raise ValueError(f"entry {entry.position} of {entry.stream} does not follow here")
        under = ""
        if entry.policy != self.reader.version and _VERSION.fullmatch(entry.policy):
            self.reader.version = entry.policy
            under = f"under {entry.policy}\n"
        when = f"{self._when(entry):<{_WIDTH}}  "
        sentence = self._sentence(entry)
        text = f"{when}{sentence}"
        if (braces := self._braces(text, entry)) is None:
            text, braces = f"{when}entry", write_residue(to_plain(entry))
            if self._read(text, braces) != entry:
                raise ValueError(f"entry {entry.position} is not one a journal could hold")
        self.reader.commit(entry)
        return f"{under}{text} {braces}".rstrip()

    def _when(self, entry: Entry) -> str:
        """Write when it happened, and when it was recorded unless that is plain."""
        zone, last = self.reader.zone, self.reader.last_at
        at = moments.tell(entry.at, zone)
        forwards = last is None or entry.at >= last
        if entry.recorded_at == entry.at and forwards:
            return at
        return f"{at} (recorded {moments.tell(entry.recorded_at, zone)})"

    def _sentence(self, entry: Entry) -> str:
        act, fact = entry.fact.act, entry.fact
        told = tell(act, entry.by, self.reader.scene)
        if isinstance(act, acts.Waive):
            wall = act.expires_at.astimezone(self.reader.zone)
            clock = moments.tell(act.expires_at, self.reader.zone).split(" ")[1]
            told |= {"until": wall.date(), "clock": clock}
        if entry.second is not None:
            told["second"] = entry.second.person
        scores = act.scores if isinstance(act, acts.Evaluate) else ()
        pairs = tuple((score.instrument, score.value) for score in scores)
        past = not isinstance(fact, Refused)
        sentence = write_sentence(act.verb, told, pairs, past=past)
        if isinstance(fact, Refused):
            rules = dict.fromkeys(reason.rule for reason in fact.reasons)
            sentence = f"refused by {', '.join(rules)}: {sentence}"
        return sentence

    def _braces(self, text: str, entry: Entry) -> str | None:
        """Read a line back and return what it lacks; None when it does not read at all.

        What moved is told only where the books of the text would not show it by themselves:
        a course's own text cannot know which lot a site's stock gave.
        """
        real = to_plain(entry)
        moved = to_plain(entry.fact)
        assert isinstance(moved, dict), "a fact is a record"
        known: list[dict[str, Plain]] = [{}]
        if "movements" in moved:
            known.append({"fact": {"movements": moved["movements"]}})
        for sure in known:
            said = self._read(text, write_residue(sure))
            if said is None:
                continue
            braces = write_residue(merge(sure, difference(to_plain(said), real)))
            again = self._read(text, braces)
            if again is not None and to_plain(again) == real:
                return braces
        return None

    def _read(self, text: str, braces: str) -> Entry | None:
        place = Place(1)
        try:
            parts = split(f"{text} {braces}", place)
            start, when = self.reader.when(parts, 0, place)
            return self.reader.entry(parts, start, place, when)
        except NotationError:
            return None
