"""Blood pressure and pulse come before the dose.

Ketamine raises both. At home nobody can treat what follows, so above the limit no dose is
given, and what was not measured cannot be told. In the clinic a clinician may decide.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.plan import Place
from dosekeeper.core.verdict import Reason, Strength


RULE = "vitals"
_MEASURED = ("systolic", "diastolic", "pulse")


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare each measurement with the limit of the place."""
    act = ask.act
    assert isinstance(act, TakeDose)
    home = act.place is Place.HOME
    for name in _MEASURED:
        setting = f"{act.place}-{name}-max"
        if (RULE, setting) not in ask.policy.settings:
            continue
        number, limit = getattr(act, name), ask.number(RULE, setting)
        if number is None:
            yield ask.reason(
                RULE,
                f"{name}-missing",
                {f"{name}_max": limit, "place": act.place},
                strength=Strength.CANNOT_TELL,
                setting=setting,
                clears_by=("measure",),
            )
        elif number > limit:
            yield ask.reason(
                RULE,
                f"{name}-high",
                {name: number, f"{name}_max": limit, "place": act.place},
                strength=None if home else Strength.OVERRIDE,
                setting=setting,
                clears_by=("measure",),
            )
