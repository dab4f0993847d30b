"""The reference journal: a list, folded from the beginning for every question.

It is too slow for a clinic and too simple to be wrong; the real one must agree with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Done, Entry, site_stream
from dosekeeper.core.fold import chart_of
from dosekeeper.core.ledger import Books, HandKind, kind_of, who_of
from dosekeeper.desk.ports import Pages


T = TypeVar("T")


@dataclass
class MemoryPages:
    written: list[Entry]

    def chart(self, stream: str) -> Chart:
        return chart_of(stream, [e for e in self.written if e.stream == stream])

    def shelf(self, site: str) -> Books | None:
        books = None
        for entry in self.written:
            if entry.stream == site_stream(site):
                books = books or Books()
            for movement in entry.fact.movements if isinstance(entry.fact, Done) else ():
                for holder, sign in ((movement.giver, -1), (movement.taker, 1)):
                    if books and kind_of(holder) is HandKind.STOCK and who_of(holder) == site:
                        books.shift(holder, movement, sign)
        return books

    def earlier(self, patient: str, *, besides: str) -> tuple[Chart, ...]:
        streams = dict.fromkeys(e.stream for e in self.written if e.stream != besides)
        charts = [self.chart(s) for s in streams if s.startswith("course:")]
        theirs = [c for c in charts if c.patient == patient]
        return tuple(sorted(theirs, key=lambda c: (c.opened_at, c.stream)))

    def answered(self, key: str) -> Entry | None:
        return next((e for e in self.written if e.key == key), None)

    def append(self, entry: Entry) -> None:
        after = MemoryPages([*self.written, entry])
        after.chart(entry.stream)
        for movement in entry.fact.movements if isinstance(entry.fact, Done) else ():
            for holder in (movement.giver, movement.taker):
                after.shelf(who_of(holder) or "nobody")
        assert entry.key is None or self.answered(entry.key) is None
        assert entry.position == self.chart(entry.stream).position + 1
        self.written.append(entry)


@dataclass
class MemoryJournal:
    written: list[Entry] = field(default_factory=list)

    def transact(
        self, stream: str, work: Callable[[Pages], T], *, patient: str | None = None
    ) -> T:
        pages = MemoryPages(list(self.written))
        result = work(pages)
        self.written[:] = pages.written
        return result

    def look(self, stream: str, work: Callable[[Pages], T]) -> T:
        pages = MemoryPages(list(self.written))
        result = work(pages)
        assert pages.written == self.written, "a look must not append"
        return result

    def chart(self, stream: str) -> Chart:
        return MemoryPages(self.written).chart(stream)
