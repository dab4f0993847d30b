"""The journal on Django's database: one lock row a stream, one transaction a decision.

Everything a decision rests on is read after the lock is held, and written in the same
transaction. Whoever loses a race judges again from what the winner left.
"""

import random
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, connection, transaction

from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Done, Entry, course_stream, site_stream
from dosekeeper.core.fold import step
from dosekeeper.core.ledger import Books, HandKind, hand, kind_of, who_of
from dosekeeper.desk.ports import Pages
from dosekeeper.store import statements
from dosekeeper.store.charts import Charts, Known, known_at
from dosekeeper.store.codec import entry_of, seal
from dosekeeper.store.errors import UnavailableError, as_unavailable, lost_race
from dosekeeper.store.projections import Place, projected


T = TypeVar("T")
TRIES_MAX = 12
PATIENCE_SECONDS = 25.0
FIRST_PAUSE_SECONDS = 0.005
CHARTS = Charts()
"""One a process: charts are read by all threads and changed by none."""
WRITTEN = threading.Event()
"""Set when this process has written facts: whoever tells people of what is due wakes up."""


class OpenPages:
    """The journal inside one transaction; `lock` is false where only reading is meant.

    Several decisions may share it, one after the other, before the one commit of them all.
    """

    def __init__(self, charts: Charts, *, lock: bool) -> None:
        """Begin with nothing read and nothing written."""
        self._charts, self._lock = charts, lock
        self._known: dict[str, Known] = {}
        self._beside: dict[str, Known] = {}
        self._ends: dict[str, tuple[int, str]] = {}
        self._patients: set[str] = set()
        self.written = 0

    def lock_all(self, streams: Collection[str], patients: Collection[str] = ()) -> None:
        """Lock what several decisions need, so that nobody waits for whom waits for them.

        Courses, then patients, then sites, each in the order of their names: the order in
        which a single decision takes its own. `patients` are those whom no course here
        belongs to yet.
        """
        courses = {stream for stream in streams if stream.startswith("course:")}
        self._ends = statements.heads(courses, lock=True)
        if new := courses - self._ends.keys():
            for stream in sorted(new):
                statements.first_head(stream)
            self._ends |= statements.heads(new, lock=True)
        self._lock_patients({*statements.patients_of(courses), *patients})
        self._ends |= statements.heads(set(streams) - courses, lock=True)

    def chart(self, stream: str) -> Chart:
        """Lock a stream and return its chart."""
        return self._load(stream).chart

    def charts(self, streams: Collection[str]) -> dict[str, Chart]:
        """Return the charts of several streams, which nobody locks, in two statements.

        An unknown stream is empty.
        """
        ends = statements.heads(streams, lock=False)
        kept = {stream: self._charts.get(stream) for stream in streams}
        found = statements.rows_of([stream for stream in ends if kept[stream] is None])
        return {
            stream: known_at(
                stream, ends.get(stream), kept[stream], found=found.get(stream)
            ).chart
            for stream in streams
        }

    def shelf(self, site: str) -> Books | None:
        """Lock a site's stock and return it; None when its stock is not kept here."""
        stream = site_stream(site)
        if stream not in self._known:
            found = statements.head(stream, lock=self._lock)
            if found is None or not found[0]:
                return None
        elif not self._known[stream].position:
            return None
        return Books(statements.shelf(stream, hand(HandKind.STOCK, site)))

    def earlier(self, patient: str, *, besides: str) -> tuple[Chart, ...]:
        """Lock a patient and return the charts of their other courses, oldest first."""
        self._lock_patients({patient})
        streams = (course_stream(course) for course in statements.courses_of(patient))
        return tuple(self._read(stream) for stream in streams if stream != besides)

    def answered(self, key: str) -> Entry | None:
        """Return the entry that a client's key has already led to."""
        found = statements.answered(key)
        return entry_of(found[2]) if found else None

    def append(self, entry: Entry) -> None:
        """Write an entry and every projection of it.

        Raises ShortError, before anything is written, when a hand would fall below zero.
        """
        known = self._load(entry.stream)
        assert entry.position == known.position + 1, "an entry is judged on the last chart"
        chart = known.chart.copy()
        step(chart, entry)
        shelves = self._shelves_after(entry)
        after = projected(chart, known.projected)
        sealed = seal(entry, known.digest)
        self.written += 1
        statements.append(sealed, known.projected, after, shelves)
        self._known[entry.stream] = Known(entry.position, sealed.digest, chart, after)

    def keep(self) -> None:
        """Hand the charts to later transactions; only after a commit."""
        self._charts.keep(self._beside | self._known)
        if self.written:
            WRITTEN.set()

    def _lock_patients(self, patients: Collection[str]) -> None:
        if self._lock and (new := set(patients) - self._patients):
            statements.lock_patients(new)
            self._patients |= new

    def _read(self, stream: str) -> Chart:
        """Return the chart of a stream as it is committed, without locking it.

        Others may append to it meanwhile, so it is folded up to the end that was read.
        """
        if not self._lock or stream in self._known or stream in self._ends:
            return self._load(stream).chart
        found = statements.head(stream, lock=False)
        kept = self._beside.get(stream) or self._charts.get(stream)
        self._beside[stream] = known_at(stream, found, kept, grows=True)
        return self._beside[stream].chart

    def _load(self, stream: str) -> Known:
        if stream not in self._known:
            found = self._ends.get(stream) or statements.head(stream, lock=self._lock)
            if found is None and self._lock:
                statements.first_head(stream)
                found = statements.head(stream, lock=True)
            self._known[stream] = known_at(stream, found, self._charts.get(stream))
        return self._known[stream]

    def _shelves_after(self, entry: Entry) -> dict[str, dict[Place, int]]:
        """Return the balances in sites' stock that an entry changes."""
        fact, changed = entry.fact, {}
        movements = fact.movements if isinstance(fact, Done) else ()
        touched = {
            who_of(holder)
            for movement in movements
            for holder in (movement.giver, movement.taker)
            if kind_of(holder) is HandKind.STOCK
        }
        for site in sorted(touched):
            stock, books = hand(HandKind.STOCK, site), self.shelf(site)
            if books is None:  # an imported course may speak of a stock kept elsewhere
                continue
            places: dict[Place, int] = {}
            for movement in movements:
                for holder, sign in ((movement.giver, -1), (movement.taker, 1)):
                    if holder == stock:
                        books.shift(holder, movement, sign)
                        place = (stock, movement.product, movement.lot)
                        places[place] = books.units(*place)
            changed[site_stream(site)] = places
        return changed


class DjangoJournal:
    """The append-only record in Django's default database."""

    def __init__(self, charts: Charts = CHARTS) -> None:
        """Share the process's charts unless told otherwise."""
        self.charts = charts

    def transact(
        self,
        stream: str,
        work: Callable[[Pages], T],
        *,
        patient: str | None = None,  # noqa: ARG002 - `earlier` locks it in time
    ) -> T:
        """Run `work` in one durable transaction that holds the stream's lock.

        Raises UnavailableError when the database cannot take it, and whatever `work`
        raises; in both cases nothing was written.
        """
        return with_patience(lambda: self._once(stream, work))

    def look(self, stream: str, work: Callable[[Pages], T]) -> T:  # noqa: ARG002 - the port's
        """Run `work` on a consistent state without locks; it must not append."""

        def once() -> T:
            with one_state():
                return work(OpenPages(self.charts, lock=False))

        return with_patience(once)

    def look_at(self, streams: Collection[str]) -> dict[str, Chart]:
        """Return the charts of several streams as they are at one moment, without locks."""

        def once() -> dict[str, Chart]:
            with one_state():
                return OpenPages(self.charts, lock=False).charts(streams)

        return with_patience(once)

    def _once(self, stream: str, work: Callable[[Pages], T]) -> T:
        pages = self._pages()
        with self._transaction():
            pages.chart(stream)
            result = work(pages)
        pages.keep()
        return result

    def _pages(self) -> OpenPages:
        return OpenPages(self.charts, lock=True)

    def _transaction(self) -> "transaction.Atomic":
        return transaction.atomic(durable=True)


def with_patience(once: Callable[[], T]) -> T:
    """Try again what lost a race, for a bounded time, with pauses that grow and differ."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    for attempt in range(TRIES_MAX):
        try:
            return once()
        except (DatabaseError, InterfaceError) as error:
            leave_broken_connection()
            if not lost_race(error):
                raise as_unavailable(error) from error
            if attempt + 1 == TRIES_MAX or time.monotonic() > give_up_at:
                raise UnavailableError("others are always faster") from error
        pause = FIRST_PAUSE_SECONDS * 2 ** min(attempt, 6)
        time.sleep(pause * (0.5 + random.random()))  # noqa: S311 - it spreads, it hides nothing
    raise AssertionError("unreachable")


def leave_broken_connection() -> None:
    """Let the next try connect anew, if this connection is of no more use."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


@contextmanager
def one_state() -> Iterator[None]:
    """Let all that is read inside see one state of the database, and lock nothing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Not atomic(): that begins IMMEDIATE, and a reader would wait for every writer.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
