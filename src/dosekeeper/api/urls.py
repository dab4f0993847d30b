"""The addresses under ``/api/v1/``; what is not one of them is a problem too."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from dosekeeper.api.problems import answer_to, not_found, problem
from dosekeeper.api.routes import api
from dosekeeper.api.who import authenticated


View = Callable[..., HttpResponseBase]


def finished(view: View) -> View:
    """Give every answer its last touch: a problem where Django has a page, and no cache."""

    @wraps(view)
    @csrf_exempt  # who.authenticated asks for the token, and only of cookies
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allow = response.get("Allow", "")
            response = problem("not-that-method", f"It takes {allow}.")
            response["Allow"] = allow
        response["Cache-Control"] = "no-store"
        return response

    return answered


def signed_in(view: View) -> View:
    """Ask for a sign-in where no operation of the API does."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if authenticated(request):
                return view(request, *args, **kwargs)
            return problem("not-signed-in", "Send a token, or the cookie of a sign-in.")
        except Exception as error:  # noqa: BLE001 - every error becomes a problem
            return answer_to(request, error)

    return asked


@signed_in
def nothing(_: HttpRequest, **__: Any) -> HttpResponse:
    return not_found()


def _routes() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for route in api.urls[0]:
        assert isinstance(route, URLPattern)
        if route.name == "api-root":  # ninja's page that only says where its pages are
            continue
        view = route.callback
        if route.name == "openapi-json":
            view = require_GET(signed_in(view))
        found.append(path(str(route.pattern), finished(view), name=route.name))
    return found


app_name = "api"
urlpatterns = [*_routes(), re_path(r"^(?P<rest>.*)$", finished(nothing), name="nothing")]
