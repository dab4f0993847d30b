"""Sign in, one's own account and its password, walk in as somebody of the demo clinic."""

from typing import Any

from allauth.account.views import (
    LoginView,
    LogoutView,
    PasswordChangeView,
    ReauthenticateView,
)
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from typing_extensions import override

from dosekeeper.store import contacts, directory
from dosekeeper.store.errors import NotYoursError
from dosekeeper.web.asking import answered, person_of
from dosekeeper.web.messages.page import clinics_of
from dosekeeper.wording import label


WRONG = "This name and password do not go together."
TOO_OFTEN = "Too many tries. Wait five minutes, then try again."
BACKEND = "dosekeeper.site.accounts.SignIn"


class SignIn(LoginView):  # type: ignore[misc]  # it is untyped
    """The library's sign-in with its limits, on our page and with one neutral error."""

    @override
    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        return _plain(super().get_form(form_class), login="User name")

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"sign_in": _card(self.request, found["form"])}


class OnceMore(ReauthenticateView):  # type: ignore[misc]  # it is untyped
    """Ask for the password again before the second factor is changed."""

    @override
    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        return _plain(super().get_form(form_class))


class NewPassword(PasswordChangeView):  # type: ignore[misc]  # it is untyped
    """Change one's own password; the old one is asked for."""

    success_url = reverse_lazy("account")

    @override
    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        asked = super().get_form(form_class)
        return _plain(
            asked,
            oldpassword="The password you have now",
            password1="A new one, at least 12 characters",
            password2="The new one again",
        )


class SignOut(LogoutView):  # type: ignore[misc]  # it is untyped
    """Sign out, and leave nothing of the session behind in the browser."""

    @override
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().post(*args, **kwargs)
        answer["Clear-Site-Data"] = '"storage"'
        return answer


@never_cache
@require_safe
@answered
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: how one signs in, and how one is reached."""
    person = person_of(request)
    ways = [label("channel", way.channel) for way in contacts.contacts_of(person) if way.on]
    context = {
        "username": request.user.get_username(),
        "second": is_mfa_enabled(request.user),
        "ways": ways,
        "sees_messages": bool(clinics_of(directory.sites_of(person))),
    }
    return render(request, "account/page.html", context)


@login_not_required
@never_cache
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Walk in as somebody of the demo clinic. Elsewhere there is no such page."""
    try:
        account = directory.demo_account(request.POST.get("person", ""))
    except NotYoursError as error:
        raise Http404 from error
    login(request, account, backend=BACKEND)  # type: ignore[arg-type]  # an Account, which only the store may name
    return redirect(_next(request) or "today")


def _card(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    """What components/sign_in.html takes."""
    first, others = _demo()
    return {
        "action": reverse("account_login"),
        "fields": form,
        "error": _error(form),
        "next": _next(request),
        "demo": [_door(one) for one in first],
        "demo_others": [_door(one) for one in others],
        "demo_action": reverse("demo-sign-in"),
    }


def _demo() -> tuple[list[directory.DemoView], list[directory.DemoView]]:
    """The staff and the first patient and trusted person; then the others."""
    first: list[directory.DemoView] = []
    others: list[directory.DemoView] = []
    for one in directory.demo_people():
        met = not one.site and any(one.role is other.role for other in first)
        (others if met or one.role is None else first).append(one)
    return first, others


def _door(one: directory.DemoView) -> dict[str, str]:
    role = label("role", one.role) if one.role else "nobody's patient yet"
    role = f"{role}, {one.site}" if one.site else role
    return {"value": one.person, "label": one.name, "role": role}


def _error(form: forms.Form) -> str:
    """One sentence, whatever was wrong: which of the two it was is nobody's business."""
    codes = {error.code for error in form.non_field_errors().as_data()}
    if "too_many_login_attempts" in codes:
        return TOO_OFTEN
    return WRONG if form.errors else ""


def _next(request: HttpRequest) -> str:
    """Where somebody wanted to go, if that is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if here else ""


def _plain(form: forms.Form, **labels: str) -> forms.Form:
    """Words above the fields, none inside them: those vanish as one types."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)
    return form
