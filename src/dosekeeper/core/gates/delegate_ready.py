"""Before somebody signs for the box they say who they are to it, and know what it asks.

A grown-up, not in ketamine treatment themselves, who holds for few, and whom the patient
does not pay: in the best known death of these years a paid helper gave what the patient
asked for. What is declared is believed; it is on the record under their name. Paid carers
exist, so that one may be lifted by two people. The training is short, ends with questions,
and is done again when its text changes.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Agree, Training, Vetting
from dosekeeper.core.ask import Ask
from dosekeeper.core.people import Role
from dosekeeper.core.verdict import Reason, Strength


RULE = "delegate-ready"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Hold a delegate's answers and training to the policy; others sign without."""
    act = ask.act
    assert isinstance(act, Agree)
    if ask.by.role is not Role.DELEGATE:
        return
    if act.vetting is None:
        yield ask.reason(RULE, "not-vetted", clears_by=("vetting",))
    else:
        yield from _vetted(ask, act.vetting)
    if act.training is None:
        yield ask.reason(RULE, "not-trained", clears_by=("training",))
    else:
        yield from _trained(ask, act.training)


def _vetted(ask: Ask, vetting: Vetting) -> Iterator[Reason | None]:
    if not vetting.adult:
        yield ask.reason(RULE, "not-adult", clears_by=("appoint",))
    if vetting.in_treatment and ask.value(RULE, "outside-treatment-only").amount:
        yield ask.reason(
            RULE, "in-treatment", setting="outside-treatment-only", clears_by=("appoint",)
        )
    patients, most = vetting.patients + 1, ask.number(RULE, "patients-max")
    if patients > most:
        yield ask.reason(
            RULE,
            "too-many-patients",
            {"patients": patients, "patients_max": most},
            setting="patients-max",
            clears_by=("appoint",),
        )
    if vetting.paid and ask.value(RULE, "unpaid-only").amount:
        yield ask.reason(
            RULE,
            "paid",
            strength=Strength.OVERRIDE,
            setting="unpaid-only",
            clears_by=("appoint",),
        )


def _trained(ask: Ask, training: Training) -> Iterator[Reason | None]:
    known, needed = training.version, ask.number(RULE, "training-version-min")
    if not known.isdecimal() or int(known) < needed:
        yield ask.reason(
            RULE,
            "training-old",
            {"version": known, "version_min": str(needed)},
            setting="training-version-min",
            clears_by=("training",),
        )
    percent, least = (
        100 * training.right // training.questions,
        ask.number(RULE, "right-percent-min"),
    )
    if percent < least:
        yield ask.reason(
            RULE,
            "training-failed",
            {
                "right": training.right,
                "questions": training.questions,
                "right_percent_min": least,
            },
            setting="right-percent-min",
            clears_by=("training",),
        )
