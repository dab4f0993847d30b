"""The fact a judged request leaves behind: what moved, or that it was refused.

Here is the only place where movements are made. What is physically impossible raises; what
is merely not allowed is the gates' business, so that a text chart can tell what really
happened in a case where it should not have.
"""

from datetime import datetime, timedelta

from dosekeeper.core import acts
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import CUTS_OFF, Done, Entry, Refused
from dosekeeper.core.facts import Offer
from dosekeeper.core.ledger import (
    RETURNED,
    SOURCE,
    TAKEN,
    UNACCOUNTED,
    WASTED,
    Hand,
    HandKind,
    Movement,
    hand,
    pick,
)
from dosekeeper.core.units import BadValueError, start_of, utc
from dosekeeper.core.verdict import Verdict


TASK_HOURS_MIN = 4
"""A same-day task opened late in the evening still gives four hours [judgement]."""


def done(
    request: acts.Request,
    chart: Chart,
    verdict: Verdict | None = None,
    now: datetime | None = None,
    seed: str = "",
) -> Done:
    """Return the fact of an act that is done, with the task that it opens.

    ``seed`` is thrown by whoever has dice; only a fill keeps it. Raises ShortError when a
    hand holds less than the act moves, BadValueError when the act refers to an entry that
    is not there.
    """
    act = request.act
    expected = None
    if isinstance(act, acts.Count):
        expected = chart.held(act.hand, act.product, act.lot)
    return Done(
        act=act,
        movements=movements_of(act, chart),
        expected=expected,
        reasons=verdict.reasons if verdict else (),
        task_due_at=_same_day(chart, now) if now and _owes_a_word(act, verdict) else None,
        seed=seed if isinstance(act, acts.Fill) else "",
    )


def _owes_a_word(act: acts.Act, verdict: Verdict | None) -> bool:
    """Whether a clinician has to call: a rule was broken, or somebody asks for help."""
    match act:
        case acts.CheckIn(safe=False) | acts.Report():
            return True
        case _:
            return verdict is not None and bool(verdict.broken)


def refused(request: acts.Request, chart: Chart, verdict: Verdict, now: datetime) -> Refused:
    """Return the fact of a refusal, with the same-day task if it cuts a patient off."""
    due_at = _same_day(chart, now) if request.act.verb in CUTS_OFF else None
    return Refused(act=request.act, reasons=verdict.reasons, task_due_at=due_at)


def _same_day(chart: Chart, now: datetime) -> datetime:
    """Return the end of the clinic's day, or a few hours from now when it ends sooner."""
    midnight = start_of(chart.day(now) + timedelta(days=1), chart.zone)
    return max(utc(midnight), utc(now) + timedelta(hours=TASK_HOURS_MIN))


def movements_of(  # noqa: C901, PLR0911 - one branch a verb
    act: acts.Act, chart: Chart
) -> tuple[Movement, ...]:
    """Return what an act moves, both sides of each movement in one fact."""
    match act:
        case acts.Fill():
            return _fill(chart, act)
        case acts.HandOver():
            return _pass(chart, act.what, _next_offer(chart))
        case acts.Accept():
            return _forward(_offer(chart, act.offer), None)
        case acts.Decline() | acts.Expire():
            return _back(_offer(chart, act.offer), act)
        case acts.TakeDose():
            return _pass(chart, act.what, TAKEN)
        case acts.Waste():
            return _pass(chart, act.what, WASTED)
        case acts.Return():
            return _pass(chart, act.what, RETURNED)
        case acts.Lose():
            return _pass(chart, act.what, UNACCOUNTED)
        case acts.Find():
            what = act.what
            return pick(chart.books, UNACCOUNTED, what.hand, what.product, what.lot, what.units)
        case acts.Receive():
            stock = hand(HandKind.STOCK, chart.stream.partition(":")[2])
            return (Movement(SOURCE, stock, act.product, act.lot, act.units),)
        case acts.Correct():
            return _undo(entry_at(chart, act.entry))
        case _:
            return ()


def entry_at(chart: Chart, position: int) -> Entry:
    """Return the entry at a position. Raises BadValueError when there is none."""
    for entry in reversed(chart.entries):
        if entry.position == position:
            return entry
    raise BadValueError("entry", f"there is no entry {position}")


def _fill(chart: Chart, act: acts.Fill) -> tuple[Movement, ...]:
    script = chart.scripts.get(act.prescription)
    if script is None:
        raise BadValueError("prescription", f"entry {act.prescription} is none")
    giver, product = chart.stock_of(act.site), script.signed.plan.product
    books, offer = chart.books_of(giver), _next_offer(chart)
    return pick(books, giver, offer, product, act.lot, act.units)


def _next_offer(chart: Chart) -> Hand:
    course = chart.stream.partition(":")[2]
    return hand(HandKind.OFFER, f"{course}.{chart.position + 1}")


def _offer(chart: Chart, position: int) -> Offer:
    if position not in chart.offers:
        raise BadValueError("offer", f"entry {position} is no open offer")
    return chart.offers[position]


def _back(offer: Offer, act: acts.Decline | acts.Expire) -> tuple[Movement, ...]:
    """Give an offer back; a fill that is declined waits for the staff to call it back."""
    waits = isinstance(act, acts.Decline) and offer.prescription is not None
    return () if waits else _forward(offer, offer.giver)


def _forward(offer: Offer, taker: Hand | None) -> tuple[Movement, ...]:
    return tuple(
        Movement(m.taker, taker or offer.recipient, m.product, m.lot, m.units)
        for m in offer.movements
    )


def _pass(chart: Chart, what: acts.Holding, taker: Hand) -> tuple[Movement, ...]:
    books = chart.books_of(what.hand)
    return pick(books, what.hand, taker, what.product, what.lot, what.units)


def _undo(entry: Entry) -> tuple[Movement, ...]:
    fact = entry.fact
    return tuple(m.reversed for m in reversed(fact.movements)) if isinstance(fact, Done) else ()
