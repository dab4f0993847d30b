"""Where a patient is followed daily, no dose is taken at home after days without a word.

Nobody at home can tell a bad week from a lost telephone, so somebody asks first. A
day is missed once its answers can no longer come in time, four hours after its midnight. One
answer, today, ends the run, and a dose in the clinic is not held up: there the patient is
seen. Where no daily follow-up was set up, nothing was asked and nothing was missed.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.follow_up import missed_in_a_row
from dosekeeper.core.plan import Place
from dosekeeper.core.verdict import Reason, Strength


RULE = "check-in-due"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare the days missed in a row with both numbers."""
    act = ask.act
    assert isinstance(act, TakeDose)
    if act.place is not Place.HOME:
        return
    missed = missed_in_a_row(ask.chart, ask.at)
    warned, refused = (
        ask.number(RULE, "warn-from-days"),
        ask.number(RULE, "refuse-from-days"),
    )
    numbers = {"missed_days": missed, "refused_from_days": refused}
    if missed >= refused:
        yield ask.reason(
            RULE,
            "too-many-missed",
            numbers,
            setting="refuse-from-days",
            clears_by=("check-in",),
        )
    elif missed >= warned:
        yield ask.reason(
            RULE,
            "some-missed",
            numbers,
            strength=Strength.WARN,
            setting="warn-from-days",
            clears_by=("check-in",),
        )
