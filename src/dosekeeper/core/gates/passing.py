"""Units move only along the passing table.

Who may hand what to whom is a table, not a habit. Above all nothing leads from a home back
into a stock.
"""

from collections.abc import Iterator

from dosekeeper.core import acts
from dosekeeper.core.ask import Ask
from dosekeeper.core.ledger import PASSES, TAKEN, Hand, HandKind, kind_of, who_of
from dosekeeper.core.plan import Place
from dosekeeper.core.verdict import Reason


RULE = "passing"
_SINKS = {
    "waste": HandKind.WASTED,
    "return": HandKind.RETURNED,
    "lost": HandKind.UNACCOUNTED,
    "hand-over": HandKind.OFFER,
    "dose": kind_of(TAKEN),
}


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Look the pair of hands up in the table; a count needs a hand that holds."""
    match ask.act:
        case acts.Count(hand=holder):
            giver, taker = kind_of(holder), kind_of(holder)
            allowed = giver in _HOLDING and _here(ask, holder)
        case acts.Find(what=what):
            giver, taker = HandKind.UNACCOUNTED, kind_of(what.hand)
            allowed = (giver, taker) in PASSES["found"] and _here(ask, what.hand)
        case (
            acts.HandOver(what=what)
            | acts.TakeDose(what=what)
            | acts.Waste(what=what)
            | acts.Return(what=what)
            | acts.Lose(what=what)
        ):
            giver, taker = kind_of(what.hand), _SINKS[ask.act.verb]
            allowed = (giver, taker) in PASSES[ask.act.verb] and _here(ask, what.hand)
        case _:
            return
    if not allowed:
        yield ask.reason(
            RULE, "not-in-table", {"verb": ask.act.verb, "giver": giver, "taker": taker}
        )


_HOLDING = frozenset({HandKind.STOCK, HandKind.DELEGATE, HandKind.PATIENT})


def _here(ask: Ask, holder: Hand) -> bool:
    """Whether the hand belongs to this stream.

    A course does not waste a site's stock, a site not that of another, and nothing is
    found in the box of somebody who never had one.
    """
    kind, who, chart = kind_of(holder), who_of(holder), ask.chart
    stream, _, name = chart.stream.partition(":")
    if stream == "site":
        return kind is HandKind.STOCK and who == name
    match kind:
        case HandKind.STOCK | HandKind.SOURCE:  # what the clinic keeps is given in the clinic
            return isinstance(ask.act, acts.TakeDose) and ask.act.place is Place.CLINIC
        case HandKind.PATIENT:
            return who == chart.patient
        case HandKind.DELEGATE:
            return who in chart.trusts or chart.held(holder) > 0
        case _:
            return True
