"""The one engine: answers in, a score out, or every reason why not.

An answer that is missing is never zero. A sum over eight of nine answers looks like a sum
over nine and says less, so there is no score until all of them are there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dosekeeper.core.instruments.values import (
    Band,
    Instrument,
    Item,
    Method,
    Subscale,
    Trigger,
)
from dosekeeper.core.units import BadValueError, check_day, check_text, check_whole


Answer = tuple[str, str | int]
"""A link id with the code of a choice, or with a whole number."""
_SHOWN_MAX = 80


class AnswersError(BadValueError):
    """Answers that give no score. ``problems`` are all of them, one for each place.

    A problem's ``field`` is the link id of the item, so that a page can mark it.
    """

    def __init__(self, name: str, problems: Iterable[BadValueError]) -> None:
        """Say all of them in one line."""
        self.problems = tuple(problems)
        super().__init__(name, "; ".join(f"{p.field} {p.message}" for p in self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A score. ``triggers`` are those that were hit: each opens a safety task."""

    instrument: str
    version: str
    total: int
    band: Band | None
    subscales: Mapping[str, int]
    triggers: tuple[Trigger, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A score made elsewhere, with the day on which it was and who tells it."""

    scored: Scored
    on: date
    given_by: str


def score(instrument: Instrument, answers: Iterable[Answer]) -> Scored:
    """Add up the points of one complete set of answers, in any order.

    Raises AnswersError with everything that is missing, impossible, given twice or no item
    of the instrument; and for a slot, which has nothing to answer.
    """
    if instrument.is_slot:
        raise AnswersError(instrument.name, [_wrong("score", "is taken, not counted here")])
    given: dict[str, list[str | int]] = {}
    for link_id, value in answers:
        given.setdefault(link_id, []).append(value)
    if problems := list(_problems(instrument, given)):
        raise AnswersError(instrument.name, problems)
    points = {item.link_id: _counted(item, given[item.link_id]) for item in instrument.items}
    apart = {link_id for s in instrument.subscales if s.apart for link_id in s.items}
    total = sum(number for link_id, number in points.items() if link_id not in apart)
    subscales = {s.name: _part(s, points) for s in instrument.subscales}
    return _scored(instrument, total, points, subscales)


def take(instrument: Instrument, total: int, *, on: date, given_by: str, today: date) -> Given:
    """Take the score of a slot from somebody who was allowed to ask its questions.

    Raises AnswersError for a score outside its range, or of a range that is not known; for
    a day to come; for nobody named; and for an instrument whose answers are scored here,
    since a bare sum would hide the answer that opens a safety task.
    """
    if problems := list(_doubts(instrument, total, on, given_by, today)):
        raise AnswersError(instrument.name, problems)
    return Given(scored=_scored(instrument, total, {}, {}), on=on, given_by=given_by)


def _counted(item: Item, values: list[str | int]) -> int:
    (value,) = values
    points = item.points(value)
    assert points is not None, "it would stand among the problems"
    return points


def _part(subscale: Subscale, points: Mapping[str, int]) -> int:
    counts = [points[link_id] for link_id in subscale.items]
    match subscale.method:
        case Method.SUM:
            return sum(counts)
        case Method.COUNT:
            return sum(number > 0 for number in counts)


def _scored(
    instrument: Instrument, total: int, points: Mapping[str, int], subscales: Mapping[str, int]
) -> Scored:
    reached = {**points, "": total}
    return Scored(
        instrument=instrument.name,
        version=instrument.version,
        total=total,
        band=instrument.band(total),
        subscales=subscales,
        triggers=tuple(t for t in instrument.triggers if t.hit(reached[t.item])),
    )


def _problems(
    instrument: Instrument, given: Mapping[str, list[str | int]]
) -> Iterator[BadValueError]:
    for item in instrument.items:
        yield from _problem(item, given.get(item.link_id, []))
    known = {item.link_id for item in instrument.items}
    for link_id in given:
        if link_id not in known:
            yield _wrong(link_id[:_SHOWN_MAX], "is no item of it")


def _problem(item: Item, values: list[str | int]) -> Iterator[BadValueError]:
    match values:
        case []:
            yield _wrong(item.link_id, "is not answered")
        case [value] if item.points(value) is None:
            shown = repr(value)[:_SHOWN_MAX]
            yield _wrong(item.link_id, f"cannot be {shown}, only {item.may_be}")
        case [_]:
            return
        case _:
            yield _wrong(item.link_id, f"is answered {len(values)} times")


def _doubts(
    instrument: Instrument, total: int, on: date, given_by: str, today: date
) -> Iterator[BadValueError]:
    least, most = instrument.least, instrument.most
    if not instrument.is_slot:
        yield _wrong("score", "is counted from its answers")
    elif least is None or most is None:
        yield _wrong("score", "has no range that is known here; load the instrument's file")
    else:
        yield from _refused(check_whole, "score", total, least=least, most=most)
    if on > today:
        yield _wrong("on", f"{on} is still to come")
    else:
        yield from _refused(check_day, "on", on)
    yield from _refused(check_text, "given_by", given_by, least=1)


def _refused(
    check: Callable[..., None], field: str, value: object, **limits: int
) -> Iterator[BadValueError]:
    try:
        check(field, value, **limits)
    except BadValueError as error:
        yield error


def _wrong(field: str, message: str) -> BadValueError:
    return BadValueError(field, message)
