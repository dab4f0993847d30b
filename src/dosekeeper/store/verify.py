"""Refold everything, and hold every table to it.

Four things are compared: each row with its own seal and with the row before it, what each
entry moved with what its act moves, each end of a stream with its last row, and each
projection with what the refolded journal says. A
tail that was cut is seen because the stream's end and the projections remember it; one who
rewrites all of them at once is seen only by heads that were kept elsewhere (`store.heads`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.fold import step
from dosekeeper.core.ledger import (
    Books,
    Hand,
    HandKind,
    ShortError,
    hand,
    kind_of,
    who_of,
)
from dosekeeper.core.record import unlike_its_act
from dosekeeper.store.codec import BrokenSealError, Sealed, seal, unseal
from dosekeeper.store.heads import Head, Heads, ends_at
from dosekeeper.store.journal import one_state
from dosekeeper.store.models import (
    CourseIndex,
    CourseSite,
    CourseTie,
    Holding,
    JournalRow,
    MovementRow,
    StreamHead,
    TaskRow,
)
from dosekeeper.store.projections import Index, Projected, projected
from dosekeeper.store.statements import columns, sides


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was written. `position` is 0 for a whole stream.

    `table` says that it is a table that can be made anew from the journal.
    """

    stream: str
    position: int
    what: str
    table: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was looked at and found. `head` is one digest over the ends of all streams."""

    streams: int
    entries: int
    head: str
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written."""
        return not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Units of a product and lot by kind of hand; over all kinds they make zero."""

    product: str
    lot: str
    by_kind: dict[HandKind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One movement of a lot."""

    number: int
    stream: str
    position: int
    verb: str
    at: datetime
    by: str
    giver: Hand
    taker: Hand
    units: int


def verify(kept: Heads | None = None) -> Report:
    """Check everything on one state of the database, without locking anybody out.

    With heads that were kept elsewhere, also whether every stream still contains its own.
    """
    with one_state():
        now = ends_at(timezone.now())
        ends = {end.stream: end for end in StreamHead.objects.filter(position__gt=0)}
        written = set(JournalRow.objects.values_list("stream", flat=True).distinct())
        problems: list[Problem] = []
        stock_moves: list[tuple[int, Entry]] = []
        entries = 0
        for stream in sorted(written | set(ends)):
            found = list(JournalRow.objects.filter(stream=stream).order_by("position"))
            entries += len(found)
            problems += _stream(stream, found, ends.get(stream), stock_moves)
        problems += _shelves(stock_moves, {p.stream for p in problems})
        problems += _strays(written | set(ends))
        problems += _lost(kept.ends if kept else ())
    return Report(
        streams=len(written | set(ends)),
        entries=entries,
        head=now.digest,
        problems=tuple(problems),
    )


def balance(product: str | None = None) -> list[Balance]:
    """Return where all units are, by product and lot."""
    found: dict[tuple[str, str], dict[HandKind, int]] = {}
    moved = MovementRow.objects.filter(**({"product": product} if product else {}))
    for giver, taker, name, lot, units in moved.values_list(
        "giver", "taker", "product", "lot", "units"
    ):
        kinds = found.setdefault((name, lot), {})
        for holder, sign in ((giver, -1), (taker, 1)):
            kind = kind_of(Hand(holder))
            kinds[kind] = kinds.get(kind, 0) + sign * units
    return [
        Balance(product=name, lot=lot, by_kind=kinds)
        for (name, lot), kinds in sorted(found.items())
    ]


def trace(product: str, lot: str) -> list[Moved]:
    """Follow a lot through every hand, in the order in which it was written down."""
    found = MovementRow.objects.filter(product=product, lot=lot).select_related("row")
    return [
        Moved(
            number=each.row_id,
            stream=each.row.stream,
            position=each.row.position,
            verb=each.row.verb,
            at=each.row.at,
            by=each.row.by_person,
            giver=Hand(each.giver),
            taker=Hand(each.taker),
            units=each.units,
        )
        for each in found.order_by("row_id", "number")
    ]


# --- one stream ----------------------------------------------------------------------


def _stream(
    stream: str,
    found: list[JournalRow],
    end: StreamHead | None,
    stock_moves: list[tuple[int, Entry]],
) -> Iterator[Problem]:
    sealed: list[Sealed] = []
    moved = _moved(stream)
    position, digest = 0, ""
    for row in found:
        if row.position != position + 1:
            yield Problem(stream, row.position, f"follows on entry {position}: one is missing")
        elif row.prev_digest != digest:
            yield Problem(stream, row.position, "is not chained to the entry before it")
        position, digest = row.position, row.digest
        chain = (row.version, row.prev_digest, row.digest)
        try:
            sealed.append(unseal(stream, row.position, row.body, chain))
        except BrokenSealError as broken:
            yield Problem(stream, row.position, broken.message)
            continue
        yield from _row(row, sealed[-1], moved.get(row.pk, []))
    if end is None or (end.position, end.digest) != (position, digest):
        yield Problem(stream, position, "is the last entry, but the stream ended elsewhere")
    entries = [each.entry for each in sealed]
    chart = Chart(stream)
    try:
        yield from _folded(chart, entries)
    except (ShortError, LookupError, ValueError) as broken:
        yield Problem(stream, 0, f"cannot be folded: {broken}")
        return
    yield from _projections(chart)
    stock_moves.extend(zip((row.pk for row in found), entries, strict=False))


def _folded(chart: Chart, entries: list[Entry]) -> Iterator[Problem]:
    """Fold entry by entry, and hold what each moved to what its act moves."""
    for entry in entries:
        if (what := unlike_its_act(entry, chart)) is not None:
            yield Problem(entry.stream, entry.position, what)
        step(chart, entry)


def _moved(stream: str) -> dict[int, list[tuple[Any, ...]]]:
    """Return the movements that are kept, by row, as `sides` writes them."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    kept = MovementRow.objects.filter(row__stream=stream).order_by("row_id", "number")
    for row_id, number, *told in kept.values_list(
        "row_id", "number", "giver", "taker", "site", "product", "lot", "units"
    ):
        found.setdefault(row_id, []).append((number, *told))
    return found


def _row(row: JournalRow, sealed: Sealed, moved: list[tuple[Any, ...]]) -> Iterator[Problem]:
    """Hold the columns, and the movements, to the text that the digest covers."""
    again = seal(sealed.entry, row.prev_digest)
    if again.text != row.body:
        yield Problem(row.stream, row.position, "is not written the canonical way")
    for name, value in columns(sealed).items():
        if getattr(row, name) != value:
            yield Problem(row.stream, row.position, f"column {name} is not what the body says")
    fact = sealed.entry.fact
    movements = fact.movements if isinstance(fact, Done) else ()
    if moved != [(number, *sides(each)) for number, each in enumerate(movements)]:
        yield Problem(row.stream, row.position, "its movements are not what the body says")


def _projections(chart: Chart) -> Iterator[Problem]:
    told, stream = projected(chart), chart.stream
    if _held(stream) != dict(told.holdings):
        yield Problem(stream, 0, "the holdings are not what the journal says", table=True)
    if stream.startswith("course:"):
        for name, kept, due in _tables(stream.partition(":")[2], told):
            if kept != due:
                what = f"{name} are not what the journal says"
                yield Problem(stream, 0, what, table=True)


def _held(stream: str) -> dict[tuple[Hand, str, str], int]:
    found = Holding.objects.filter(stream=stream).exclude(hand__startswith="stock:")
    return {(Hand(h.hand), h.product, h.lot): h.units for h in found}


def _tables(course: str, told: Projected) -> Iterator[tuple[str, Any, Any]]:
    names = [field.name for field in fields(Index)]
    index = CourseIndex.objects.filter(pk=course).values_list(*names).first()
    due = tuple(getattr(told.index, name) for name in names) if told.index else None
    yield "the list of courses", index, due
    ties = CourseTie.objects.filter(course=course)
    yield (
        "the course's people",
        set(ties.values_list("person", "role", "until_on")),
        {(tie.person, tie.role.value, tie.until_on) for tie in told.ties},
    )
    sites = CourseSite.objects.filter(course=course)
    yield "the course's sites", set(sites.values_list("site", flat=True)), set(told.sites)
    tasks = TaskRow.objects.filter(course=course)
    yield (
        "the open tasks",
        set(tasks.values_list("position", "verb", "opened_at", "due_at")),
        {(t.position, t.verb, t.opened_at, t.due_at) for t in told.tasks},
    )


def _lost(kept: Sequence[Head]) -> Iterator[Problem]:
    """Find the heads that their streams no longer contain.

    That each entry has its digest, and stands on the one before it, was asked above.
    """
    for head in kept:
        found = JournalRow.objects.filter(stream=head.stream)
        digest = found.filter(position=head.position).values_list("digest", flat=True).first()
        if digest is None:
            last = found.aggregate(last=Max("position"))["last"] or 0
            what = f"was there when the heads were kept; it ends at {last} now"
            yield Problem(head.stream, head.position, what)
        elif digest != head.digest:
            what = "had another digest when the heads were kept"
            yield Problem(head.stream, head.position, what)


# --- all streams together --------------------------------------------------------------


def _shelves(moves: list[tuple[int, Entry]], broken: set[str]) -> Iterator[Problem]:
    """Refold the sites' stock over all streams, in the order in which it was written."""
    shelves: dict[str, _Shelf] = {}
    for _, entry in sorted(moves, key=lambda move: move[0]):
        if entry.verb == "open-site" and isinstance(entry.fact, Done):
            shelves[entry.stream.partition(":")[2]] = _Shelf()
        try:
            _shift(shelves, entry)
        except ShortError as short:
            yield Problem(entry.stream, entry.position, f"took what was not there: {short}")
    for site, shelf in shelves.items():
        stock = hand(HandKind.STOCK, site)
        found = Holding.objects.filter(stream=f"site:{site}", hand__startswith="stock:")
        kept = [(h.hand, (h.product, h.lot), h.units) for h in found.order_by("pk")]
        told = [(stock, place, shelf.books.units(stock, *place)) for place in shelf.places]
        if kept != told and not broken:
            yield Problem(f"site:{site}", 0, "the stock is not what the journals say")


@dataclass(slots=True)
class _Shelf:
    """A stock, and its products and lots in the order in which they first came."""

    books: Books = field(default_factory=Books)
    places: dict[tuple[str, str], None] = field(default_factory=dict)


def _shift(shelves: dict[str, _Shelf], entry: Entry) -> None:
    if not isinstance(entry.fact, Done):
        return
    for movement in entry.fact.movements:
        for holder, sign in ((movement.giver, -1), (movement.taker, 1)):
            if kind_of(holder) is HandKind.STOCK and who_of(holder) in shelves:
                shelf = shelves[who_of(holder)]
                shelf.books.shift(holder, movement, sign)
                shelf.places.setdefault((movement.product, movement.lot))


def _strays(streams: set[str]) -> Iterator[Problem]:
    """Find lines in lists that no journal stands behind."""
    for stream in set(Holding.objects.values_list("stream", flat=True)) - streams:
        yield Problem(stream, 0, "holds units, but there is no such stream")
    elsewhere = Holding.objects.filter(hand__startswith="stock:")
    for stream in set(
        elsewhere.exclude(stream__startswith="site:").values_list("stream", flat=True)
    ):
        yield Problem(stream, 0, "holds a stock, which stands on its site's stream")
    lists = (
        CourseIndex.objects.values_list("course", flat=True),
        CourseTie.objects.values_list("course", flat=True),
        CourseSite.objects.values_list("course", flat=True),
        TaskRow.objects.values_list("course", flat=True),
    )
    for course in {course for listed in lists for course in listed}:
        if f"course:{course}" not in streams:
            yield Problem(f"course:{course}", 0, "is listed, but there is no such stream")
