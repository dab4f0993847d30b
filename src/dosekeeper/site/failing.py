"""What fails before any view, the database under a session among it, at every door."""

import sys

from django.http import HttpRequest, HttpResponse

from dosekeeper.api import problems
from dosekeeper.web import failing


def broke(request: HttpRequest) -> HttpResponse:
    """A program gets a problem it can read, a person a page."""
    if request.path.startswith("/api/"):
        return problems.answer_to(request, sys.exc_info()[1])
    return failing.broke(request)
