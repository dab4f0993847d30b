"""The daily check-in for who has signed in: a link to hand over, and the private word."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dosekeeper.core.people import Role
from dosekeeper.desk.decide import NotEntitledError
from dosekeeper.door import check_in
from dosekeeper.web import asking, scene
from dosekeeper.web.camera import for_camera
from dosekeeper.web.check_in.page import language_of
from dosekeeper.web.presenters.banner import banner
from dosekeeper.web.presenters.helplines import help_shown
from dosekeeper.wording.patient import patient_words


@never_cache
@require_POST
@asking.answered
def link(request: HttpRequest, course: str) -> HttpResponse:
    """Make a link: shown once to the staff, opened at once for the patient."""
    person, now = asking.person_of(request), asking.now()
    here = scene.of_course(person, course, now)
    path = check_in.hand_out(person, course, now)
    if here.role is Role.PATIENT:
        return redirect(path)
    address = request.build_absolute_uri(path)
    context: dict[str, Any] = {
        "banner": banner(here),
        "address": address,
        "code": for_camera(address),
        "back": reverse("course", args=[course]),
    }
    return render(request, "check_in/link.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@asking.answered
def not_safe(request: HttpRequest, course: str) -> HttpResponse:
    """The patient's private way to say that they do not feel safe with their trusted person."""
    person, now = asking.person_of(request), asking.now()
    here = scene.of_course(person, course, now)
    if here.role is not Role.PATIENT:
        raise NotEntitledError(here.role, "report")
    said, status = "", 200
    if request.method == "POST":
        said, status = _say(person, course, request.POST.get("text", ""))
    language = language_of(request, person)
    context = {
        "say": patient_words(language),
        "language": language,
        "said": said,
        "help": help_shown(here.chart, language),
        "back": reverse("today"),
    }
    return render(request, "check_in/not_safe.html", context, status=status)


def _say(person: str, course: str, text: str) -> tuple[str, int]:
    try:
        check_in.say_privately(person, course, text, now=asking.now())
    except check_in.MoreToSayError:
        return "busy", 429
    return "sent", 200
