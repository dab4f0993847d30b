"""Only what is there can be settled: the task answered, the watch kept, the round signed.

A delegate may lay down their own role at any time, and nobody else's. Somebody is watched
for a day after a dose at most, until it is written that the watch is over; what was seen
before that may still be told. A round is signed on its own day, once, by the doctor whose
list it is or by somebody who made it instead of them.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.acts import (
    Acknowledge,
    Contact,
    Identify,
    Observe,
    Revoke,
    SignRound,
    Stop,
)
from dosekeeper.core.ask import Ask
from dosekeeper.core.due import due
from dosekeeper.core.people import Role
from dosekeeper.core.verdict import Reason


RULE = "settleable"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Look up what the act refers to."""
    match ask.act:
        case Revoke() | Identify():
            yield from _role(ask, ask.act)
        case Observe():
            yield from _watch(ask, ask.act)
        case SignRound():
            yield from _round(ask, ask.act)
        case Contact() | Stop() | Acknowledge():
            yield _open(ask, ask.act)
        case _:
            pass


def _open(ask: Ask, act: Contact | Stop | Acknowledge) -> Reason | None:
    match act:
        case Contact(task=position) if position not in ask.chart.tasks:
            return ask.reason(RULE, "no-such-task", {"entry": position})
        case Stop(prescription=position):
            script = ask.chart.scripts.get(position)
            if script is None or script.stopped_at is not None:
                return ask.reason(RULE, "no-such-prescription", {"entry": position})
        case Acknowledge(expectation=key):
            if key not in {e.key for e in due(ask.chart, ask.policy, ask.now)}:
                return ask.reason(RULE, "no-such-expectation", {"expectation": key})
        case _:
            pass
    return None


def _role(ask: Ask, act: Revoke | Identify) -> Iterator[Reason | None]:
    person, trust = act.delegate, ask.chart.trusts.get(act.delegate)
    over = isinstance(act, Identify) and trust is not None and trust.revoked_at is not None
    if trust is None or over:
        yield ask.reason(RULE, "no-such-delegate", {"person": person})
    elif ask.by.role is Role.DELEGATE and person != ask.by.person:
        yield ask.reason(RULE, "not-your-role", {"person": person})


def _watch(ask: Ask, act: Observe) -> Iterator[Reason | None]:
    dose = next((d for d in ask.chart.doses if d.position == act.dose), None)
    if dose is None:
        yield ask.reason(RULE, "no-such-dose", {"entry": act.dose})
        return
    hours = ask.number(RULE, "watch-hours-max")
    if not dose.at <= ask.at <= dose.at + timedelta(hours=hours):
        yield ask.reason(
            RULE,
            "watch-out-of-time",
            {"entry": act.dose, "hours_max": hours},
            setting="watch-hours-max",
        )
    looks = ask.chart.observed.get(act.dose, ())
    if any(look.act.ended and look.at <= ask.at for look in looks):
        yield ask.reason(RULE, "watch-ended", {"entry": act.dose})


def _round(ask: Ask, act: SignRound) -> Iterator[Reason | None]:
    if act.on != ask.today:
        yield ask.reason(RULE, "round-of-another-day", {"round_on": act.on.isoformat()})
    whose = act.instead_of or ask.by.person
    if (whose, act.on) in ask.chart.rounds:
        yield ask.reason(
            RULE,
            "round-signed",
            {"person": whose, "round_on": act.on.isoformat()},
        )
