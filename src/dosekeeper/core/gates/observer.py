"""Somebody watches, and the record says how well the dose is known.

A dose nobody saw may have been taken, kept, given away or sold; the grade of evidence goes
with it into every chart. The observer is not the patient, and neither is the one who signs
for having seen it. A grade that claims more than the observer can give is refused:

- *observed in person*: a clinician who signs for it, or any clinician for a colleague of
  the same clinic;
- *seen by the delegate*: a delegate in force who signs for it, or for whom a clinician does;
- *device*: anybody but the patient.

Only a clinician writes down that a dose was taken in the clinic.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Evidence, TakeDose
from dosekeeper.core.ask import Ask
from dosekeeper.core.people import CLINICIANS, Role
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
    elif not _seen(ask, act):
        yield ask.reason(
            RULE,
            "grade-too-high",
            {"evidence": act.evidence, "observed_by": act.observed_by},
        )
    if act.place is Place.CLINIC and ask.by.role not in CLINICIANS:
        yield ask.reason(RULE, "clinic-unsigned", {"place": act.place, "role": ask.by.role})


def _seen(ask: Ask, act: TakeDose) -> bool:
    """Whether who signs could know what the grade claims."""
    clinician, self_seen = ask.by.role in CLINICIANS, ask.by.person == act.observed_by
    if act.evidence is Evidence.OBSERVED:
        return clinician and (self_seen or act.place is Place.CLINIC)
    if act.evidence is Evidence.DELEGATE_OBSERVED:
        trust = ask.chart.trusts.get(act.observed_by or "")
        in_force = trust is not None and trust.holds_role(ask.today)
        return in_force and (clinician or self_seen)
    return ask.by.role is not Role.PATIENT
