"""What an instrument is made of. All numbers are whole points; ranges include both ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dosekeeper.core.policy import Cite


Words = Mapping[str, str]
"""What the person who answers reads: language (``en``, ``es``) to text. English is there."""


class InstrumentError(Exception):
    """A file that must not be used. ``place`` is the file, with the item or the line."""

    def __init__(self, place: str, message: str) -> None:
        """Keep the place apart from the sentence about it."""
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


class Direction(StrEnum):
    """Which end of the score is the worse one. ``neither``: it says how much, not how bad."""

    HIGHER_IS_WORSE = "higher-is-worse"
    LOWER_IS_WORSE = "lower-is-worse"
    NEITHER = "neither"


class Method(StrEnum):
    """How a subscale is made: the sum of points, or how many answers are above 0 points."""

    SUM = "sum"
    COUNT = "count"


def span(low: int, high: int) -> str:
    """Say a range of points, both ends included: ``5 to 9``, or ``3``."""
    return str(low) if low == high else f"{low} to {high}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer that may be chosen, by its code, and what it counts."""

    code: str
    points: int
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question, worth ``least`` to ``most`` points.

    Without choices its answer is a whole number in that range, and counts as itself.
    """

    link_id: str
    words: Words
    least: int
    most: int
    choices: tuple[Choice, ...] = ()

    def points(self, value: str | int) -> int | None:
        """Return what an answer counts; nothing for an answer that cannot be."""
        if self.choices:
            return next((c.points for c in self.choices if c.code == value), None)
        # A bool is an int to Python; "yes" is no number from 0 to 10.
        return value if type(value) is int and self.least <= value <= self.most else None

    @property
    def may_be(self) -> str:
        """Say which answers there are: ``0 to 10``, or their codes."""
        if self.choices:
            return " or ".join(choice.code for choice in self.choices)
        return span(self.least, self.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What a score from ``low`` to ``high`` is called, and by whom."""

    low: int
    high: int
    label: str
    cite: Cite

    @property
    def span(self) -> str:
        """Say its range: ``5 to 9``, or ``3``."""
        return span(self.low, self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscale:
    """Some of the items, told by themselves; ``apart`` ones are left out of the total."""

    name: str
    title: str
    items: tuple[str, ...]
    method: Method = Method.SUM
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Points of one item above (or below) a value open a safety task, whatever the sum.

    ``item`` is a link id; empty, it is the score itself, as a slot has no items.
    """

    item: str
    why: str
    cite: Cite
    above: int | None = None
    below: int | None = None

    def hit(self, points: int) -> bool:
        """Say whether these points open the task."""
        return (self.above is not None and points > self.above) or (
            self.below is not None and points < self.below
        )

    @property
    def when(self) -> str:
        """Say which points open it: ``above 0``."""
        return f"below {self.below}" if self.above is None else f"above {self.above}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """Where the words of another language come from; none here is vouched for as validated."""

    language: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One instrument, whole and checked. Made by ``read`` and by nothing else.

    ``least`` and ``most`` are the range of the total; both are None where a slot's range is
    not known, and then no score can be taken. ``minutes`` is how long it takes; None: not
    known. ``panel_code`` and ``total_code`` are LOINC, or empty.
    """

    name: str
    version: str
    title: Words
    purpose: str
    publisher: str
    licence: str
    source: Cite
    direction: Direction
    items: tuple[Item, ...] = ()
    intro: Words | None = None
    least: int | None = None
    most: int | None = None
    minutes: int | None = None
    bands: tuple[Band, ...] = ()
    subscales: tuple[Subscale, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    translations: tuple[Translation, ...] = ()
    panel_code: str = ""
    total_code: str = ""
    to_load: str = ""

    @property
    def is_slot(self) -> bool:
        """Whether its questions may not be shipped: it takes a score somebody else made."""
        return not self.items

    def band(self, total: int) -> Band | None:
        """Return the band of a total; none where the instrument has no bands."""
        return next((band for band in self.bands if band.low <= total <= band.high), None)
