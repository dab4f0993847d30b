"""Parameters of the address and the headers, and none that we do not know.

``?dryrun=true`` with the underscore forgotten must not become the real act.
"""

from typing import Annotated

from django.http import HttpRequest
from ninja.params.functions import Header, Query

from dosekeeper.core.units import POSITION_MAX, BadValueError


KEY = "Idempotency-Key"
PAGE = 100
PAGE_MAX = 500

DryRun = Annotated[
    bool, Query(description="Judge it and write nothing; the answer is the same.")
]
Key = Annotated[
    str | None,
    Header(
        alias=KEY,
        min_length=1,
        max_length=255,
        pattern="^[!-~]+$",
        description="Your own name for this request; needed unless it is a dry run.",
    ),
]
After = Annotated[int, Query(ge=0, le=POSITION_MAX, description="Where the last page ended.")]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
Wanted = Annotated[str | None, Query(max_length=64)]


def only(request: HttpRequest, *names: str) -> None:
    """Refuse a parameter that is unknown here, or that comes twice."""
    for name, values in request.GET.lists():
        if name not in names:
            known = ", ".join(names) or "none"
            raise BadValueError(name[:80], f"is not a parameter here (known: {known})")
        if len(values) > 1:
            raise BadValueError(name, "stands there twice")
