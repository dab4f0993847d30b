"""Answers to whoever comes with a link, and the one neutral answer to a link that is none.

The link is the credential, and nothing of the browser's own (no cookie, no session) adds to
it: another site cannot send answers in somebody's name without knowing it, so these pages need
no token against forged forms. It is never logged, nor told to another site.
"""

import json
import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dosekeeper.core.units import BadValueError
from dosekeeper.door import check_in
from dosekeeper.door.check_in import (
    NO_TIME,
    LinkUsedError,
    MoreToSayError,
    Received,
    Told,
    UnreadableError,
)
from dosekeeper.door.guesses import GuessedTooOftenError, Guesses
from dosekeeper.store.errors import NotYoursError, UnavailableError
from dosekeeper.store.links import LinkView
from dosekeeper.web import asking
from dosekeeper.web.check_in.page import (
    COOKIE,
    COOKIE_SECONDS,
    context,
    form_answers,
    language_of,
    scope,
)
from dosekeeper.web.check_in.whose import is_delegates_phone


log = logging.getLogger(__name__)
TRIES = Guesses("check-in-link", most=30, seconds=300)
BODY_MAX = 20_000
View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """What all these pages share: no sign-in, no trace, and one answer to a bad link."""

    @wraps(view)
    def inner(request: HttpRequest, secret: str) -> HttpResponse:
        try:
            answer = view(request, secret)
        except NotYoursError:
            answer = _no_link(request)
        except (UnavailableError, DatabaseError) as error:
            # Without the address: the link stands in it. The phone keeps its answers.
            log.error("check-in by link: %s", error)  # noqa: TRY400 - one line; the cause is the machine's
            answer = HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
            answer["Retry-After"] = str(asking.RETRY_SECONDS)
        answer["Referrer-Policy"] = "no-referrer"
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return login_not_required(csrf_exempt(never_cache(inner)))


def _no_link(request: HttpRequest) -> HttpResponse:
    """Guessed, cut, altered, ended: the same to all, counted, and noted without the link."""
    where = get_client_ip(request) or "nowhere"
    log.warning("a check-in link that opens nothing was tried from %s", where)
    status, too_many = HTTPStatus.NOT_FOUND, False
    try:
        TRIES.wrong(where)
    except GuessedTooOftenError:
        status, too_many = HTTPStatus.TOO_MANY_REQUESTS, True
    if _wants_data(request):
        return JsonResponse({"state": "busy" if too_many else "closed"}, status=status)
    made = context(language_of(request), None, "closed", too_many=too_many)
    return render(request, "check_in/page.html", made, status=status)


def _wants_data(request: HttpRequest) -> bool:
    kinds = (request.content_type, request.headers.get("Accept"))
    return "application/json" in kinds


# --- the page ----------------------------------------------------------------------------


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def _page(request: HttpRequest, secret: str) -> HttpResponse:
    if request.method == "POST":
        return _sent_without_script(request, secret)
    link = check_in.opened(secret, asking.now())
    used = check_in.answered(link) is not None
    return _show(request, link, "used" if used else "form")


page = by_link(_page)
page.__doc__ = "The questions; or, from a browser without scripts, what came of the answers."


def _sent_without_script(request: HttpRequest, secret: str) -> HttpResponse:
    now = asking.now()
    try:
        received = _take(request, secret, form_answers(request.POST.dict()), Told())
    except UnreadableError as error:
        return _show(
            request,
            check_in.opened(secret, now),
            "form",
            status=422,
            wrong="unreadable",
            typed=request.POST.dict(),
            wrong_at=error.wrong,
        )
    except BadValueError:
        return _show(request, check_in.opened(secret, now), "form", status=422, wrong="nothing")
    except LinkUsedError:
        return _show(request, check_in.opened(secret, now), "used", status=409)
    return _show(
        request,
        check_in.opened_for_help(secret, now),
        "sent",
        unsafe=received.unsafe,
        late=received.late,
        left_out=received.left_out,
    )


def _show(
    request: HttpRequest, link: LinkView, state: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    language = language_of(request, link.person)
    made = context(language, link, state, **more)
    answer = render(request, "check_in/page.html", made, status=status)
    if state == "form" and status == HTTPStatus.OK:
        answer["X-Check-In"] = "open"  # the worker keeps this page, and no other
    if "lang" in request.GET:
        answer.set_cookie(
            COOKIE,
            language,
            max_age=COOKIE_SECONDS,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    answer["Content-Language"] = language
    answer["Vary"] = "Accept-Language, Cookie"
    return answer


# --- what the phone kept -------------------------------------------------------------------


@require_POST
def _answers(request: HttpRequest, secret: str) -> HttpResponse:
    try:
        if len(request.body) > BODY_MAX:
            raise BadValueError("answers", f"are longer than {BODY_MAX} bytes")
        data = json.loads(request.body)
        if type(data) is not dict or type(data.get("answers")) is not dict:
            raise BadValueError("answers", "are not there")
        received = _take(request, secret, data["answers"], _told(data))
    except UnreadableError as error:
        check_in.opened(secret, asking.now())
        return JsonResponse({"state": "unreadable", "wrong": error.wrong}, status=422)
    except (ValueError, RecursionError):  # BadValueError is one
        check_in.opened(secret, asking.now())  # nonsense to no link is answered as no link
        return JsonResponse({"state": "unreadable"}, status=422)
    except LinkUsedError:
        return JsonResponse({"state": "used"}, status=HTTPStatus.CONFLICT)
    return JsonResponse(
        {
            "state": "sent",
            "late": received.late,
            "unsafe": received.unsafe,
            "left_out": received.left_out,
        }
    )


answers = by_link(_answers)
answers.__doc__ = "Answers as the phone kept them, with the time they were given."


def _told(data: dict[str, Any]) -> Told:
    """Read the phone's times; a call for help does not wait for a clock that can be read."""
    try:
        return Told.read(data)
    except BadValueError:
        if not check_in.calls_for_help(data["answers"]):
            raise
        return NO_TIME


def _take(request: HttpRequest, secret: str, given: dict[str, Any], told: Told) -> Received:
    return check_in.check_in(
        secret,
        given,
        told,
        now=asking.now(),
        delegates_phone=lambda course: is_delegates_phone(request, course),
    )


# --- the private word ----------------------------------------------------------------------


@sensitive_post_parameters()
@require_POST
def _private(request: HttpRequest, secret: str) -> HttpResponse:
    now = asking.now()
    link = check_in.opened_for_help(secret, now)
    text, state, status = request.POST.get("text", ""), "sent", 200
    try:
        check_in.say_privately(link.person, link.course, text, now=now, link=link)
    except MoreToSayError:
        state, status = "busy", HTTPStatus.TOO_MANY_REQUESTS
    if _wants_data(request):
        # Too many tries of bad links are busy as well, and of those the clinic hears nothing.
        return JsonResponse({"state": state, "heard": True}, status=status)
    return _show(request, link, "private", status=status, said=state)


private = by_link(_private)
private.__doc__ = "I do not feel safe with them: to the clinic alone."


# --- without a net ---------------------------------------------------------------------------


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that opens the page again without a net; its scope is its folder."""
    made = {"version": static("").strip("/").rpartition("/")[2], "scope": scope()}
    answer = render(request, "check_in/worker.js", made, content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer
