"""Hands, the passing table, movements, balances.

Every dose is always in somebody's hands. A movement is one fact with both sides, so an
unbalanced entry cannot be written down; a balance is a sum of movements and nothing else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, Self

from dosekeeper.core.product import product_of
from dosekeeper.core.units import BadValueError, check_id, check_units


Hand = NewType("Hand", str)
"""Who or what holds: ``kind`` or ``kind:who``, as in ``delegate:marco``, ``stock:main``."""


class HandKind(StrEnum):
    """The kinds of hands a unit can be in."""

    SOURCE = "source"
    STOCK = "stock"
    OFFER = "offer"
    DELEGATE = "delegate"
    PATIENT = "patient"
    TAKEN = "taken"
    WASTED = "wasted"
    RETURNED = "returned"
    UNACCOUNTED = "unaccounted"


_KINDS = {kind.value: kind for kind in HandKind}
_OWNED = frozenset({HandKind.STOCK, HandKind.OFFER, HandKind.DELEGATE, HandKind.PATIENT})
SOURCE = Hand("source")
TAKEN = Hand("taken")
WASTED = Hand("wasted")
RETURNED = Hand("returned")
UNACCOUNTED = Hand("unaccounted")
HOME = frozenset({HandKind.OFFER, HandKind.DELEGATE, HandKind.PATIENT})
"""The kinds of hands that count as supply outside the clinic."""

_K = HandKind
PASSES: Mapping[str, frozenset[tuple[HandKind, HandKind]]] = {
    "receive": frozenset({(_K.SOURCE, _K.STOCK)}),
    "fill": frozenset({(_K.SOURCE, _K.OFFER), (_K.STOCK, _K.OFFER)}),
    "hand-over": frozenset({(_K.DELEGATE, _K.OFFER), (_K.PATIENT, _K.OFFER)}),
    "accept": frozenset({(_K.OFFER, _K.DELEGATE), (_K.OFFER, _K.PATIENT)}),
    "decline": frozenset((_K.OFFER, k) for k in (_K.DELEGATE, _K.PATIENT)),
    "expire": frozenset((_K.OFFER, k) for k in (_K.SOURCE, _K.STOCK, _K.DELEGATE, _K.PATIENT)),
    "dose": frozenset((k, _K.TAKEN) for k in (_K.SOURCE, _K.STOCK, _K.DELEGATE, _K.PATIENT)),
    "waste": frozenset((k, _K.WASTED) for k in (_K.STOCK, _K.DELEGATE, _K.PATIENT)),
    "return": frozenset((k, _K.RETURNED) for k in (_K.STOCK, _K.DELEGATE, _K.PATIENT)),
    "lost": frozenset((k, _K.UNACCOUNTED) for k in _OWNED),
    "found": frozenset((_K.UNACCOUNTED, k) for k in (_K.STOCK, _K.DELEGATE, _K.PATIENT)),
}
"""Verb to the passings it may make, giver's kind to taker's. What is not here cannot be.

Two absences are deliberate. Nothing leads from a home back into a site's stock: what a
patient returns is destroyed. And stock of one site never becomes a patient-labelled supply
at another: a pharmacy may not deliver one patient's ketamine to the clinic that gives it
(21 USC 829a, as read in clinical-facts section 0.4). ``correct`` turns any passing round.
"""


def hand(kind: HandKind, who: str) -> Hand:
    """Name an owned hand.

    >>> hand(HandKind.DELEGATE, "marco")
    'delegate:marco'
    """
    return Hand(f"{kind}:{who}")


def kind_of(holder: Hand) -> HandKind:
    """Return the kind of a hand."""
    return _KINDS[holder.partition(":")[0]]


def who_of(holder: Hand) -> str:
    """Return who holds, or an empty string for hands nobody owns."""
    return holder.partition(":")[2]


def check_hand(field: str, holder: str) -> None:
    """Refuse what is not the name of a hand."""
    kind, colon, who = holder.partition(":")
    if kind not in set(HandKind) or bool(colon) is not (kind in _OWNED):
        raise BadValueError(field, f"{holder[:80]!r} is not a hand such as 'delegate:marco'")
    if colon:
        check_id(field, who)


@dataclass(frozen=True, slots=True)
class Movement:
    """Whole units of one product and lot, from one hand into another."""

    giver: Hand
    taker: Hand
    product: str
    lot: str
    units: int

    def __post_init__(self) -> None:
        """Refuse a movement of nothing, of nobody, or from a hand into itself."""
        check_hand("giver", self.giver)
        check_hand("taker", self.taker)
        product_of(self.product)
        check_id("lot", self.lot)
        check_units("units", self.units)
        if self.giver == self.taker:
            raise BadValueError("taker", "is the giver")

    @property
    def reversed(self) -> Self:
        """The movement that undoes this one."""
        return type(self)(self.taker, self.giver, self.product, self.lot, self.units)


class ShortError(Exception):
    """A hand holds less than was asked of it."""

    def __init__(self, holder: Hand, held: int, asked: int) -> None:
        """Say who, how many there are, how many were asked."""
        super().__init__(f"{holder} holds {held} units, {asked} were asked")
        self.holder, self.held, self.asked = holder, held, asked


class Books:
    """Balances by hand, product and lot: the sum of the movements applied so far.

    ``open_kinds`` may run below zero, because their balance stands elsewhere: the source
    is where units come from, and a course's books see only their own part of a site's
    stock. Every other hand is never below zero.
    """

    __slots__ = ("_held", "_open")

    def __init__(
        self,
        held: Mapping[tuple[Hand, str, str], int] | None = None,
        open_kinds: frozenset[HandKind] = frozenset({HandKind.SOURCE}),
    ) -> None:
        """Start from balances (units), or from nothing."""
        self._held = dict(held or {})
        self._open = open_kinds

    def apply(self, movement: Movement) -> None:
        """Add a movement. Raises ShortError, changing nothing, when the giver has less."""
        self.shift(movement.giver, movement, -1)
        self.shift(movement.taker, movement, 1)

    def shift(self, holder: Hand, movement: Movement, sign: int) -> None:
        """Add one side of a movement. Raises ShortError, changing nothing, on a lack."""
        place = (holder, movement.product, movement.lot)
        before = self._held.get(place, 0)
        after = before + sign * movement.units
        if after < 0 and kind_of(holder) not in self._open:
            raise ShortError(holder, before, movement.units)
        self._held[place] = after

    def units(self, holder: Hand, product: str | None = None, lot: str | None = None) -> int:
        """Return how many units a hand holds, of all products and lots unless named."""
        return sum(
            n
            for (h, p, b), n in self._held.items()
            if h == holder and product in (None, p) and lot in (None, b)
        )

    def items(self) -> Iterator[tuple[Hand, str, str, int]]:
        """Yield hand, product, lot and units of every balance that is not zero."""
        return ((h, p, b, n) for (h, p, b), n in self._held.items() if n)

    def lots(self, holder: Hand, product: str) -> dict[str, int]:
        """Return lot to units held, in the order the lots first came."""
        return {b: n for h, p, b, n in self.items() if h == holder and p == product}

    def home_ug(self) -> int:
        """Return the mass in micrograms that is outside the clinic and not yet taken."""
        return sum(
            n * product_of(p).unit_mass.micrograms
            for h, p, _, n in self.items()
            if kind_of(h) in HOME
        )

    def copy(self) -> "Books":
        """Return books that can be tried out."""
        return Books(self._held, self._open)


UNKNOWN_LOT = "unknown"


def pick(
    books: Books, giver: Hand, taker: Hand, product: str, lot: str | None, units: int
) -> tuple[Movement, ...]:
    """Choose lots for a movement: the named one, else first come, first gone.

    >>> box, troche = hand(HandKind.DELEGATE, "marco"), "ketamine-oral-tablet-50mg"
    >>> books = Books({(box, troche, "a1"): 2, (box, troche, "a2"): 4})
    >>> [(m.lot, m.units) for m in pick(books, box, TAKEN, troche, None, 3)]
    [('a1', 2), ('a2', 1)]

    Raises ShortError when the giver does not hold that many. The source holds what it is
    asked for; without a dispensing record its lot is ``unknown``.
    """
    if giver == SOURCE:
        return (Movement(giver, taker, product, lot or UNKNOWN_LOT, units),)
    held = books.lots(giver, product)
    if lot is not None:
        held = {lot: held.get(lot, 0)}
    if sum(held.values()) < units:
        raise ShortError(giver, sum(held.values()), units)
    movements = []
    for name, there in held.items():
        step = min(there, units)
        if step:
            movements.append(Movement(giver, taker, product, name, step))
        units -= step
    return tuple(movements)
