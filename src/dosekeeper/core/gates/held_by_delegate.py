"""Take-home supply goes to the hands the access level names.

Up to level three that is the trusted person, not the patient: the one who craves is not the
one who keeps. At level nought nothing goes home at all.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Fill, HandOver
from dosekeeper.core.ask import Ask
from dosekeeper.core.verdict import Reason


RULE = "held-by-delegate"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Compare whom it is for with the custody of the level."""
    act = ask.act
    assert isinstance(act, Fill | HandOver)
    level = ask.chart.level
    custody = str(ask.value(RULE, level.lower()).amount)
    to_patient = act.recipient == ask.chart.patient
    if custody == "clinic" and isinstance(act, Fill):
        finding = "clinic-only"
    elif custody == "delegate" and to_patient:
        finding = "not-to-patient"
    else:
        return
    yield ask.reason(
        RULE,
        finding,
        {"recipient": act.recipient, "level": level, "custody": custody},
        setting=level.lower(),
        clears_by=("appoint",) if to_patient else ("level",),
    )
