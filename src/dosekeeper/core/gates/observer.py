"""Somebody watches, and the record says how well the dose is known.

A dose nobody saw may have been taken, kept, given away or sold; the grade of evidence goes
with it into every chart. The observer is not the patient. A grade that claims more than
the observer can give is refused.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Evidence, TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.people import CLINICIANS
from dosekeeper.core.plan import Place
from dosekeeper.core.verdict import Reason


RULE = "observer"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Ask for an observer, a grade, and that the two fit."""
    act = ask.act
    assert isinstance(act, TakeDose)
    if act.observed_by is None or act.observed_by == ask.chart.patient:
        yield ask.reason(RULE, "unobserved", {"place": act.place})
    elif act.evidence in {Evidence.SELF_REPORT, Evidence.INFERRED, Evidence.UNKNOWN}:
        yield ask.reason(RULE, "no-evidence", {"evidence": act.evidence})
    elif act.evidence is Evidence.OBSERVED and not _clinician_there(ask, act):
        yield ask.reason(
            RULE,
            "grade-too-high",
            {"evidence": act.evidence, "observed_by": act.observed_by},
        )


def _clinician_there(ask: Ask, act: TakeDose) -> bool:
    """Whether a clinician signs for having seen it."""
    signed = ask.by.role in CLINICIANS and ask.by.person == act.observed_by
    return signed or act.place is Place.CLINIC
