"""The acts of the box on the phone: the same forms, the same verdict before they are sent."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dosekeeper.web import scene
from dosekeeper.web.acts import judging
from dosekeeper.web.acts.fields import Pick, Whole
from dosekeeper.web.acts.forms import FORMS, ActForm
from dosekeeper.web.acts.forms.base import Fact
from dosekeeper.web.acts.forms.hands import HeldForm
from dosekeeper.web.acts.judging import Answer
from dosekeeper.web.trusted.home import count_asked, offered, unit_word, units
from dosekeeper.web.trusted.speaking import show
from dosekeeper.web.trusted.standing import Box, with_phone
from dosekeeper.wording import panel_words
from dosekeeper.wording.languages import FIRST


VERBS = (
    "accept",
    "decline",
    "dose",
    "count",
    "hand-over",
    "return",
    "lost",
    "found",
    "observe",
    "report",
    "revoke",
)
"""What is done at a box. Everything else somebody may ask for is asked for elsewhere."""


class BoxVerb:
    """One of these verbs in an address."""

    regex = "|".join(sorted(map(re.escape, VERBS), key=len, reverse=True))

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@with_phone("GET", "HEAD", "POST")
def act(request: HttpRequest, here: Box, verb: str) -> HttpResponse:
    """Show the form with what the rules say of it; send it."""
    if request.method != "POST":
        form = _form(here, verb, asked=request.GET.dict())
        return _page(request, here, form, judging.rehearse(_spoken(here, form.filled())))
    form = _form(here, verb, request.POST.dict())
    if "check" in request.POST:
        return _page(request, here, form, judging.rehearse(form))
    if "write-down" in request.POST and (seen := judging.rehearse(form)).allowed:
        return _page(request, here, form, seen)
    answer = judging.send(_form(here, verb, request.POST.dict()))
    if answer.outcome and answer.allowed:
        recorded = here.say["box"]["recorded"]
        deed = f": {answer.deed}" if here.language == FIRST else ""
        messages.success(request, f"{recorded}{deed}")
        return redirect("box-watch" if verb == "dose" else "box")
    answer.form.renew_key()
    return _page(request, here, answer.form, answer)


@with_phone("POST")
def verdict(request: HttpRequest, here: Box, verb: str) -> HttpResponse:
    """What the rules say of the form as it is filled in."""
    answer = judging.rehearse(_form(here, verb, request.POST.dict()))
    actions = judging.buttons(answer, reverse("box"), here.language) | {"oob": True}
    context = {"verdict": judging.panel(answer, link_for, here.language), "actions": actions}
    return show(request, "verdict", context, here.scene.chart)


def link_for(verb: str) -> str | None:
    """Where an act is asked for, on this phone."""
    return reverse("box-act", args=[verb]) if verb in VERBS else None


def _form(
    here: Box,
    verb: str,
    data: dict[str, str] | None = None,
    asked: dict[str, str] | None = None,
) -> ActForm:
    return _spoken(here, FORMS[verb](scene.acting(here.scene, verb), data, asked))


def _spoken(here: Box, form: ActForm) -> ActForm:
    """Let a form speak the language of the phone; in English it does."""
    if form.verb == "revoke":  # one's own role, and nobody else's
        form.offer("delegate", [(here.scene.person, here.scene.name(here.scene.person))])
    if here.language == FIRST:
        return form
    say = here.say
    own = say["acts"][form.verb]
    vars(form).update(
        title=own["title"],
        button=own["button"],
        intro=own.get("intro", ""),
        fold_label=say["fields"]["already" if "already" in form.fields else "at"],
        optional=panel_words(here.language)["optional"],
        nothing=say["nothing"]["says"] if form.nothing else "",
    )
    for name, field in form.fields.items():
        field.label = say["fields"].get(name, field.label)
        field.help_text = ""
        if error := say["errors"].get(type(field).__name__.lower()):
            field.error_messages["invalid"] = error
        if isinstance(field, Whole) and field.suffix:
            field.suffix = say["suffixes"].get(field.suffix) or unit_word(here, 2)
        if isinstance(field, Pick) and (words := say["choices"].get(name)):
            field.choices = [
                (value, words.get(str(value), text)) for value, text in _pairs(field)
            ]
    return form


def _facts(here: Box, form: ActForm) -> Iterator[Fact]:
    """What somebody wants to see before typing a number."""
    if here.language == FIRST:
        yield from form.facts()
        return
    say = here.say["fields"]
    if form.verb in {"accept", "decline"}:
        for offer in offered(here):
            product = offer.movements[0].product
            yield {"label": say["offer"], "value": units(here, offer.units, product)}
    elif isinstance(form, HeldForm) and form.verb != "count" and not count_asked(here):
        yield {"label": say["box"], "value": units(here, here.held)}


def _pairs(field: Pick) -> list[tuple[str, str]]:
    choices: Any = field.choices  # in these forms never grouped
    return [(str(value), str(text)) for value, text in choices]


def _page(request: HttpRequest, here: Box, form: ActForm, answer: Answer) -> HttpResponse:
    actions = judging.buttons(answer, reverse("box"), here.language)
    context = {
        "form": form,
        "facts": list(_facts(here, form)),
        "verdict": judging.panel(answer, link_for, here.language),
        "actions": actions,
        "recorded": judging.recorded(answer, here.language),
        "back": reverse("box"),
        "verdict_href": f"{request.path}verdict",
        "calls": form.verb in {"report", "observe"},
    }
    return show(request, "act", context, here.scene.chart, answer.status)
