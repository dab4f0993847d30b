"""How long a sign-in lasts, and that every page asks for one."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from typing_extensions import override


# Idle time is known to the minute. Writing it at every request would put a durable
# write behind every page.
NOTED_EVERY_SECONDS = 60


class SessionLimits:
    """Sign out whoever was idle, or signed in, for too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.limit(request)
        return self.get_response(request)

    def limit(self, request: HttpRequest) -> None:
        session, now = request.session, int(timezone.now().timestamp())
        signed_in_at = session.setdefault("signed_in_at", now)
        seen_at = session.setdefault("seen_at", now)
        idle = now - seen_at >= settings.SESSION_IDLE_SECONDS
        if idle or now - signed_in_at >= settings.SESSION_COOKIE_AGE:
            logout(request)
        elif now - seen_at >= NOTED_EVERY_SECONDS:
            session["seen_at"] = now


class SignedInByDefault(LoginRequiredMiddleware):
    """Every page asks for a sign-in unless its view says otherwise.

    The API is not redirected to a page: it answers 401 by itself, and its own tests
    hold that no route of it is open (tests/api).
    """

    @override
    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> Any:
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    @override
    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.headers.get("HX-Request") != "true":
            return super().handle_no_permission(request, view_func)
        # The sign-in would be drawn inside the page that asked: the whole page goes there.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
