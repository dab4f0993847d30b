"""Charts this process has folded already, so that a request folds only what is new.

A chart is kept together with the end of the stream it was folded from. Whoever wants it
has read that end in their own transaction, so a stale chart cannot be taken for a fresh
one. A kept chart is never changed: to take an entry in, a copy is made.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from dosekeeper.core.chart import Chart
from dosekeeper.core.fold import chart_of, step
from dosekeeper.store.codec import FIRST, BrokenSealError, Sealed, unseal
from dosekeeper.store.projections import Projected, projected
from dosekeeper.store.statements import Row, rows


CHARTS_MAX = 512
"""A one-year chart takes about 1 MB with its entries [measured]."""


@dataclass(frozen=True, slots=True)
class Known:
    """A chart, where its stream ended, and what the tables say about it."""

    position: int
    digest: str
    chart: Chart
    projected: Projected


class Charts:
    """The latest charts, the least used of them forgotten first."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: OrderedDict[str, Known] = OrderedDict()
        self._lock = Lock()

    def get(self, stream: str) -> Known | None:
        """Return the latest chart of a stream that was kept."""
        with self._lock:
            if stream in self._kept:
                self._kept.move_to_end(stream)
            return self._kept.get(stream)

    def keep(self, known: dict[str, Known]) -> None:
        """Keep charts whose entries are committed."""
        with self._lock:
            for stream, new in known.items():
                self._kept[stream] = new
                self._kept.move_to_end(stream)
            while len(self._kept) > CHARTS_MAX:
                self._kept.popitem(last=False)

    def forget(self) -> None:
        """Forget all: tests change the database under one's feet."""
        with self._lock:
            self._kept.clear()


def empty(stream: str) -> Known:
    """Return what is known of a stream that was never begun."""
    chart = Chart(stream)
    return Known(0, FIRST, chart, projected(chart))


def known_at(
    stream: str,
    head: tuple[int, str] | None,
    kept: Known | None,
    *,
    grows: bool = False,
    found: list[Row] | None = None,
) -> Known:
    """Return the chart of a stream that ends at `head`, folding only what is new.

    `grows` says that nobody holds its lock, so that rows after that end are the next ones.
    `found` are its rows, for whom nothing was kept and somebody has read them already.
    Raises BrokenSealError when the rows do not chain up to that end: what cannot be relied
    on is not judged.
    """
    position, digest = head or (0, FIRST)
    if kept is None or kept.position > position:
        kept = empty(stream)
    if (kept.position, kept.digest) == (position, digest):
        return kept
    try:
        after = rows(stream, kept.position) if found is None else found
        return _caught_up(stream, kept, (position, digest), after, grows=grows)
    except BrokenSealError:
        if not kept.position:
            raise
    # The kept chart may be of a database that was since put back from a backup.
    return _caught_up(stream, empty(stream), (position, digest), rows(stream, 0), grows=grows)


def _caught_up(
    stream: str, kept: Known, head: tuple[int, str], after: list[Row], *, grows: bool
) -> Known:
    found = [row for row in after if not grows or row[0] <= head[0]]
    sealed = chained(stream, found, (kept.position, kept.digest))
    last = sealed[-1] if sealed else None
    end = (last.entry.position, last.digest) if last else (kept.position, kept.digest)
    if end != head:
        raise BrokenSealError(stream, head[0], "is not where the rows end")
    entries = [row.entry for row in sealed]
    if kept.position:
        chart = kept.chart.copy()
        for entry in entries:
            step(chart, entry)
    else:
        chart = chart_of(stream, entries)
    return Known(*head, chart, projected(chart))


def chained(stream: str, found: list[Row], end: tuple[int, str]) -> list[Sealed]:
    """Read rows that must follow on `end` without a gap.

    Raises BrokenSealError at the first that does not.
    """
    sealed: list[Sealed] = []
    position, digest = end
    for at, text, version, prev_digest, own in found:
        if at != position + 1 or prev_digest != digest:
            raise BrokenSealError(stream, at, f"does not follow on entry {position}")
        sealed.append(unseal(stream, at, text, (version, prev_digest, own)))
        position, digest = at, own
    return sealed
