"""An order says when. "As needed" and "as directed" are refused.

Against an as-needed order nothing can be counted, nothing is early and nothing is too much:
in the published case it became ten to twelve doses a day.
"""

from collections.abc import Iterator

from dosekeeper.core.acts import Prescribe
from dosekeeper.core.ask import Ask
from dosekeeper.core.plan import Order
from dosekeeper.core.verdict import Reason


RULE = "fixed-schedule"


def gate(ask: Ask) -> Iterator[Reason | None]:
    """Refuse every wording but a schedule."""
    act = ask.act
    assert isinstance(act, Prescribe)
    if act.order is not Order.SCHEDULED:
        yield ask.reason(RULE, act.order, {"order": act.order})
