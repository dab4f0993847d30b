"""What all pages of the trusted person share: their language, the names in it, help at once."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache

from dosekeeper.core.chart import Chart
from dosekeeper.store import directory
from dosekeeper.web import asking
from dosekeeper.web.around import notices
from dosekeeper.web.check_in.page import COOKIE, COOKIE_SECONDS, help_of_all, language_of
from dosekeeper.web.presenters.helplines import help_shown, spoken
from dosekeeper.wording.languages import LANGUAGES
from dosekeeper.wording.trusted import trusted_words


View = Callable[..., HttpResponse]
Words = Mapping[str, Any]


def open_to_phones(view: View) -> View:
    """Let in who has not signed in: the view itself asks for the link or the phone."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = asking.answered(view)(request, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex"
        if "lang" in request.GET:
            answer.set_cookie(
                COOKIE,
                language_of(request),
                max_age=COOKIE_SECONDS,
                secure=settings.HTTPS,
                httponly=True,
                samesite="Lax",
            )
        return answer

    return login_not_required(never_cache(inner))


def where(request: HttpRequest) -> str:
    """From where somebody asks, as the log has it."""
    return get_client_ip(request) or "nowhere"


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    chart: Chart | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw a page in the language of whoever reads it, with the numbers to call."""
    language = language_of(request)
    around = {
        "say": words(language, chart),
        "language": language,
        "others": [
            {"code": code, "name": _NAMES[code]} for code in LANGUAGES if code != language
        ],
        "help": help_lines(language, chart),
        "notices": SimpleLazyObject(lambda: list(notices(request, language))),
    }
    # What Django itself says of a field, it says in the language of the page too.
    with translation.override(language):
        answer = render(
            request, f"trusted/{template}.html", {**around, **context}, status=status
        )
    answer["Content-Language"] = language
    answer["Vary"] = "Accept-Language, Cookie"
    return answer


_NAMES = {"en": "English", "es": "Español"}


def help_lines(language: str, chart: Chart | None) -> list[dict[str, Any]]:
    """Where to get help in the clinic's country; of all clinics here where none is known."""
    if chart is not None:
        return help_shown(chart, language)
    return [spoken(line, language) for line in help_of_all()]


def words(language: str, chart: Chart | None = None) -> Words:
    """The words of a language, with the names of a course in them."""
    said = trusted_words(language)
    if chart is None:
        return said
    patient = directory.person(chart.patient).name or chart.patient
    # The first name: that is what people at home call each other.
    return _named(said, patient.split()[0], directory.site(chart.clinic).name)  # type: ignore[no-any-return]


def _named(said: Any, patient: str, clinic: str) -> Any:
    match said:
        case str():
            return said.replace("{patient}", patient).replace("{clinic}", clinic)
        case list():
            return [_named(each, patient, clinic) for each in said]
        case dict():
            return {key: _named(each, patient, clinic) for key, each in said.items()}
        case _:
            return said
