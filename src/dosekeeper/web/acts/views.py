"""One view for every verb: show the form with its verdict, ask for it, answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dosekeeper.web import asking, scene
from dosekeeper.web.acts import judging
from dosekeeper.web.acts.forms import FORMS, ActForm
from dosekeeper.web.acts.judging import Answer
from dosekeeper.web.presenters.banner import banner
from dosekeeper.web.presenters.duties import link_for
from dosekeeper.web.scene import Scene


@sensitive_post_parameters("second_password", "second_code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@asking.answered
def act(request: HttpRequest, *, verb: str, course: str = "", site: str = "") -> HttpResponse:
    """GET: the form, and what the rules say of it as it stands. POST: ask for it."""
    here = standing(request, verb, course, site)
    if request.method != "POST":
        form = FORMS[verb](here, asked=request.GET.dict())
        return page(request, form, judging.rehearse(form.filled()))
    form = FORMS[verb](here, request.POST.dict())
    if "check" in request.POST:
        return page(request, form, judging.rehearse(form))
    if "write-down" in request.POST and (seen := judging.rehearse(form)).allowed:
        return page(request, form, seen)  # it is allowed by now: nothing is to be recorded
    answer = judging.send(FORMS[verb](here, request.POST.dict()))
    if answer.outcome and answer.allowed:
        return done(request, answer)
    answer.form.renew_key()
    return page(request, answer.form, answer)


@sensitive_post_parameters("second_password", "second_code")
@never_cache
@require_POST
@asking.answered
def verdict(
    request: HttpRequest, *, verb: str, course: str = "", site: str = ""
) -> HttpResponse:
    """The verdict of the form as it is filled in, and the button that goes with it."""
    here = standing(request, verb, course, site)
    answer = judging.rehearse(FORMS[verb](here, request.POST.dict()))
    actions = judging.buttons(answer, back(here)) | {"oob": True}
    context = {"verdict": judging.panel(answer), "actions": actions}
    return render(request, "acts/verdict.html", context)


def standing(request: HttpRequest, verb: str, course: str, site: str) -> Scene:
    """Where the person stands, in the role that may ask. Raises what ``answered`` answers."""
    person, now = asking.person_of(request), asking.now()
    here = scene.of_course(person, course, now) if course else scene.of_site(person, site, now)
    return scene.acting(here, verb)


def page(request: HttpRequest, form: ActForm, answer: Answer) -> HttpResponse:
    """The form with the verdict beside it."""
    here = form.scene
    context = {
        "banner": banner(here) if here.is_course else None,
        "place": here.name(here.id),
        "form": form,
        "facts": form.facts(),
        "verdict": judging.panel(answer),
        "actions": judging.buttons(answer, back(here)),
        "recorded": judging.recorded(answer),
        "back": back(here),
        "verdict_href": f"{request.path}verdict",
    }
    return render(request, "acts/act.html", context, status=answer.status)


def done(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Back to where it was asked from, with a word that it is recorded."""
    form = answer.form
    messages.success(request, f"Recorded: {answer.deed}.")
    if form.verb == "open":
        return redirect("course", form.cleaned_data["course"])
    if form.verb == "sign-round":
        return redirect("round")
    return redirect(_again(request, form) or back(form.scene))


def _again(request: HttpRequest, form: ActForm) -> str | None:
    """Where that is asked again for which this act was to clear the way, if for any."""
    then = form.cleaned_data.get("of_verb") or request.GET.get("then", "")
    return link_for(form.scene, then)


def back(here: Scene) -> str:
    """Where an act is asked from."""
    if here.is_course:
        return reverse("course", args=[here.id])
    inside = here.places[here.id].inside
    return reverse("register", args=[here.id]) if inside else reverse("today")
