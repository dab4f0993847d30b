"""Who asks, when, and what a page answers when the answer is not theirs to have."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from dosekeeper.core.policy import PolicyError
from dosekeeper.desk.decide import NotEntitledError
from dosekeeper.store import directory
from dosekeeper.store.errors import NotYoursError, UnavailableError


log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
RETRY_SECONDS = 5


def now() -> datetime:
    """The one clock of the pages, so that a test can hold it."""
    return timezone.now()


def person_of(request: HttpRequest) -> str:
    """Who is signed in. Raises NotYoursError for an account that is nobody's."""
    return directory.person_of_account(request.user)


def answered(view: View) -> View:
    """Answer what is not yours, not your role's, or not to be had now with its own page.

    What is not there and what is not yours look the same.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotYoursError as error:
            raise Http404 from error
        except NotEntitledError as error:
            raise PermissionDenied from error
        except (UnavailableError, PolicyError, OperationalError, InterfaceError) as error:
            log.error("%s %s: %s", request.method, request.path, error)  # noqa: TRY400 - one line; the cause is the machine's
            # Without the request: what stands around a page is read from the record too.
            answer = HttpResponse(render_to_string("503.html"), status=503)
            answer["Retry-After"] = str(RETRY_SECONDS)
            return answer

    return inner
