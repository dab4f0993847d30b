"""What a person may see of a course: one table, and one function that holds to it.

The trusted person sees what custody needs: the box, the dose and its pace, offers, doses,
counts and differences of their own box, their own appointment, the level. Beyond that they
see the topics the patient shares, and that there is more, never what. What a patient says in
private, and whatever answers it, no trusted person sees, shared or not; what a trusted person
says in private, the patient does not. When a course or their role has ended, what is shared
with them ends too: they see custody alone. Staff see everything, and nobody but an auditor
the dice of a fill.

A count is blind. While one is expected of somebody, they are not told what the books say is
in their own hand: neither on a page nor by a rule that refuses to take more than that.

What cannot be kept back: whoever is refused a dose because nobody knows how the patient is
learns so much; whoever is refused so many because a box has fewer learns that; and entries
are numbered over all of a course, so that a gap says that something was written, by anybody,
and never what.

Acts are judged on the whole chart. What is made here is for eyes only.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from dosekeeper.core import acts
from dosekeeper.core.acts import Act, Topic
from dosekeeper.core.chart import Chart
from dosekeeper.core.due import Kind
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.facts import Observed, Taken, Trust
from dosekeeper.core.ledger import Hand
from dosekeeper.core.people import HOLDERS, Actor, Role
from dosekeeper.core.sight import Sight
from dosekeeper.core.verdict import WITHHELD, Number, Reason


OF_TOPIC: Mapping[Topic, frozenset[str]] = {
    Topic.CHECK_INS: frozenset({"check-in", "follow"}),
    Topic.EVALUATIONS: frozenset({"evaluate"}),
    Topic.CONTACTS: frozenset({"contact", "report"}),
    Topic.BODY: frozenset({"weigh"}),
}
"""Topic to the verbs a trusted person sees once the patient shares it."""
STAFF_ONLY = frozenset({"check-source", "waive", "acknowledge", "share"})
"""Verbs whose entries no trusted person sees, whatever is shared."""
CUSTODY = acts.COURSE_VERBS - STAFF_ONLY - frozenset().union(*OF_TOPIC.values())
"""Verbs whose entries every trusted person sees, without the parts below."""

_NEVER = None
PARTS: Mapping[str, Mapping[str, Topic | None]] = {
    "plan": {"end_point": Topic.EVALUATIONS},
    "level": {"reason": Topic.EVALUATIONS},
    "stop": {"reason": Topic.EVALUATIONS},
    "close": {"reason": Topic.EVALUATIONS},
    "dose": {"systolic": Topic.BODY, "diastolic": Topic.BODY, "pulse": Topic.BODY},
    "observe": {"problem": Topic.BODY},
    "agree": {"vetting": _NEVER, "training": _NEVER},
    "appoint": dict.fromkeys(("relation", "legal_basis", "consent", "identity"), _NEVER),
    "identify": {"method": _NEVER},
    "revoke": {"reason": _NEVER},
    "decline": {"reason": _NEVER},
    "resolve": {"note": _NEVER},
    "waste": {"reason": _NEVER},
    "return": {"reason": _NEVER},
    "lost": {"reason": _NEVER, "report": _NEVER},
    "found": {"reason": _NEVER},
    "correct": {"reason": _NEVER},
}
"""Verb to the parts of it that others wrote and a trusted person does not see: the topic
under which they do, or none."""

NUMBERS: Mapping[str, Mapping[str, Topic | None]] = {
    "other-source": {"method": _NEVER},
    "fresh-look": {"method": _NEVER},
    "evaluation-due": {"decision": Topic.EVALUATIONS},
    "check-in-due": {"missed_days": Topic.CHECK_INS},
    # The limit in milligrams is so many a kilogram: with it, the weight could be worked out.
    "dose-ceiling": {"weight_g": Topic.BODY, "dose_ug_max": Topic.BODY},
}
"""Rule to the numbers of its reasons that are kept back in the same way."""

IN_THE_BOOKS: Mapping[str, str] = {"empty-hand": "held_units"}
"""Rule to the number of its reasons that says what the books have in ``hand``."""


def seen(chart: Chart, sight: Sight) -> Chart:
    """Return a course as somebody may see it. The chart that is given stays as it is.

    ``withheld`` says that there is more. To a trusted person it always does: if it came and
    went, it would tell them that something was said.
    """
    viewer = sight.viewer
    if viewer.role is Role.AUDITOR:
        return chart
    if viewer.role not in HOLDERS:
        return replace(chart, entries=[_without_dice(entry) for entry in chart.entries])
    entries = _entries(chart, sight)
    kept = {entry.position: entry for entry in entries}
    found = replace(
        chart,
        entries=entries,
        tasks={at: task for at, task in chart.tasks.items() if at in kept},
        reports={at: kept[at] for at in chart.reports if at in kept},
        losses={at: kept[at] for at in chart.losses if at in kept},
        acknowledged={
            key: entry for key, entry in chart.acknowledged.items() if entry.position in kept
        },
        struck=chart.struck & kept.keys(),
        hidden=sight.hidden,
        uncounted=sight.uncounted,
        withheld=len(entries) < len(chart.entries),
    )
    return found if viewer.role is Role.PATIENT else _for_custody(found, viewer)


ON_A_LIST: Mapping[str, Any] = {
    "task_due_at": None,
    "task_verb": None,
    "open_tasks": 0,
    "other_source": False,
    "decision": "",
    "evaluated_on": None,
    "asked_from_on": None,
    "answered_on": None,
    "withheld": True,
    "open_cases": 0,
    "case_at": None,
    "case_gap": None,
    "home_units": None,
}
"""What a list of courses tells no trusted person, and what stands there instead. A list knows
nothing of what is shared; the course's own page does."""


def seen_entry(entry: Entry, sight: Sight) -> Entry:
    """Return an entry without the parts that somebody does not see."""
    entry = _without_dice(entry)
    fact = replace(entry.fact, reasons=seen_reasons(entry.fact.reasons, sight))
    if sight.viewer.role is Role.DELEGATE and not _own(entry, sight.viewer):
        kept_back = _kept_back(PARTS, fact.act.verb, sight.hidden)
        fact = replace(fact, act=_without(fact.act, kept_back))
    return replace(entry, fact=fact)


def seen_reasons(reasons: tuple[Reason, ...], sight: Sight) -> tuple[Reason, ...]:
    """Return the reasons of an answer without the numbers that somebody does not see."""
    return tuple(_reason(reason, _numbers(reason, sight)) for reason in reasons)


def _numbers(reason: Reason, sight: Sight) -> set[str]:
    """Name the numbers of a reason that are kept back."""
    found: set[str] = set()
    if sight.viewer.role is Role.DELEGATE:
        found |= _kept_back(NUMBERS, reason.rule, sight.hidden)
    if reason.rule in IN_THE_BOOKS and reason.numbers.get("hand") in sight.uncounted:
        found.add(IN_THE_BOOKS[reason.rule])
    return found


# --- entries ------------------------------------------------------------------------------


def _entries(chart: Chart, sight: Sight) -> list[Entry]:
    """Return what is left of a journal; what speaks of a kept-back entry is kept back too."""
    gone: set[int] = set()
    kept: list[Entry] = []
    own_hand = chart.hand_of(sight.viewer.person)
    for entry in chart.entries:
        if _is_seen(entry, sight, own_hand) and not _about(entry.fact.act) & gone:
            kept.append(seen_entry(entry, sight))
        else:
            gone.add(entry.position)
    return kept


def _is_seen(entry: Entry, sight: Sight, own_hand: Hand) -> bool:
    act, viewer = entry.fact.act, sight.viewer
    if entry.by.person == viewer.person:
        return True
    if isinstance(act, acts.Report) and act.private and entry.by.role in HOLDERS:
        return False
    if viewer.role is Role.PATIENT:
        return True
    if isinstance(act, acts.Count):
        return act.hand == own_hand
    topic = next((topic for topic, verbs in OF_TOPIC.items() if act.verb in verbs), None)
    return act.verb in CUSTODY if topic is None else topic not in sight.hidden


def _about(act: Act) -> set[int]:
    """Return the positions of earlier entries that an act answers or strikes."""
    match act:
        case acts.Contact():
            return {act.task}
        case acts.Correct():
            return {act.entry}
        case acts.Resolve():
            return {act.case}
        case acts.Acknowledge():
            kind, _, position = act.expectation.partition(":")
            return {int(position)} if kind == Kind.WORD and position.isdecimal() else set()
        case _:
            return set()


def _own(entry: Entry, viewer: Actor) -> bool:
    """Whether somebody wrote an entry, or it is their own appointment."""
    act = entry.fact.act
    named = isinstance(act, acts.Appoint | acts.Identify) and act.delegate == viewer.person
    return named or entry.by.person == viewer.person


def _kept_back(
    table: Mapping[str, Mapping[str, Topic | None]], word: str, hidden: frozenset[Topic]
) -> set[str]:
    return {n for n, topic in table.get(word, {}).items() if topic is None or topic in hidden}


def _without(act: Act, names: set[str]) -> Act:
    """Return an act without some of its parts: a word is left out visibly."""
    blank: dict[str, Any] = {}
    for name in names & {each.name for each in fields(act)}:
        value = getattr(act, name)
        blank[name] = (WITHHELD if value else value) if isinstance(value, str) else None
    return replace(act, **blank) if blank else act


def _reason(reason: Reason, names: set[str]) -> Reason:
    if "weight_g" in names and "weight_g" not in reason.numbers:
        return reason  # a limit in milligrams alone says nothing of the body
    if not names & reason.numbers.keys():
        return reason
    numbers: dict[str, Number] = {
        name: WITHHELD if name in names else value for name, value in reason.numbers.items()
    }
    return replace(reason, numbers=numbers)


def _without_dice(entry: Entry) -> Entry:
    """Leave out what later call-backs are drawn from: who knew it could foresee them."""
    fact = entry.fact
    if isinstance(fact, Done) and fact.seed:
        return replace(entry, fact=replace(fact, seed=""))
    return entry


# --- what stands on the chart -------------------------------------------------------------


def _for_custody(chart: Chart, viewer: Actor) -> Chart:
    """Clear what the entries that were left out had put on the chart."""
    hidden, own_hand = chart.hidden, chart.hand_of(viewer.person)
    empty = Chart(stream=chart.stream)
    cleared = {name: getattr(empty, name) for topic in hidden for name in _ON_THE_CHART[topic]}
    return replace(
        chart,
        **{
            **{name: getattr(empty, name) for name in _OF_STAFF},
            "counts": [c for c in chart.counts if c.act.hand == own_hand],
            "cases": {at: c for at, c in chart.cases.items() if c.hand == own_hand},
            "doses": [_dose(dose, viewer, hidden) for dose in chart.doses],
            "observed": {
                at: tuple(_look(look, viewer, hidden) for look in looks)
                for at, looks in chart.observed.items()
            },
            "trusts": {who: _trust(trust, viewer) for who, trust in chart.trusts.items()},
            "withheld": True,
            **cleared,
        },
    )


_ON_THE_CHART: Mapping[Topic, tuple[str, ...]] = {
    Topic.CHECK_INS: ("check_ins", "follow", "followed_at"),
    Topic.EVALUATIONS: ("evaluations", "end_point"),
    Topic.CONTACTS: ("tasks",),
    Topic.BODY: ("weight_g", "weighed_at"),
}
_OF_STAFF = ("source_check", "source_checked_at", "waivers", "acknowledged", "around")


def _dose(dose: Taken, viewer: Actor, hidden: frozenset[Topic]) -> Taken:
    if viewer.person in {dose.act.given_by, dose.act.observed_by}:
        return dose
    act = _without(dose.act, _kept_back(PARTS, dose.act.verb, hidden))
    assert isinstance(act, acts.TakeDose)
    return replace(dose, act=act)


def _look(look: Observed, viewer: Actor, hidden: frozenset[Topic]) -> Observed:
    if look.by == viewer.person:
        return look
    act = _without(look.act, _kept_back(PARTS, look.act.verb, hidden))
    assert isinstance(act, acts.Observe)
    return replace(look, act=act)


def _trust(trust: Trust, viewer: Actor) -> Trust:
    return trust if trust.delegate == viewer.person else replace(trust, signed=None)
