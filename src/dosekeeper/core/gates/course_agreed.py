"""Nobody is prescribed ketamine before both sides have agreed to the course.

The patient and the prescriber each sign, in their own name, not longer ago than the
agreement lasts. Without it a patient is bound by rules nobody told them. The same before a
dose in the clinic, which needs no prescription; there any prescriber's signature counts, and
one that has grown old is a warning.
"""

from collections.abc import Iterator
from datetime import datetime

from dosekeeper.core.acts import TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.plan import Place
from dosekeeper.core.units import days_between
from dosekeeper.core.verdict import Reason, Strength


RULE = "course-agreed"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Ask for both signatures, and that they are not stale."""
    agreed = ask.chart.agreed
    patient = Actor(ask.chart.patient, Role.PATIENT)
    if not isinstance(ask.act, TakeDose):
        yield _signed(ask, patient, agreed.get(patient))
        yield _signed(ask, ask.by, agreed.get(ask.by))
    elif ask.act.place is Place.CLINIC:
        yield _signed(ask, patient, agreed.get(patient))
        prescribers = [actor for actor in agreed if actor.role is Role.PRESCRIBER]
        if prescribers:
            latest = max(prescribers, key=lambda actor: agreed[actor])
            yield _signed(ask, latest, agreed[latest])
        else:
            yield ask.reason(RULE, "no-prescriber", clears_by=("agree",))


def _signed(ask: Ask, who: Actor, signed_at: datetime | None) -> Reason | None:
    limit = ask.number(RULE, "days-max")
    role = who.role
    if signed_at is None:
        return ask.reason(RULE, f"{role}-missing", {"person": who.person}, clears_by=("agree",))
    age = days_between(ask.chart.day(signed_at), ask.today)
    if age <= limit:
        return None
    return ask.reason(
        RULE,
        f"{role}-stale",
        {"person": who.person, "age_days": age, "age_days_max": limit},
        strength=Strength.WARN if isinstance(ask.act, TakeDose) else None,
        setting="days-max",
        clears_by=("agree",),
    )
