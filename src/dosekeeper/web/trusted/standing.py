"""Who stands in front of a box: a phone that is known, whose PIN was typed a moment ago."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dosekeeper.core.due import Kind, Looking
from dosekeeper.core.due.session_record import has_ended, watched
from dosekeeper.core.facts import Taken, Trust
from dosekeeper.core.people import Role
from dosekeeper.store import directory
from dosekeeper.store.errors import NotYoursError
from dosekeeper.store.links import FOR_GOOD, LinkView
from dosekeeper.web import asking, phone, scene
from dosekeeper.web.check_in.page import language_of
from dosekeeper.web.scene import Scene
from dosekeeper.web.trusted.speaking import open_to_phones, show, words
from dosekeeper.wording.trusted import trusted_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One trusted person in front of one course's box, in their language."""

    link: LinkView
    scene: Scene
    language: str

    @property
    def say(self) -> Any:
        """The words of these pages."""
        return words(self.language, self.scene.chart)

    @property
    def trust(self) -> Trust:
        """How they stand to the course."""
        return self.scene.chart.trusts[self.scene.person]

    @property
    def looking(self) -> Looking:
        """What an expectation is asked with."""
        return Looking(self.scene.chart, self.scene.policy, self.scene.now)

    @property
    def held(self) -> int:
        """Units in the box, as the books have it."""
        return self.scene.chart.held(self.scene.own_hand)

    @property
    def watch(self) -> Taken | None:
        """The dose they gave and still have to stay with."""
        chart, now = self.scene.chart, self.scene.now
        dose = watched(chart)
        if dose is None or dose.act.given_by != self.scene.person or has_ended(chart, dose):
            return None
        over_at = dose.at + self.looking.hours(Kind.SESSION, "overdue-hours")
        return dose if now < over_at else None


View = Callable[..., HttpResponse]


def with_phone(*methods: str) -> Callable[[View], View]:
    """Let in a known phone whose PIN was typed; ask it for the PIN, and others for nothing."""

    def decorate(view: View) -> View:
        @require_http_methods(methods)
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            now = asking.now()
            link = phone.phone_of(request, now)
            if link is None:
                return _unknown(request)
            try:
                box = standing(request, link)
            except NotYoursError:
                return show(request, "over", {})
            if not phone.is_open(request, link, now, watching=box.watch is not None):
                return _asked_for_pin(request, box)
            answer = view(request, box, *args, **kwargs)
            at = phone.opened_at(request, link)
            if phone.OPENED not in answer.cookies and at and now - at >= phone.RENEWED_EVERY:
                phone.note_open(answer, link, now)
            return answer

        made = open_to_phones(inner)
        made.__doc__ = view.__doc__
        return made

    return decorate


def standing(request: HttpRequest, link: LinkView) -> Box:
    """Stand in front of the box. Raises NotYoursError for whose part is over.

    Whoever is revoked with doses in the box still gets in: to hand them back.
    """
    directory.access_course(link.person, link.course, Role.DELEGATE)
    here = scene.of_course(link.person, link.course, asking.now())
    if link.person not in here.chart.trusts:
        raise NotYoursError("device")
    return Box(link=link, scene=here, language=language_of(request))


def other_boxes(request: HttpRequest, here: Box) -> list[dict[str, Any]]:
    """The other boxes of this phone, whose PIN is another: who, and the way there."""
    found = []
    for link in phone.phones_of(request, here.scene.now):
        if link.id == here.link.id:
            continue
        try:
            say = standing(request, link).say
        except NotYoursError:
            continue
        found.append({"id": link.id, "label": say["box"]["other_box"]})
    return found


def _unknown(request: HttpRequest) -> HttpResponse:
    """A browser that is no phone of ours.

    From a link in a message it comes without its cookies, which are for our own pages only:
    it is sent round once, from our own page, and then they come along.
    """
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    if request.path != reverse("box"):
        return redirect("box")
    return show(request, "unknown", {"again": "here" not in request.GET})


def _asked_for_pin(request: HttpRequest, box: Box) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    back = request.path if request.method in {"GET", "HEAD"} else reverse("box")
    return pin_page(request, box, back=back)


def pin_page(
    request: HttpRequest, box: Box, *, back: str, wrong: bool = False, status: int = 200
) -> HttpResponse:
    """Ask for the PIN. Help stands below it: nobody has to remember six digits for that."""
    now, until = box.scene.now, box.link.locked_until
    locked = ""
    if until is not None and box.link.locked(now):
        say = box.say["enter"]
        locked = say["locked_for_good"]
        if until < FOR_GOOD:
            when = trusted_moment(until, box.scene.chart.zone, now, box.language)
            locked = say["locked"].format(when=when)
    boxes = other_boxes(request, box)
    context = {"back": back, "wrong": wrong, "locked": locked, "boxes": boxes}
    return show(request, "pin", context, box.scene.chart, status)
