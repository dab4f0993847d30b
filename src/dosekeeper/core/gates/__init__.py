"""One rule, one file, one word. ``GATES`` says which stand before which act.

The order of a tuple is the order in which somebody reads the reasons. ``judge`` asks every
gate and never stops at the first: who clears one reason must not then meet the next.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import ModuleType

from dosekeeper.core import acts
from dosekeeper.core.ask import Ask
from dosekeeper.core.chart import Chart
from dosekeeper.core.gates import (
    above_plan,
    check_in_due,
    clinic_only,
    clinician_injects,
    correctable,
    count_open,
    counter_not_giver,
    course_agreed,
    days_per_fill,
    days_supply,
    delegate_fit,
    delegate_ready,
    dose_ceiling,
    dose_rise,
    doses_left,
    doses_per_fill,
    early_days,
    early_fill,
    empty_hand,
    end_point,
    evaluation_due,
    fixed_schedule,
    frequency,
    fresh_look,
    giver_not_taker,
    hands_empty,
    held_by_delegate,
    holder,
    loss_reviewed,
    no_refills,
    observer,
    offer_expired,
    one_course,
    one_prescriber,
    other_source,
    passing,
    prescription_live,
    receiver,
    resolvable,
    role_accepted,
    scores_asked,
    settleable,
    spacing,
    supply_in_hand,
    vitals,
    waivable,
    witness,
)
from dosekeeper.core.policy import Policy
from dosekeeper.core.units import utc
from dosekeeper.core.verdict import Reason, Strength, Verdict


Gate = Callable[[Ask], Iterator[Reason | None]]

_MODULES: Mapping[type[acts.Act], tuple[ModuleType, ...]] = {
    acts.Prescribe: (
        course_agreed,
        end_point,
        evaluation_due,
        fixed_schedule,
        no_refills,
        days_supply,
        dose_ceiling,
        dose_rise,
        frequency,
        spacing,
        clinic_only,
        one_prescriber,
        other_source,
    ),
    acts.Fill: (
        prescription_live,
        doses_left,
        evaluation_due,
        count_open,
        loss_reviewed,
        other_source,
        fresh_look,
        clinic_only,
        held_by_delegate,
        role_accepted,
        doses_per_fill,
        days_per_fill,
        supply_in_hand,
        early_fill,
        early_days,
        empty_hand,
    ),
    acts.HandOver: (
        passing,
        holder,
        prescription_live,
        evaluation_due,
        other_source,
        held_by_delegate,
        role_accepted,
        empty_hand,
    ),
    acts.Accept: (
        holder,
        prescription_live,
        evaluation_due,
        other_source,
        held_by_delegate,
        role_accepted,
    ),
    acts.Decline: (holder,),
    acts.Expire: (holder, offer_expired),
    acts.TakeDose: (
        passing,
        holder,
        course_agreed,
        evaluation_due,
        check_in_due,
        other_source,
        giver_not_taker,
        role_accepted,
        observer,
        held_by_delegate,
        clinic_only,
        clinician_injects,
        vitals,
        above_plan,
        dose_ceiling,
        spacing,
        frequency,
        empty_hand,
    ),
    acts.Count: (passing, holder, counter_not_giver),
    acts.Resolve: (resolvable,),
    acts.Waste: (passing, holder, witness, empty_hand),
    acts.Return: (passing, holder, receiver, empty_hand),
    acts.Lose: (passing, holder, empty_hand),
    acts.Find: (passing, holder, empty_hand),
    acts.Correct: (correctable,),
    acts.Waive: (waivable,),
    acts.Appoint: (delegate_fit,),
    acts.Agree: (delegate_fit, delegate_ready),
    acts.Revoke: (settleable,),
    acts.Identify: (settleable,),
    acts.Observe: (settleable,),
    acts.Acknowledge: (settleable,),
    acts.SignRound: (settleable,),
    acts.Stop: (settleable,),
    acts.Contact: (settleable,),
    acts.Evaluate: (scores_asked,),
    acts.CloseCourse: (hands_empty,),
    acts.OpenCourse: (one_course,),
    acts.SetPlan: (dose_ceiling, frequency, spacing, clinic_only),
    acts.Weigh: (),
    acts.SetLevel: (),
    acts.CheckSource: (),
    acts.OpenSite: (),
    acts.Receive: (),
    acts.Follow: (),
    acts.Share: (),
    # How somebody is, and that something is wrong, may be said whatever else stands.
    acts.CheckIn: (),
    acts.Report: (),
}

GATES: Mapping[type[acts.Act], tuple[Gate, ...]] = {
    act: tuple(module.gate for module in modules) for act, modules in _MODULES.items()
}
"""Act to the gates before it, in reading order."""

RULES: Mapping[str, ModuleType] = {
    module.RULE: module for modules in _MODULES.values() for module in modules
}
"""Rule to the module that holds it; the module's docstring explains it to people."""

STANDS_BEFORE: Mapping[str, tuple[str, ...]] = {
    word: tuple(act.verb for act, modules in _MODULES.items() if module in modules)
    for word, module in RULES.items()
}
"""Rule to the verbs it stands before."""


_CANNOT_HAVE_HAPPENED = frozenset({passing.RULE, holder.RULE, empty_hand.RULE})


def judge(request: acts.Request, chart: Chart, policy: Policy, now: datetime) -> Verdict:
    """Ask every gate of the act and return every reason, in reading order.

    The same function judges a live request, a draft that is in no database, a line of a
    text chart, and last year's acts under next year's policy. It changes nothing.

    Raises PolicyError when the policy lacks a value a gate needs: a rule that cannot be
    read is no permission.
    """
    ask = Ask(request, chart, policy, utc(now))
    reasons = (reason for gate in GATES[type(request.act)] for reason in gate(ask))
    spoken = (reason for reason in reasons if reason is not None)
    if isinstance(request.act, acts.TakeDose) and request.act.already:
        spoken = (_told(reason) for reason in spoken)
    return Verdict(reasons=tuple(spoken))


def _told(reason: Reason) -> Reason:
    """Let a rule speak of what has happened without forbidding that it be written down.

    It still says *refuse*, so that everybody sees what it would have said, and the dose
    opens a task for a clinician. Only what cannot have happened still blocks.
    """
    if reason.rule in _CANNOT_HAVE_HAPPENED or reason.waived_by is not None:
        return reason
    return replace(reason, treated_as=Strength.WARN, may_waive=(), second=False)
