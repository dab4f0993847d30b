"""Count differences. A count is a claim: it moves nothing, a difference opens a case.

No tolerance swallows anything. A case stays open until somebody finds out what happened,
the books say so too, and a named person closes it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from dosekeeper.core import acts
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.ledger import Hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An open difference: ``gap`` is counted minus expected units, as explained so far.

    ``counted_by`` found it; ``agreed_by`` is whose count it was, if the last count said what
    the books say.
    """

    position: int
    at: datetime
    hand: Hand
    product: str
    lot: str | None
    counted: int
    gap: int
    counted_by: str
    agreed_by: str = ""

    @property
    def counters(self) -> frozenset[str]:
        """On whose word alone it stands or falls: they do not close it."""
        return frozenset({self.counted_by, self.agreed_by})


def take_count(cases: dict[int, Case], entry: Entry, done: Done, act: acts.Count) -> None:
    """Take a count in: a recount renews the gap of the open case, a new gap opens one."""
    gap = act.units - (done.expected if done.expected is not None else act.units)
    for position, case in cases.items():
        if (case.hand, case.product, case.lot) == (act.hand, act.product, act.lot):
            agreed_by = "" if gap else entry.by.person
            cases[position] = replace(case, counted=act.units, gap=gap, agreed_by=agreed_by)
            return
    if gap:
        cases[entry.position] = Case(
            position=entry.position,
            at=entry.at,
            hand=act.hand,
            product=act.product,
            lot=act.lot,
            counted=act.units,
            gap=gap,
            counted_by=entry.by.person,
        )


def explain(cases: dict[int, Case], entry: Entry, corrected: Entry | None) -> None:
    """Let what is now written down account for part of a gap.

    A loss or a find does, being told because of it. So does a dose that was taken before
    the count and is recorded after it, and a correction of what stood there before the
    count. What happened since the count says nothing about it.
    """
    assert isinstance(entry.fact, Done)
    for movement in entry.fact.movements:
        for position, case in cases.items():
            if case.product != movement.product or case.lot not in {None, movement.lot}:
                continue
            if not _bears_on(case, entry, corrected):
                continue
            if movement.giver == case.hand:
                cases[position] = replace(cases[position], gap=case.gap + movement.units)
            elif movement.taker == case.hand:
                cases[position] = replace(cases[position], gap=case.gap - movement.units)


def _bears_on(case: Case, entry: Entry, corrected: Entry | None) -> bool:
    if corrected is not None and not isinstance(corrected.fact.act, acts.Lose | acts.Find):
        return corrected.position < case.position
    told = isinstance(entry.fact.act, acts.Lose | acts.Find | acts.Correct)
    return told or entry.at < case.at
