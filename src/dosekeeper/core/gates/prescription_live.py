"""A fill stands on a signed prescription that has begun, has not ended and was not stopped."""

from collections.abc import Iterator
from datetime import timedelta

from dosekeeper.core.acts import Fill
from dosekeeper.core.ask import Ask
from dosekeeper.core.facts import Script
from dosekeeper.core.units import start_of
from dosekeeper.core.verdict import Reason


RULE = "prescription-live"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Find the prescription, and hold the day against its dates."""
    act = ask.act
    assert isinstance(act, Fill)
    script = ask.chart.scripts.get(act.prescription)
    if script is None:
        numbers = {"prescription": act.prescription}
        yield ask.reason(RULE, "not-signed", numbers, clears_by=("prescribe",))
    elif script.stopped_at is not None:
        yield ask.reason(
            RULE,
            "stopped",
            {
                "prescription": script.position,
                "stopped_on": ask.chart.day(script.stopped_at).isoformat(),
            },
            clears_by=("prescribe",),
        )
    else:
        yield _out_of_time(ask, script)


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
