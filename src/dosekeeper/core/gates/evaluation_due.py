"""Nothing is prescribed or filled past an overdue re-evaluation with the doctor.

Day thirty is still in time, day thirty-one is not. From day twenty-three on a warning says
that it is coming, while there is time to make the appointment. Where the doctor decided to
pause or to stop, nothing is supplied or taken until they have decided otherwise: what is on
its way is not taken over but goes back, and the patient is handed nothing.

A dose that was handed out in time is given after that day with a warning: that the doctor
is late is no fault of the patient, and the warning is what makes somebody call. Before the
first evaluation no dose is given in the clinic either.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.acts import Accept, Decision, HandOver, TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.custody import supplies
from dosekeeper.core.facts import Evaluation
from dosekeeper.core.plan import Place
from dosekeeper.core.units import days_between
from dosekeeper.core.verdict import Reason, Strength


RULE = "evaluation-due"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Count the calendar days since the last signed evaluation."""
    if not supplies(ask.act, ask.chart):
        return
    on_its_way = isinstance(ask.act, Accept | HandOver)
    if not ask.chart.evaluations:
        yield None if on_its_way else _never(ask)
        return
    last = ask.chart.evaluations[-1]
    if last.act.decision in {Decision.PAUSE, Decision.STOP}:
        yield ask.reason(
            RULE,
            "not-to-continue",
            {
                "decision": last.act.decision,
                "evaluated_on": ask.chart.day(last.at).isoformat(),
            },
            clears_by=("evaluate",),
        )
    if not on_its_way:  # it was filled in time
        yield _age(ask, last)


def _never(ask: Ask) -> Reason | None:
    # What is at home was prescribed, so there was an evaluation when it was handed out.
    at_home = isinstance(ask.act, TakeDose) and ask.act.place is Place.HOME
    return ask.reason(
        RULE,
        "never",
        {"age_days_max": ask.number(RULE, "days-max")},
        strength=Strength.WARN if at_home else None,
        setting="days-max",
        clears_by=("evaluate",),
    )


def _age(ask: Ask, last: Evaluation) -> Reason | None:
    limit = ask.number(RULE, "days-max")
    handed_out = isinstance(ask.act, TakeDose)
    evaluated_on = ask.chart.day(last.at)
    age = days_between(evaluated_on, ask.today)
    late = age > limit
    if age < ask.number(RULE, "warn-from-day") or (handed_out and not late):
        return None
    return ask.reason(
        RULE,
        "overdue" if late else "due-soon",
        {
            "age_days": age,
            "age_days_max": limit,
            "evaluated_on": evaluated_on.isoformat(),
            "due_on": (evaluated_on + timedelta(days=limit)).isoformat(),
        },
        strength=Strength.WARN if handed_out or not late else None,
        setting="days-max" if late else "warn-from-day",
        clears_by=("evaluate",),
    )
