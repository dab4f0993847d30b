"""Every act, gate, finding, strength and hand occurs in the specs, both ways where it can.

A spec that is missing is a finding nobody has seen; this is where that shows. What a spec
shows is collected by running it with the recorder, so a case in a comment does not count.
"""

from collections.abc import Iterator
from functools import cache

import pytest

from dosekeeper.core.acts import ACTS
from dosekeeper.core.events import Done
from dosekeeper.core.gates import GATES, RULES
from dosekeeper.core.ledger import HandKind, kind_of
from dosekeeper.core.people import MAY, Role
from dosekeeper.core.verdict import Answer, Strength
from tests.spec.recorder import Recorded, modules, record
from tests.support.findings import spoken


@cache
def shown() -> dict[str, list[Recorded]]:
    """Every case by the rule its spec is about."""
    return {
        module.__name__.rpartition(".test_")[2].replace("_", "-"): record(module)
        for module in modules("gates")
    }


def cases() -> Iterator[Recorded]:
    for recorded in shown().values():
        yield from recorded


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_shown_speaking_and_silent_before_every_act_it_may_refuse(rule: str):
    speaking = {c.asked.question.request.act.verb for c in shown()[rule] if says(c, rule)}
    silent = {c.asked.question.request.act.verb for c in shown()[rule] if not says(c, rule)}
    assert speaking, f"no case of {rule} shows it speaking"
    assert speaking <= silent, f"{rule} is never silent before {speaking - silent}"
    everywhere = {c.asked.question.request.act.verb for c in cases() if says(c, rule)}
    stands = {kind.verb for kind, gates in GATES.items() if RULES[rule].gate in gates}
    assert everywhere >= stands, "a gate stands before an act and never spoke there"


def says(case: Recorded, rule: str) -> bool:
    return any(reason.rule == rule for reason in case.asked.verdict.reasons)


def test_every_finding_of_every_rule_is_shown_by_its_own_spec():
    missing = [
        f"{one.rule}: {one.finding}"
        for one in spoken()
        if not any(
            (reason.rule, reason.finding) == (one.rule, one.finding)
            for case in shown()[one.rule]
            for reason in case.asked.verdict.reasons
        )
    ]
    assert missing == []


def test_every_verb_is_told_and_asked():
    told = {e.verb for c in cases() for e in c.asked.text.entries if isinstance(e.fact, Done)}
    asked = {c.asked.question.request.act.verb for c in cases()}
    gated = {kind.verb for kind, gates in GATES.items() if gates}
    assert gated <= asked
    assert told | asked == set(ACTS)


def test_every_strength_and_every_answer_is_shown():
    reasons = [r for c in cases() for r in c.asked.verdict.reasons]
    assert {r.strength for r in reasons} == set(Strength)
    assert {r.treated_as for r in reasons} >= {
        Strength.WARN,
        Strength.OVERRIDE,
        Strength.REFUSE,
    }
    assert {c.asked.verdict.answer for c in cases()} == set(Answer)
    assert any(r.waived_by for r in reasons)


def test_every_kind_of_hand_is_moved_through():
    moved = {
        kind_of(holder)
        for c in cases()
        for entry in c.asked.text.entries
        if isinstance(entry.fact, Done)
        for movement in entry.fact.movements
        for holder in (movement.giver, movement.taker)
    }
    asked_of = {
        kind_of(holder)
        for c in cases()
        if (
            holder := getattr(getattr(c.asked.question.request.act, "what", None), "hand", None)
        )
    }
    assert moved | asked_of == set(HandKind)


def test_every_role_that_may_ask_for_something_does():
    asking = {c.asked.question.request.by.role for c in cases()}
    telling = {e.by.role for c in cases() for e in c.asked.text.entries}
    may_ask = {role for roles in MAY.values() for role in roles}
    assert asking | telling == may_ask
    assert set(Role) - may_ask == {Role.AUDITOR}


def test_a_case_has_a_title_of_its_own():
    for rule, recorded in shown().items():
        titles = [case.title for case in recorded]
        assert len(titles) == len(set(titles)), f"{rule}: a title stands there twice"
