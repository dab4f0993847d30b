"""A fill stands on a signed prescription that has begun, has not ended and was not stopped.

What was filled on one that is stopped since is not taken over any more, and of a stopped one
the patient is handed nothing.
"""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.acts import Accept, Fill
from dosekeeper.core.ask import Ask
from dosekeeper.core.custody import supplies
from dosekeeper.core.facts import Script
from dosekeeper.core.units import start_of
from dosekeeper.core.verdict import Reason


RULE = "prescription-live"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Find the prescription, and hold the day against its dates."""
    script = _script(ask)
    if script is not None and script.stopped_at is not None:
        yield ask.reason(
            RULE,
            "stopped",
            {
                "prescription": script.position,
                "stopped_on": ask.chart.day(script.stopped_at).isoformat(),
            },
            clears_by=("prescribe",),
        )
    elif not isinstance(ask.act, Fill):
        return  # it was filled while there was one
    elif script is None:
        numbers = {"prescription": ask.act.prescription}
        yield ask.reason(RULE, "not-signed", numbers, clears_by=("prescribe",))
    else:
        yield _out_of_time(ask, script)


def _script(ask: Ask) -> Script | None:
    """Find what doses stand on: a fill's own prescription, else the one in force."""
    act, chart = ask.act, ask.chart
    if isinstance(act, Fill):
        return chart.scripts.get(act.prescription)
    if not supplies(act, chart):
        return None
    offer = chart.offers.get(act.offer) if isinstance(act, Accept) else None
    if offer is not None and offer.prescription is not None:
        return chart.scripts[offer.prescription]
    return chart.script_on(ask.today)


def _out_of_time(ask: Ask, script: Script) -> Reason | None:
    valid_on = script.starts_on + timedelta(days=ask.number(RULE, "valid-days-max"))
    last_on = min(script.ends_on, valid_on)
    if ask.today < script.starts_on:
        return ask.reason(
            RULE,
            "not-begun",
            {"prescription": script.position, "starts_on": script.starts_on.isoformat()},
            clears_at=start_of(script.starts_on, ask.chart.zone),
        )
    if ask.today > last_on:
        return ask.reason(
            RULE,
            "ended",
            {"prescription": script.position, "last_on": last_on.isoformat()},
            setting="valid-days-max",
            clears_by=("evaluate", "prescribe"),
        )
    return None
