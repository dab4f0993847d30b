"""Why a doctor should look at a course today: every reason, the worst first, with evidence.

The round is the list of these over all of a doctor's courses. A row says what changed, since
when, and which acts would settle it; a course without a reason is folded away. Nothing here
is a score: the order is a table (``Why``), the same for everybody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from dosekeeper.core import acts
from dosekeeper.core.around import open_losses
from dosekeeper.core.chart import Chart
from dosekeeper.core.due import Expectation, Kind, Stage, due
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.follow_up import first_asked_on
from dosekeeper.core.people import Role
from dosekeeper.core.plan import Place
from dosekeeper.core.policy import Policy
from dosekeeper.core.signals import Colour, signals
from dosekeeper.core.units import utc
from dosekeeper.core.verdict import Number, Reason


class Why(StrEnum):
    """The reasons to look; the order of the members is the order of the round."""

    SAFETY = "safety"
    WORD = "word-owed"
    LOSS = "loss"
    COUNT = "count-open"
    SOURCE = "other-source"
    RED = "red-signal"
    HAND_BACK = "hand-back"
    MISSED = "missed-check-ins"
    CALL_BACK = "call-back"
    EVALUATION = "evaluation-ahead"
    AMBER = "amber-signal"
    LATE = "late"
    FOLLOW = "not-followed"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One reason: what, the numbers behind it, since when, what settles it.

    ``word`` names the signal or the expectation, ``finding`` the way it speaks; ``evidence``
    are journal positions. Of an expectation, ``key`` is its own and ``told`` names the roles
    whose grace is over; ``taken_on`` says that whoever acknowledged it still has time. Of a
    word owed, ``by_at`` is until when, and ``reasons`` are why the
    act was refused; of a call for help, ``about`` is whoever called.
    """

    why: Why
    word: str
    finding: str = ""
    about: str = ""
    numbers: Mapping[str, Number] = field(default_factory=dict)
    evidence: tuple[int, ...] = ()
    since_at: datetime | None = None
    settled_by: tuple[str, ...] = ()
    acknowledged_by: str = ""
    key: str = ""
    told: frozenset[Role] = frozenset()
    taken_on: bool = False
    by_at: datetime | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def stage(self) -> Stage:
        """Where it stands; what is no expectation is due from the moment it is seen."""
        return Stage(self.finding) if self.key else Stage.DUE


_ORDER = {why: place for place, why in enumerate(Why)}
_OF_KIND: Mapping[Kind, tuple[Why, tuple[str, ...]]] = {
    Kind.WORD: (Why.WORD, ("contact",)),
    Kind.HAND_BACK: (Why.HAND_BACK, ("return", "contact")),
    Kind.CALL_BACK: (Why.CALL_BACK, ("count", "contact")),
    Kind.MISSED: (Why.MISSED, ("contact", "check-in")),
    Kind.EVALUATION: (Why.EVALUATION, ("evaluate",)),
    Kind.SESSION: (Why.LATE, ("observe", "contact")),
    Kind.COUNT: (Why.LATE, ("count",)),
    Kind.DECLINED: (Why.LATE, ("expire", "lost")),
    Kind.ACCEPT: (Why.LATE, ("accept", "expire")),
}
_COUNTED: Mapping[Kind, str] = {
    Kind.MISSED: "missed_days",
    Kind.HAND_BACK: "held_units",
    Kind.DECLINED: "offered_units",
    Kind.ACCEPT: "offered_units",
}
"""What the number of an expectation counts."""
_OF_LOSS: Mapping[bool, tuple[str, tuple[str, ...]]] = {
    False: ("", ("evaluate",)),
    True: ("theft-not-reported", ("correct", "lost")),
}
"""By whether a doctor has looked: what is said of a loss, and what settles it."""
_OF_COLOUR = {Colour.RED: Why.RED, Colour.AMBER: Why.AMBER, Colour.NOTE: Why.NOTE}
_AT_ONCE = frozenset({Kind.WORD, Kind.HAND_BACK, Kind.DECLINED, Kind.EVALUATION})
"""What a doctor sees from the moment it is due; the rest has to be late first."""


def looks(chart: Chart, policy: Policy, now: datetime) -> tuple[Look, ...]:
    """Return every reason to look at a course, the worst first, the older before the younger.

    Raises PolicyError when a setting is missing.
    """
    now = utc(now)
    found = [
        *_standing(chart),
        *_not_begun(chart, now),
        *_expected(chart, policy, now),
        *_seen(chart, policy, now),
    ]
    return tuple(sorted(found, key=lambda look: (_ORDER[look.why], look.since_at or now)))


def _standing(chart: Chart) -> Iterator[Look]:
    """Yield what stands open on the chart itself."""
    if chart.closed_at is not None:
        return
    losses = open_losses(chart)
    for reviewed, (finding, settled_by) in _OF_LOSS.items():
        if entries := [loss.entry for loss in losses if loss.reviewed is reviewed]:
            yield Look(
                why=Why.LOSS,
                word="loss",
                finding=finding,
                numbers={"losses": len(entries)},
                evidence=tuple(e.position for e in entries if e.stream == chart.stream),
                since_at=min(e.at for e in entries),
                settled_by=settled_by,
            )
    for position, case in chart.cases.items():
        yield Look(
            why=Why.COUNT,
            word="count-open",
            finding="" if case.gap else "agrees-by-now",
            about=case.counted_by,
            numbers={"gap_units": case.gap, "counted_units": case.counted},
            evidence=(position,),
            since_at=case.at,
            settled_by=("count", "lost", "found", "resolve")
            if case.gap
            else ("resolve", "count"),
        )
    check = chart.source_check
    if check is not None and check.result is acts.SourceCheck.OTHER:
        yield Look(
            why=Why.SOURCE,
            word="other-source",
            since_at=chart.source_checked_at,
            settled_by=("check-source", "contact"),
        )


def _not_begun(chart: Chart, now: datetime) -> Iterator[Look]:
    """Yield what a course should have had by now: an evaluation, somebody who asks daily."""
    if chart.closed_at is not None or chart.opened_at is None:
        return
    if not chart.evaluations:
        yield Look(
            why=Why.EVALUATION,
            word="never-evaluated",
            since_at=chart.opened_at,
            settled_by=("evaluate",),
        )
    script, plan = chart.script, chart.plan
    at_home = plan is not None and plan.place is Place.HOME
    live = script is not None and script.ends_on >= chart.day(now)
    if script is not None and live and at_home and first_asked_on(chart) is None:
        yield Look(
            why=Why.FOLLOW,
            word="not-followed",
            finding="doses-at-home" if chart.supplies else "before-the-first-fill",
            since_at=script.at,
            settled_by=("follow",),
        )


def _expected(chart: Chart, policy: Policy, now: datetime) -> Iterator[Look]:
    for one in due(chart, policy, now):
        if one.kind in _OF_KIND and _is_for_the_round(one, now):
            (why, settled_by), about = _OF_KIND[one.kind], one.of
            numbers: dict[str, Number] = {}
            by_at: datetime | None = None
            reasons: tuple[Reason, ...] = ()
            if one.kind in _COUNTED:
                numbers[_COUNTED[one.kind]] = one.number
            elif one.kind is Kind.WORD:
                task = chart.tasks[one.position]
                numbers["after"] = task.verb
                if task.asked_for_help:
                    why, about = Why.SAFETY, task.whose
                    numbers |= _said(chart.entries[one.position - 1])
                by_at, reasons = one.late_at, _blocking(chart, one.position)
            yield Look(
                why=why,
                word=one.kind,
                finding=one.stage(now),
                about=about,
                numbers=numbers,
                evidence=(one.position,) if one.position else (),
                since_at=one.due_at,
                settled_by=settled_by,
                acknowledged_by=one.acknowledged_by,
                key=one.key,
                told=told(one, now),
                taken_on=one.quiet_until is not None and now < one.quiet_until,
                by_at=by_at,
                reasons=reasons,
            )


def _said(caller: Entry) -> dict[str, Number]:
    """Return as what somebody reports what: not every call for help is the patient's own."""
    act = caller.fact.act
    if not isinstance(act, acts.Report):
        return {}
    return {"by_role": caller.by.role.value, "concern": act.concern.value}


def _blocking(chart: Chart, position: int) -> tuple[Reason, ...]:
    return tuple(reason for reason in chart.entries[position - 1].fact.reasons if reason.blocks)


def told(one: Expectation, now: datetime) -> frozenset[Role]:
    """Return the roles whose grace is over: each rung of the ladder has its own."""
    return frozenset(rung.role for rung in one.ladder if now >= one.due_at + rung.after)


def _is_for_the_round(one: Expectation, now: datetime) -> bool:
    if one.kind is Kind.EVALUATION and not one.position:
        return False  # the round says from the first day on that there was none yet
    return one.kind in _AT_ONCE or one.stage(now) in {Stage.LATE, Stage.OVERDUE}


def _seen(chart: Chart, policy: Policy, now: datetime) -> Iterator[Look]:
    if chart.closed_at is not None:
        return
    for signal in signals(chart, policy, now):
        yield Look(
            why=_OF_COLOUR[signal.colour],
            word=signal.rule,
            finding=signal.finding,
            about=signal.about,
            numbers=signal.numbers,
            evidence=signal.evidence,
            since_at=signal.since_at,
            settled_by=signal.asks_for,
        )


CAME_BACK_WITHIN = timedelta(days=15)
"""Fifteen days is what a large overdue-call programme counts (Simple, peers section 2)."""
_CAME_BACK = (acts.CheckIn, acts.Evaluate, acts.TakeDose)
_CALLED = frozenset({acts.Outcome.REACHED, acts.Outcome.LEFT_WORD, acts.Outcome.VISIT_AGREED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A contact, and the entry with which the patient was back, if they were in time."""

    position: int
    at: datetime
    outcome: acts.Outcome
    back_at: datetime | None


def calls(chart: Chart) -> Iterator[Called]:
    """Yield the contacts that could bring somebody back, oldest first."""
    told = [e for e in chart.entries if isinstance(e.fact, Done)]
    for number, entry in enumerate(told):
        act = entry.fact.act
        if isinstance(act, acts.Contact) and act.outcome in _CALLED:
            back = next((e.at for e in told[number + 1 :] if _is_back(e, entry)), None)
            yield Called(
                position=entry.position, at=entry.at, outcome=act.outcome, back_at=back
            )


def _is_back(entry: Entry, called: Entry) -> bool:
    in_time = called.at <= entry.at <= called.at + CAME_BACK_WITHIN
    return in_time and isinstance(entry.fact.act, _CAME_BACK)
