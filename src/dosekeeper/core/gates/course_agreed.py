"""Nobody is prescribed ketamine before both sides have agreed to the course.

The patient and the prescriber each sign, in their own name, not longer ago than the
agreement lasts. Without it a patient is bound by rules nobody told them.
"""

from collections.abc import Iterator

from dosekeeper.core.ask import Ask
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.units import days_between
from dosekeeper.core.verdict import Reason


RULE = "course-agreed"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Ask for both signatures, and that they are not stale."""
    limit = ask.number(RULE, "days-max")
    for role in (Role.PATIENT, Role.PRESCRIBER):
        who = ask.chart.patient if role is Role.PATIENT else ask.by.person
        signed_at = ask.chart.agreed.get(Actor(who, role))
        if signed_at is None:
            yield ask.reason(RULE, f"{role}-missing", {"person": who}, clears_by=("agree",))
        elif (age := days_between(ask.chart.day(signed_at), ask.today)) > limit:
            yield ask.reason(
                RULE,
                f"{role}-stale",
                {"person": who, "age_days": age, "age_days_max": limit},
                setting="days-max",
                clears_by=("agree",),
            )
