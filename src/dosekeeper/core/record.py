"""The fact a judged request leaves behind: what moved, or that it was refused.

Here is the only place where movements are made. What is physically impossible raises; what
is merely not allowed is the gates' business, so that a text chart can tell what really
happened in a case where it should not have.
"""

from dataclasses import replace
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
    Books,
    Hand,
    HandKind,
    Movement,
    ShortError,
    hand,
    kind_of,
    pick,
    who_of,
)
from dosekeeper.core.people import Role
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
    owed = request.act.verb in CUTS_OFF or _loses_their_keeper(request)
    due_at = _same_day(chart, now) if owed else None
    return Refused(act=request.act, reasons=verdict.reasons, task_due_at=due_at)


def _loses_their_keeper(request: acts.Request) -> bool:
    """Whether a trusted person said what stands against it: the patient has nobody then."""
    return isinstance(request.act, acts.Agree) and request.by.role is Role.DELEGATE


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


def unlike_its_act(entry: Entry, before: Chart) -> str | None:
    """Say what an entry tells that its act, on the chart before it, does not make.

    None when it is just that. Where units come out of a site's stock, that stock is kept in
    another stream, and which lots it gave cannot be known here: it is supposed to have held
    what the entry took from it, so that product, hands, total and a named lot still have to
    come out the same. Nor is it known here whether a site's stock was kept at all by then.
    """
    fact = entry.fact
    if isinstance(fact, Refused):
        return None
    chart = replace(before, shelves=_supposed(fact))
    try:
        made = movements_of(fact.act, chart)
    except (ShortError, BadValueError) as error:
        return f"moves {_told(fact.movements)}, and its act cannot have happened: {error}"
    if made != fact.movements:
        return f"moves {_told(fact.movements)}, and its act moves {_told(made)}"
    return _unlike_books(fact, before)


def _supposed(fact: Done) -> dict[str, Books]:
    """Return stocks that held what an entry took from them, and nothing else."""
    shelves: dict[str, Books] = {}
    for movement in fact.movements:
        if kind_of(movement.giver) is HandKind.STOCK:
            shelf = shelves.setdefault(who_of(movement.giver), Books())
            shelf.shift(movement.giver, movement, 1)
    return shelves


def _unlike_books(fact: Done, before: Chart) -> str | None:
    """Say that a count was held against other books than there were."""
    held = None
    if isinstance(fact.act, acts.Count):
        if kind_of(fact.act.hand) is HandKind.STOCK and fact.expected is not None:
            return None
        held = before.held(fact.act.hand, fact.act.product, fact.act.lot)
    if fact.expected == held:
        return None
    return f"says that the books held {fact.expected}, and they held {held}"


def _told(movements: tuple[Movement, ...]) -> str:
    return (
        ", ".join(
            f"{m.units} {m.product} of lot {m.lot} from {m.giver} to {m.taker}"
            for m in movements
        )
        or "nothing"
    )
