"""Nobody gives what is not there.

A balance is never clamped, never below zero and never guessed. Where the books say less
than a hand really holds, the books are wrong, and a count says so first.
"""

from collections.abc import Iterator

from dosekeeper.core.ask import Ask
from dosekeeper.core.ledger import ShortError
from dosekeeper.core.record import movements_of
from dosekeeper.core.units import BadValueError
from dosekeeper.core.verdict import Reason


RULE = "empty-hand"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Try the movement on the books."""
    try:
        movements_of(ask.act, ask.chart)
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
