"""The pages of failures: what a person can do next, and nothing about the machine."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from dosekeeper.store.errors import UnavailableError


_AWAY = (OperationalError, InterfaceError, UnavailableError)
RETRY_SECONDS = "5"


@login_not_required
def broke(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """Django's handler for everything unforeseen: the record's absence is no fault of ours."""
    away = isinstance(sys.exc_info()[1], _AWAY)
    page, status = ("503.html", 503) if away else ("500.html", 500)
    # Without context processors: one of them may be what broke.
    answer = HttpResponse(render_to_string(page), status=status)
    if away:
        answer["Retry-After"] = RETRY_SECONDS
    return answer


@login_not_required
def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's
    """A form that did not come from our own page, or from one that is too old."""
    return render(request, "403_csrf.html", status=403)
