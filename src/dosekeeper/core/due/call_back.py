"""At a moment nobody can foresee, whoever keeps the box is asked to count it.

The moments are drawn from the dice of the fills (``Done.seed``), which the journal keeps:
they can be checked afterwards, and nobody could steer them. The first is drawn from the
first fill, each further one from the latest fill before the last. Between two lie at least
``days-min`` and at most the days of the level then in force. Opioid programmes that hand
doses out ask for it twice a year (Mississippi Rule 24-2-53.7); how often here is judgement.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from dosekeeper.core.acts import SetLevel
from dosekeeper.core.chart import Chart
from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.expectation import Expectation, Kind
from dosekeeper.core.events import Done
from dosekeeper.core.ledger import Hand, HandKind, kind_of, who_of
from dosekeeper.core.plan import Level


KIND = Kind.CALL_BACK
FIRST_HOUR, HOURS = 9, 9
"""Nobody is asked before nine in the morning or after six in the evening."""
LOOKED_BACK = timedelta(days=30)


def drawn(looking: Looking) -> Iterator[datetime]:
    """Yield the moments of the draws, in order, without end. None without dice."""
    chart = looking.chart
    if not chart.seeds:
        return
    at, number, levels = chart.seeds[0][0], 0, _levels(chart)
    while True:
        seed = [s for thrown_at, s in chart.seeds if thrown_at <= at][-1]
        dice = int.from_bytes(sha256(f"{seed}:{number}".encode()).digest(), "big")
        most = looking.number(KIND, f"{_level_at(levels, at).lower()}-days-max")
        least = min(looking.number(KIND, "days-min"), most)
        dice, gap = divmod(dice, most - least + 1)
        minute, hour = divmod(dice, HOURS)
        day = chart.day(at) + timedelta(days=least + gap)
        at = looking.at(day, FIRST_HOUR + hour, minute % 60)
        number += 1
        yield at


def expected(looking: Looking) -> Iterator[Expectation]:
    """Expect a count since the last draw, of whoever held something then; and the next."""
    chart, last = looking.chart, None
    for at in drawn(looking):
        if at > looking.now:
            yield from _expect(looking, at, "")
            break
        last = at
    if last is None or last < looking.now - LOOKED_BACK:
        return
    for box in _boxes_at(chart, last):
        if not any(c.act.hand == box and c.at >= last for c in chart.counts):
            yield from _expect(looking, last, who_of(box))


def _expect(looking: Looking, at: datetime, of: str) -> Iterator[Expectation]:
    yield Expectation(
        key=f"{KIND}:{at:%Y-%m-%d}" + (f":{of}" if of else ""),
        kind=KIND,
        of=of,
        since_at=at,
        due_at=at,
        late_at=at + looking.hours(KIND, "late-hours"),
        overdue_at=at + looking.hours(KIND, "overdue-hours"),
        ladder=looking.ladder(KIND, of),
    )


def _levels(chart: Chart) -> list[tuple[datetime, Level]]:
    """Return every level the course was moved to, and when."""
    return [
        (entry.at, entry.fact.act.level)
        for entry in chart.entries
        if entry.verb == SetLevel.verb
        and entry.position not in chart.struck
        and isinstance(entry.fact, Done)
        and isinstance(entry.fact.act, SetLevel)
    ]


def _level_at(levels: list[tuple[datetime, Level]], at: datetime) -> Level:
    """Return the level that was in force; a later step does not draw anew."""
    return next((level for moved_at, level in reversed(levels) if moved_at <= at), Level.L0)


def _boxes_at(chart: Chart, at: datetime) -> list[Hand]:
    """Return the boxes at home in which something was at a moment."""
    held: dict[Hand, int] = {}
    for entry in chart.entries:
        if entry.at > at or not isinstance(entry.fact, Done):
            continue
        for movement in entry.fact.movements:
            held[movement.giver] = held.get(movement.giver, 0) - movement.units
            held[movement.taker] = held.get(movement.taker, 0) + movement.units
    homes = (HandKind.DELEGATE, HandKind.PATIENT)
    return sorted(box for box, units in held.items() if units > 0 and kind_of(box) in homes)
