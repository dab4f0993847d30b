"""Before somebody signs for the box they say who they are to it, and know what it asks.

A grown-up, not in ketamine treatment themselves, who holds for few, and whom the patient
does not pay: in the best known death of these years a paid helper gave what the patient
asked for. What is declared is believed; it is on the record under their name. So who said
once what stands against it does not say the opposite on the next day and hold the box: a
clinician asks, and appoints them anew. Paid carers exist, so that one may be lifted by two
people. The training is short, ends with questions, and is done again when its text changes.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Agree, Appoint, Training, Vetting
from dosekeeper.core.ask import Ask
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.people import CLINICIANS, Role
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
        yield _said_otherwise(ask, _against(ask, act.vetting))
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


def _said_otherwise(ask: Ask, now_said: set[str]) -> Reason | None:
    """Hold somebody to an answer that was refused, until a clinician appoints them anew."""
    said: Entry | None = None
    for entry in ask.chart.entries:
        act = entry.fact.act
        if isinstance(act, Appoint) and act.delegate == ask.by.person:
            said = None if entry.by.role in CLINICIANS and _is_done(entry) else said
        elif isinstance(act, Agree) and entry.by == ask.by and not _is_done(entry):
            said = entry if act.vetting and _against(ask, act.vetting) - now_said else said
    if said is None:
        return None
    numbers = {"on": ask.chart.day(said.at).isoformat()}
    return ask.reason(RULE, "said-otherwise", numbers, clears_by=("appoint",))


def _is_done(entry: Entry) -> bool:
    return isinstance(entry.fact, Done)


def _against(ask: Ask, vetting: Vetting) -> set[str]:
    """Return what of somebody's answers stands against them."""
    return {reason.finding for reason in _vetted(ask, vetting) if reason is not None}


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
