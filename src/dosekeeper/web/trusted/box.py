"""The box on the phone: what is in it, what is asked of whoever keeps it, and the PIN."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from dosekeeper.door import trusted
from dosekeeper.door.trusted import LockedError
from dosekeeper.store import links
from dosekeeper.store.errors import NotYoursError
from dosekeeper.web import asking, phone
from dosekeeper.web.trusted.home import home
from dosekeeper.web.trusted.speaking import open_to_phones, show
from dosekeeper.web.trusted.standing import Box, other_boxes, pin_page, standing, with_phone


@with_phone("GET", "HEAD")
def box(request: HttpRequest, here: Box) -> HttpResponse:
    """What is in the box today, and what to do next."""
    made = home(here) | {"boxes": other_boxes(request, here)}
    return show(request, "box", {"box": made}, here.scene.chart)


@sensitive_post_parameters()
@require_POST
def _pin(request: HttpRequest) -> HttpResponse:
    now = asking.now()
    link = phone.phone_of(request, now)
    if link is None:
        return redirect("box")
    back = request.POST.get("back", "")
    if not back.startswith(reverse("box")) or "//" in back:
        back = reverse("box")
    wrong = True
    try:
        if links.try_pin(link, trusted.digits(request.POST.get("pin", "")), now=now):
            answer = redirect(back)
            phone.note_open(answer, links.device(link.id), now)
            return answer
    except LockedError:
        wrong = False
    except NotYoursError:
        return redirect("box")
    try:
        here = standing(request, links.device(link.id))
    except NotYoursError:
        return redirect("box")
    locked = here.link.locked(now)
    return pin_page(request, here, back=back, wrong=wrong, status=429 if locked else 422)


pin = open_to_phones(_pin)
pin.__doc__ = "Take the PIN; five wrong ones lock the phone for a while."


@with_phone("POST")
def lock(_: HttpRequest, here: Box) -> HttpResponse:
    """Ask for the PIN from now on."""
    links.shut_device(here.link.id)
    answer = redirect("box")
    phone.shut(answer)
    return answer


@with_phone("POST")
def forget(_: HttpRequest, here: Box) -> HttpResponse:
    """End this phone; the role goes on, and another phone is invited anew."""
    links.revoke_device(here.link.id, now=here.scene.now)
    answer = redirect("box")
    phone.shut(answer)
    return answer


@require_POST
def _other(request: HttpRequest, number: int) -> HttpResponse:
    """Look at the box of another patient on the same phone; it asks for its own PIN."""
    answer = redirect("box")
    for each in phone.phones_of(request, asking.now()):
        if each.id == number:
            phone.choose(answer, each)
    return answer


other = open_to_phones(_other)
other.__doc__ = _other.__doc__
