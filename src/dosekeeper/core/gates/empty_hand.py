"""Nobody gives what is not there.

A balance is never clamped, never below zero and never guessed. Where the books say less
than a hand really holds, the books are wrong, and a count says so first.

A dose or a loss may be told days later. Then the hand must have held enough at that moment
and, with this put in, at every moment since: a box that was empty gave nothing, whatever has
come into it by now. Of a site's stock only what is there now is asked: what happened to it
stands in a stream of its own.
"""

from collections.abc import Iterator

from dosekeeper.core.ask import Ask
from dosekeeper.core.ledger import HandKind, Movement, ShortError, kind_of
from dosekeeper.core.past import least_since
from dosekeeper.core.record import movements_of
from dosekeeper.core.units import BadValueError
from dosekeeper.core.verdict import Reason


RULE = "empty-hand"
_ELSEWHERE = frozenset({HandKind.SOURCE, HandKind.STOCK})


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Try the movement on the books, and on the books as they were."""
    try:
        movements = movements_of(ask.act, ask.chart)
    except ShortError as short:
        yield ask.reason(
            RULE,
            "short",
            {
                "hand": short.holder,
                "held_units": short.held,
                "asked_units": short.asked,
            },
            clears_by=("receive",)
            if short.holder.startswith("stock:")
            else ("accept", "count"),
        )
    except BadValueError:
        return  # the offer or prescription is not there: another rule says so
    else:
        yield _then(ask, movements)


def _then(ask: Ask, movements: tuple[Movement, ...]) -> Reason | None:
    giver, product = movements[0].giver, movements[0].product
    if kind_of(giver) in _ELSEWHERE:
        return None
    lot = getattr(getattr(ask.act, "what", None), "lot", None)
    asked = sum(movement.units for movement in movements)
    held, held_at = least_since(ask.chart, giver, product, lot, ask.at)
    if asked <= held:
        return None
    return ask.reason(
        RULE,
        "short-then",
        {
            "hand": giver,
            "held_units": max(held, 0),
            "asked_units": asked,
            "held_at": held_at.astimezone(ask.chart.zone).isoformat(timespec="minutes"),
        },
        clears_by=("correct",),
    )
