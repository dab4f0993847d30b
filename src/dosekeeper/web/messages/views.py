from django.contrib import messages as said
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dosekeeper.core.people import HOLDERS
from dosekeeper.store import directory, outbox
from dosekeeper.web import asking
from dosekeeper.web.asking import answered, person_of
from dosekeeper.web.check_in.page import language_of
from dosekeeper.web.messages.contact import ContactForm
from dosekeeper.web.messages.page import messages_page
from dosekeeper.web.phone import phone_of
from dosekeeper.wording.messages import message_words


@require_safe
@answered
def _go(request: HttpRequest, reference: str) -> HttpResponse:
    person = person_of(request)
    row = outbox.about(reference, person)
    kind, _, name = row.stream.partition(":")
    if kind != "course":
        return redirect("round")
    if directory.access_course(person, name) in HOLDERS:
        return redirect("today")
    return redirect("course", name)


@login_not_required
@never_cache
def go(request: HttpRequest, reference: str) -> HttpResponse:
    """Where a message leads: its address says nothing, and opens for its reader alone.

    On the trusted person's phone it leads to the box, whatever it was about. From a mail that
    is read in a browser the phone comes without its cookie, which is for our own pages only:
    whoever is not known is sent round once, from our own page, and then it comes along.
    """
    if request.user.is_authenticated:
        return _go(request, reference)
    if phone_of(request, asking.now()) is not None:
        return redirect("box")
    if "here" in request.GET:
        return redirect_to_login(request.path)
    language = language_of(request)
    said = message_words(language)
    context = {
        "language": language,
        "title": said["delegate"]["other"]["subject"],
        "open": said["open"],
        "href": f"{request.path}?here=1",
    }
    return render(request, "messages/go.html", context)


@never_cache
@require_safe
@answered
def messages(request: HttpRequest) -> HttpResponse:
    """Whether messages go out, for the staff."""
    context = messages_page(person_of(request), asking.now())
    return render(request, "messages/page.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@answered
def contact(request: HttpRequest) -> HttpResponse:
    """How one is reached: seen and changed by oneself."""
    form = ContactForm(person_of(request), request.POST or None)
    if request.method == "POST" and form.is_valid() and form.kept(asking.now()):
        said.success(request, "Kept. Messages go there from now on.")
        return redirect("contact")
    status = 422 if form.errors else 200
    return render(request, "messages/contact.html", {"form": form}, status=status)
