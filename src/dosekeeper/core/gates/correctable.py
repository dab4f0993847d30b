"""An entry is corrected by adding one, and only while nothing stands on it.

What moved on since cannot be undone beneath it: first the later entry, then the earlier
one. Only those correct who could have asked for the act themselves; what a patient or a
delegate wrote, a clinician may. What moved units is corrected by two of the staff, neither
alone: one person could else take back a dose, or the loss that explained a difference, and
nobody would have looked. Refusals, corrections, the opening, overrides and
signatures are not corrected; nor is a count, which is answered by another count: striking
it would hide the difference it found. Nor is an appointment, while that person holds doses or
some are on their way to them: it is ended, and then they hand back.
"""

from collections.abc import Iterator

from dosekeeper.core import acts
from dosekeeper.core.ask import Ask
from dosekeeper.core.beside import Lack, lack_of
from dosekeeper.core.custody import without_role
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.fold import step
from dosekeeper.core.ledger import HandKind, ShortError, kind_of
from dosekeeper.core.people import CLINICIANS, HOLDERS, may
from dosekeeper.core.record import entry_at, movements_of
from dosekeeper.core.units import BadValueError
from dosekeeper.core.verdict import Number, Reason


RULE = "correctable"
FIXED = (
    acts.Correct
    | acts.OpenCourse
    | acts.OpenSite
    | acts.CloseCourse
    | acts.Waive
    | acts.Agree
    | acts.Revoke
    | acts.Count
)
"""The acts that are never corrected; a form need not offer them."""


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Try the correction on a copy of the chart."""
    act = ask.act
    assert isinstance(act, acts.Correct)
    numbers = {"entry": act.entry}
    try:
        entry = entry_at(ask.chart, act.entry)
    except BadValueError:
        yield ask.reason(RULE, "no-such-entry", numbers)
        return
    if act.entry in ask.chart.struck:
        yield ask.reason(RULE, "struck-already", numbers)
    elif not isinstance(entry.fact, Done) or isinstance(entry.fact.act, FIXED):
        yield ask.reason(RULE, "not-correctable", {**numbers, "verb": entry.verb})
    elif not _entitled(ask, entry):
        yield ask.reason(
            RULE, "not-entitled", {**numbers, "verb": entry.verb, "role": ask.by.role}
        )
    else:
        if not _stands_alone(ask, act):
            yield ask.reason(RULE, "stood-on", {**numbers, "verb": entry.verb})
        if entry.fact.movements:
            yield _second(ask, entry)


def _entitled(ask: Ask, entry: Entry) -> bool:
    for_a_holder = entry.by.role in HOLDERS and ask.by.role in CLINICIANS
    return for_a_holder or may(ask.by.role, entry.verb)


def _second(ask: Ask, entry: Entry) -> Reason | None:
    second, lack = ask.request.second, lack_of(ask.request)
    numbers: dict[str, Number] = {"entry": entry.position, "verb": entry.verb}
    if lack is None:
        return None
    if second is None:
        return ask.reason(RULE, "second-missing", numbers, clears_by=("second",))
    if lack is Lack.SAME_PERSON:
        return ask.reason(
            RULE,
            "second-same-person",
            {**numbers, "person": second.person},
            clears_by=("second",),
        )
    return ask.reason(
        RULE,
        "second-not-staff",
        {**numbers, "person": second.person, "role": second.role},
        clears_by=("second",),
    )


def _stands_alone(ask: Ask, act: acts.Correct) -> bool:
    trial = Entry(
        stream=ask.chart.stream,
        position=ask.chart.position + 1,
        at=ask.at,
        recorded_at=ask.now,
        by=ask.by,
        fact=Done(act=act, movements=movements_of(act, ask.chart)),
    )
    chart = ask.chart.copy()
    try:
        step(chart, trial)
    except (ShortError, KeyError):
        return False
    if not without_role(chart) <= without_role(ask.chart):
        return False  # whoever holds can be asked for it: an appointment is ended, not struck
    offered = {offer.movements[0].taker for offer in chart.offers.values()}
    transit = {h for h, *_ in chart.books.items() if kind_of(h) is HandKind.OFFER}
    return transit <= offered  # what is in transit has an owner
