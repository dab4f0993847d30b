"""Whether a request can be judged at all: the stream is open, the moment makes sense.

What is wrong here is wrong in the asking. It is answered with the place and nothing is
written, not even a refusal.
"""

from datetime import date, datetime, timedelta

from dosekeeper.core.acts import (
    COURSE_VERBS,
    SITE_VERBS,
    Act,
    Prescribe,
    Request,
    TakeDose,
    Waive,
)
from dosekeeper.core.chart import Chart
from dosekeeper.core.gates import STANDS_BEFORE
from dosekeeper.core.units import CLOCK_SLACK, BadValueError


LATE_MAX = timedelta(days=7)
MAY_BE_LATE = frozenset(
    {
        "dose",
        "weigh",
        "lost",
        "found",
        "check-source",
        "contact",
        "check-in",
        "observe",
        "report",
    }
)
"""Verbs that tell what was already done. All others happen when they are asked for, so
that nobody back-dates a fill in front of a rule. A count too: it is held against the books
as they stand, and a late one would find differences that never were."""
AFTER_THE_END = frozenset(
    {
        "acknowledge",
        "contact",
        "correct",
        "found",
        "lost",
        "report",
        "resolve",
        "return",
        "revoke",
        "share",
    }
)
"""Verbs of a course that has ended: what tells the truth about it, what calls for help or
answers it, and taking back what one shared and whom one trusted."""
STARTS_LATER_MAX = timedelta(days=366)


def check_order(request: Request, chart: Chart, now: datetime) -> None:
    """Refuse acts out of time, before the beginning, after the end.

    Raises BadValueError with the field at fault.
    """
    act, at = request.act, request.at
    opening = act.verb in {"open", "open-site"}
    verbs = COURSE_VERBS if chart.stream.startswith("course:") else SITE_VERBS
    if act.verb not in verbs:
        raise BadValueError("verb", f"{act.verb!r} is nothing to do with {chart.stream}")
    if opening and chart.opened_at is not None:
        raise BadValueError("verb", f"{chart.stream} is open already")
    if not opening and chart.opened_at is None:
        raise BadValueError("verb", f"{chart.stream} was never opened")
    if chart.closed_at is not None and not _after_the_end(act):
        raise BadValueError("verb", f"{chart.stream} is closed since {chart.closed_at}")
    if at > now + CLOCK_SLACK:
        raise BadValueError("at", f"{at.isoformat()} is in the future")
    if chart.opened_at is not None and at < chart.opened_at:
        raise BadValueError("at", f"{at.isoformat()} is before the beginning")
    late = now - at
    if late > (LATE_MAX if act.verb in MAY_BE_LATE else CLOCK_SLACK):
        raise BadValueError("at", f"{at.isoformat()} is too long ago for {act.verb!r}")
    _check_act(act, chart.day(at))


def _after_the_end(act: Act) -> bool:
    """Whether an act still has a place in a course that has ended."""
    told = isinstance(act, TakeDose) and act.already
    return told or act.verb in AFTER_THE_END


def _check_act(act: Act, today: date) -> None:
    """Refuse an override of nothing, and a prescription that begins before it is signed."""
    match act:
        case Waive(rule=rule, of_verb=verb):
            if rule not in STANDS_BEFORE:
                raise BadValueError("rule", f"{rule!r} is no rule")
            if verb not in STANDS_BEFORE[rule]:
                raise BadValueError("of_verb", f"{rule!r} does not stand before {verb!r}")
        case Prescribe(starts_on=date() as starts_on):
            if not today <= starts_on <= today + STARTS_LATER_MAX:
                raise BadValueError("starts_on", f"{starts_on} is not within the next year")
        case _:
            pass
