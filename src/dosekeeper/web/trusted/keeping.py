"""The other side, for the clinic and the patient: inviting, and locking a phone at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dosekeeper.core.units import BadValueError
from dosekeeper.door import trusted
from dosekeeper.store import directory
from dosekeeper.web import asking, scene
from dosekeeper.web.camera import for_camera
from dosekeeper.web.presenters.banner import banner
from dosekeeper.web.presenters.moments import when
from dosekeeper.web.presenters.trusted import spaced


@never_cache
@require_POST
@asking.answered
def invite(request: HttpRequest, course: str, delegate: str) -> HttpResponse:
    """Make an invitation and show it, this once."""
    person, now = asking.person_of(request), asking.now()
    here = scene.of_course(person, course, now)
    try:
        made = trusted.invite(person, course, delegate, now=now)
    except BadValueError as error:
        messages.error(request, f"{here.name(delegate)} {error.message}")
        return redirect("course", course)
    address = f"{request.build_absolute_uri(reverse('invitation'))}#{made.secret}"
    context: dict[str, Any] = {
        "banner": banner(here),
        "name": here.name(delegate),
        "address": address,
        "camera": for_camera(address),
        "code": spaced(made.code),
        "seen": here.chart.trusts[delegate].identified_at is not None,
        "ends": when(made.expires_at, here.chart.zone, now),
        "back": reverse("course", args=[course]),
    }
    return render(request, "trusted/invited.html", context)


@never_cache
@require_POST
@asking.answered
def change_phone(request: HttpRequest, course: str) -> HttpResponse:
    """Lock, unlock or end one phone of a trusted person, at once."""
    person, number = asking.person_of(request), request.POST.get("phone", "")
    directory.access_course(person, course)
    if not (number.isascii() and number.isdigit() and len(number) < 10):  # noqa: PLR2004 - digits
        return HttpResponse("Which phone?", status=400, content_type="text/plain")
    change = request.POST.get("change", "")
    try:
        phone = trusted.change_phone(person, course, int(number), change, now=asking.now())
    except BadValueError as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    messages.success(request, f"{_DONE[change]}: {phone.label}.")
    return redirect(f"{reverse('course', args=[course])}#trusted")


_DONE = {"lock": "Phone locked", "unlock": "Phone unlocked", "end": "Phone removed"}
