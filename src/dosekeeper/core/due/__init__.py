"""What is expected of everybody today: one file a kind, one function over all of them.

``due`` is to expectations what ``judge`` is to acts: a function of the chart, the policy and
the moment. Lists, messages and the round all ask it.
"""

from dosekeeper.core.due.expectation import (
    Expectation,
    Kind,
    Rung,
    Stage,
    Step,
    next_step_at,
    steps,
)


__all__ = ["Expectation", "Kind", "Rung", "Stage", "Step", "next_step_at", "steps"]
