"""One form a verb. The files are those of ``core.acts``, and so are the forms' names."""

from collections.abc import Mapping

from dosekeeper.core.acts import ACTS, COURSE_VERBS, SITE_VERBS
from dosekeeper.web.acts.forms import course, following, hands, supply, trust
from dosekeeper.web.acts.forms.base import ActForm


FORMS: Mapping[str, type[ActForm]] = {
    form.verb: form
    for form in (
        course.CheckSource,
        course.CloseCourse,
        course.Contact,
        course.Evaluate,
        course.OpenCourse,
        course.SetLevel,
        course.Waive,
        course.Weigh,
        following.Acknowledge,
        following.CheckIn,
        following.Follow,
        following.Observe,
        following.Report,
        following.Share,
        following.SignRound,
        hands.Correct,
        hands.Count,
        hands.Find,
        hands.HandOver,
        hands.Lose,
        hands.Resolve,
        hands.Return,
        hands.TakeDose,
        hands.Waste,
        supply.Accept,
        supply.Decline,
        supply.Expire,
        supply.Fill,
        supply.OpenSite,
        supply.Prescribe,
        supply.Receive,
        supply.SetPlan,
        supply.Stop,
        trust.Agree,
        trust.Appoint,
        trust.Identify,
        trust.Revoke,
    )
}
"""Verb to its form."""

AT_COURSE = COURSE_VERBS - {"open"}
AT_SITE = SITE_VERBS | {"open"}
"""A course is opened where it is kept: at its clinic, since it has no page of its own yet."""

assert FORMS.keys() == ACTS.keys(), "every verb has a form"

__all__ = ["AT_COURSE", "AT_SITE", "FORMS", "ActForm"]
