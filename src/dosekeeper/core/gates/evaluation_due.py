"""Nothing is prescribed or filled past an overdue re-evaluation with the doctor.

Day thirty is still in time, day thirty-one is not. From day twenty-three on a warning says
that it is coming, while there is time to make the appointment. Where the doctor decided to
pause or to stop, nothing is supplied or taken until they have decided otherwise.

A dose that was handed out in time is given after that day with a warning: that the doctor
is late is no fault of the patient, and the warning is what makes somebody call.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.acts import Decision, TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.units import days_between
from dosekeeper.core.verdict import Reason, Strength


RULE = "evaluation-due"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Count the calendar days since the last signed evaluation."""
    limit = ask.number(RULE, "days-max")
    most = Strength.WARN if isinstance(ask.act, TakeDose) else None
    if not ask.chart.evaluations:
        if most:
            return  # nothing was ever prescribed: other rules speak of such a dose
        yield ask.reason(
            RULE,
            "never",
            {"age_days_max": limit},
            setting="days-max",
            clears_by=("evaluate",),
        )
        return
    last = ask.chart.evaluations[-1]
    evaluated_on = ask.chart.day(last.at)
    if last.act.decision in {Decision.PAUSE, Decision.STOP}:
        yield ask.reason(
            RULE,
            "not-to-continue",
            {"decision": last.act.decision, "evaluated_on": evaluated_on.isoformat()},
            clears_by=("evaluate",),
        )
    age = days_between(evaluated_on, ask.today)
    late = age > limit
    if age < ask.number(RULE, "warn-from-day") or (most and not late):
        return
    yield ask.reason(
        RULE,
        "overdue" if late else "due-soon",
        {
            "age_days": age,
            "age_days_max": limit,
            "evaluated_on": evaluated_on.isoformat(),
            "due_on": (evaluated_on + timedelta(days=limit)).isoformat(),
        },
        strength=most if late else Strength.WARN,
        setting="days-max" if late else "warn-from-day",
        clears_by=("evaluate",),
    )
