"""From a journal to a chart: the only place where a chart changes.

A Chart is filled in place while it is folded, because a year has some 600 entries and is
folded for a request; what leaves here is read, never written.

``supply`` folds what moves and what is allowed to, ``known`` what is now known of the
course and its people, ``following`` the days between.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta

from dosekeeper.core import acts
from dosekeeper.core.case import explain, take_count
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import ASKED_FOR_HELP, Done, Entry
from dosekeeper.core.facts import Task
from dosekeeper.core.fold import supply
from dosekeeper.core.fold.following import Following, follow
from dosekeeper.core.fold.known import learn
from dosekeeper.core.ledger import Books, HandKind, kind_of, who_of


def chart_of(
    stream: str, entries: Iterable[Entry], shelves: dict[str, Books] | None = None
) -> Chart:
    """Fold a journal, in order, into a new chart.

    ``shelves`` holds the inside sites' stock before the first of these entries; their
    movements shift it. Raises ShortError when a hand would fall below zero.
    """
    whole = list(entries)
    # What is struck anywhere in it is known from the start: the same chart as step by step,
    # without folding the beginning again for every correction.
    chart = Chart(
        stream,
        shelves={s: b.copy() for s, b in (shelves or {}).items()},
        struck=frozenset(_struck_in(whole)),
    )
    for entry in whole:
        step(chart, entry)
    return chart


def _struck_in(entries: Iterable[Entry]) -> Iterator[int]:
    for entry in entries:
        if isinstance(entry.fact, Done) and isinstance(entry.fact.act, acts.Correct):
            yield entry.fact.act.entry


def step(chart: Chart, entry: Entry) -> None:
    """Take one entry in. Raises ShortError when a hand would fall below zero."""
    fact = entry.fact
    act = fact.act if isinstance(fact, Done) else None
    if isinstance(act, acts.Correct) and act.entry not in chart.struck:
        _strike(chart, act.entry)
    _have_begun(chart.tasks, entry.recorded_at)
    if isinstance(fact, Done):
        _move(chart, entry, fact)
        if entry.position not in chart.struck:
            _done(chart, entry, fact)
    _owe(chart, entry)
    chart.entries.append(entry)


def _owe(chart: Chart, entry: Entry) -> None:
    """Open the task that a refusal, a dose told against a rule, or a call for help leaves.

    Struck or not: whoever told it, somebody still has to ask the patient.
    """
    if entry.fact.task_due_at is not None:
        chart.tasks[entry.position] = Task(
            position=entry.position,
            verb=entry.verb,
            whose=entry.by.person if entry.verb in ASKED_FOR_HELP else chart.patient,
            opened_at=entry.recorded_at,
            due_at=entry.fact.task_due_at,
        )


def _have_begun(tasks: dict[int, Task], now: datetime) -> None:
    """Date back what a clock that was ahead has dated.

    What stands before an entry had begun by then, whatever the clock said.
    """
    for position, task in tasks.items():
        if (ahead := task.opened_at - now) > timedelta(0):
            tasks[position] = replace(task, opened_at=now, due_at=task.due_at - ahead)


def _move(chart: Chart, entry: Entry, fact: Done) -> None:
    for movement in fact.movements:
        for holder, sign in ((movement.giver, -1), (movement.taker, 1)):
            if kind_of(holder) is HandKind.STOCK and who_of(holder) in chart.shelves:
                chart.shelves[who_of(holder)].shift(holder, movement, sign)
        chart.books.apply(movement)
    if fact.movements and chart.cases:
        explain(chart.cases, entry, _corrected(chart, fact))


def _corrected(chart: Chart, fact: Done) -> Entry | None:
    """Return the entry that a correction strikes."""
    if not isinstance(fact.act, acts.Correct):
        return None
    struck = fact.act.entry
    return next((e for e in reversed(chart.entries) if e.position == struck), None)


def _strike(chart: Chart, position: int) -> None:
    """Fold again as if the struck entry had said nothing; its movements and its task stay.

    The correction's own movements undo those, so the journal of movements stays true to
    what was written and when, and no hand passes through a balance it never had.
    """
    again = Chart(chart.stream, struck=chart.struck | {position})
    for entry in chart.entries:
        step(again, entry)
    again.shelves, again.around = chart.shelves, chart.around
    for name in fields(Chart):
        setattr(chart, name.name, getattr(again, name.name))


def _done(chart: Chart, entry: Entry, fact: Done) -> None:  # noqa: C901, PLR0912 - one branch a verb
    """Let an act change the chart. The commonest stand first; mypy holds it whole."""
    act = fact.act
    for reason in fact.reasons:
        if reason.waived_by is not None:
            chart.waivers.pop(reason.waived_by, None)  # an override is spent by its use
    if isinstance(act, Following):
        follow(chart, entry, act)
        return
    match act:
        case acts.TakeDose():
            supply.take(chart, entry, act)
        case acts.Count():
            take_count(chart.cases, entry, fact, act)
            supply.count(chart, entry, fact, act)
        case acts.Fill():
            supply.fill(chart, entry, fact, act)
        case acts.HandOver():
            supply.offer(chart, entry, fact, act.recipient)
        case acts.Accept() | acts.Decline() | acts.Expire():
            supply.settle(chart, entry, act)
        case acts.Prescribe():
            supply.prescribe(chart, entry, act)
        case acts.Stop():
            chart.scripts[act.prescription].stopped_at = entry.at
        case acts.Lose():
            chart.losses[entry.position] = entry
            supply.lost_on_the_way(chart, act)
        case acts.Waive():
            chart.waivers[entry.position] = entry
        case acts.Resolve():
            chart.cases.pop(act.case, None)
        case acts.Contact():
            if act.outcome in acts.REACHED:
                _answered(chart.tasks, act.task, entry.at)
        case acts.Waste() | acts.Return() | acts.Find() | acts.Receive() | acts.Correct():
            pass
        case _:
            learn(chart, entry, act)


def _answered(tasks: dict[int, Task], named: int, called_at: datetime) -> None:
    """Settle the word that is named, and what the same person was owed when they were called.

    Five refusals in a row are one call, and so is what one person said in three ways. But a
    call for help is settled by none about a refusal, and by none with somebody else: a word
    with who keeps the doses is no answer to who is not safe with them.
    """
    about = tasks.pop(named, None)
    if about is None:
        return
    for position, task in list(tasks.items()):
        theirs = task.whose == about.whose and task.opened_at <= called_at
        if theirs and (about.asked_for_help or not task.asked_for_help):
            del tasks[position]
