"""The same person counts the box every time, and it always agrees.

That is how it looks when all is well, and how it looks when nobody counts at all. So after
some counts in a row it asks for one by somebody else. Where the patient said in between that
they took more than planned, and the next count still agrees, the two cannot both be true.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.facts import CheckedIn, Counted
from dosekeeper.core.ledger import HandKind, hand, kind_of, who_of
from dosekeeper.core.signals.signal import Colour, Sight, Signal


RULE = "counts-alone"
TOLD_WITHIN = timedelta(days=3)
"""How old an extra dose may be when the patient speaks of it [judgement]."""


def signals(sight: Sight) -> Iterator[Signal]:
    """Look at the counts of each delegate's box since somebody else counted it."""
    for delegate in sight.chart.trusts:
        box = hand(HandKind.DELEGATE, delegate)
        own = _since_another(sight, delegate)
        if len(own) >= sight.number(RULE, "counts-min") and _always_agree(own):
            yield Signal(
                rule=RULE,
                colour=Colour.NOTE,
                finding="nobody-else",
                about=delegate,
                numbers={"counts": len(own)},
                evidence=tuple(c.position for c in own),
                since_at=own[0].at,
                asks_for=("count",),
                cite=sight.cite(RULE, "counts-min"),
            )
        yield from _contradicted(sight, who_of(box), own)


def _since_another(sight: Sight, delegate: str) -> list[Counted]:
    """Return the delegate's counts of their own box after the last one by anybody else."""
    own: list[Counted] = []
    for count in sight.chart.counts:
        if kind_of(count.act.hand) is HandKind.DELEGATE and who_of(count.act.hand) == delegate:
            if count.by.person != delegate:
                own = []
            else:
                own.append(count)
    return own


def _always_agree(counts: list[Counted]) -> bool:
    return all(count.act.units == count.expected for count in counts)


def _told(sight: Sight, answer: CheckedIn, count: Counted) -> int:
    """Count the doses beside the plan that were written down before the count.

    A rule stands before such a dose, so it can only have been told as taken already.
    """
    since_at = answer.at - TOLD_WITHIN
    return sum(
        dose.act.already and since_at <= dose.at <= count.at and dose.position < count.position
        for dose in sight.chart.doses
    )


def _contradicted(sight: Sight, delegate: str, own: list[Counted]) -> Iterator[Signal]:
    said = [c for c in sight.chart.check_ins if c.act.extra_doses]
    for answer in said:
        after = [count for count in own if count.at > answer.at]
        if not after or after[0].act.units != after[0].expected:
            continue
        if _told(sight, answer, after[0]) >= (answer.act.extra_doses or 0):
            continue  # they were written down as well: then the books are right
        yield Signal(
            rule=RULE,
            colour=Colour.RED,
            finding="patient-says-otherwise",
            about=delegate,
            numbers={
                "extra_doses": answer.act.extra_doses or 0,
                "said_on": answer.on.isoformat(),
                "counted_on": sight.chart.day(after[0].at).isoformat(),
            },
            evidence=(answer.position, after[0].position),
            since_at=after[0].at,
            asks_for=("count", "contact"),
            cite=sight.cite(RULE, "counts-min"),
        )
