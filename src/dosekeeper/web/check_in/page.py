"""The page of the daily check-in: questions in a patient's language, and where to get help."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation.trans_real import parse_accept_lang_header

from dosekeeper.core.acts import ANSWERS
from dosekeeper.core.acts.following import SCALE_MAX
from dosekeeper.core.units import day_of, zone_named
from dosekeeper.door.helplines import help_in
from dosekeeper.door.shapes import Help
from dosekeeper.store import courses, directory
from dosekeeper.store.contacts import contacts_of
from dosekeeper.store.links import LinkView
from dosekeeper.web.presenters.helplines import spoken
from dosekeeper.wording.languages import LANGUAGES
from dosekeeper.wording.patient import language_among, patient_day, patient_words


COOKIE = "dosekeeper_language"
COOKIE_SECONDS = 365 * 24 * 60 * 60
SCALES = frozenset({"mood", "craving", "liking", "sleep"})
NUMBERS = frozenset({"extra_doses", "missed_doses"})
SINCE = "extra_doses"
"""From here on it is asked about the time since the last check-in."""
FEW = 3
"""Doses that have a button of their own; more are typed."""
MORE = "more"
NO_ANSWER = "–"  # noqa: RUF001 - a dash, as people draw one
Context = dict[str, Any]
Question = dict[str, Any]


def language_of(request: HttpRequest, person: str = "") -> str:
    """What somebody chose, here or before, is written to in, or has their phone set to."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return language_among(
        [
            request.GET.get("lang", ""),
            request.COOKIES.get(COOKIE, ""),
            *(way.language for way in (contacts_of(person) if person else ())),
            *(word for word, _ in accepted),
        ]
    )


def context(
    language: str,
    link: LinkView | None,
    state: str,
    *,
    typed: Mapping[str, str] | None = None,
    wrong_at: Collection[str] = (),
    **more: Any,
) -> Context:
    """What templates/check_in/page.html takes; without a link it is the page of no link.

    ``typed`` is what a form that comes back was filled with, ``wrong_at`` names the answers
    in it that could not be read.
    """
    say = patient_words(language)
    asked = [_question(say, name, typed or {}) for name in ORDER] if state == "form" else []
    return {
        "say": say,
        "language": language,
        "others": [
            {"code": code, "name": patient_words(code)["language"]}
            for code in LANGUAGES
            if code != language and state != "private"
        ],
        "state": state,
        "questions": asked,
        "wrong_at": wrong_at,
        "until": _until(link, language) if link else "",
        "help": [spoken(line, language) for line in _lines(link)],
        "worker": reverse("check-in-worker"),
        "scope": scope(),
        **more,
    }


def scope() -> str:
    """The folder that the worker looks after: where all links are."""
    return reverse("check-in-worker").removesuffix("worker.js")


ORDER = ("safe", *(name for name in ANSWERS if name != "safe"), "worry")
"""Whether somebody is safe is asked first: who stops halfway was asked it."""


def _question(say: Mapping[str, Any], name: str, typed: Mapping[str, str]) -> Question:
    """What templates/check_in/question.html takes."""
    words, given = say["ask"][name], typed.get(name, "")
    question: Question = {
        "name": name,
        "says": words["says"],
        "hint": words.get("hint", ""),
        "since": name == SINCE,
    }
    if name == "worry":
        return question | {"kind": "text", "typed": given}
    skip = {"value": "", "text": NO_ANSWER, "spoken": say["page"]["no_answer"]}
    if name in SCALES:
        ends = {0: words["low"], SCALE_MAX: words["high"]}
        cells = [
            {"value": n, "text": n, "spoken": f"{n}: {ends[n]}" if n in ends else ""}
            for n in range(SCALE_MAX + 1)
        ]
        question |= {"kind": "scale", "ends": ends, **words}
    elif name in NUMBERS:
        cells = [{"value": n, "text": n} for n in range(FEW + 1)]
        cells.append({"value": MORE, "text": say["page"]["more"]})
        question |= {
            "kind": "number",
            "many": words["many"],
            "least": FEW + 1,
            "typed": typed.get(f"{name}-many", ""),
        }
    else:
        cells = [
            {"value": word, "text": words.get(word) or say["page"][word]}
            for word in ("yes", "no")
        ]
        question |= {"kind": "yes-no"}
    for cell in cells:
        cell["checked"] = str(cell["value"]) == given
    return question | {"cells": [*cells, skip]}


def _until(link: LinkView, language: str) -> str:
    zones = courses.patients_of({link.course})
    zone = zone_named(zones[link.course][1])
    last_on = day_of(link.expires_at - timedelta(seconds=1), zone)
    day = patient_day(last_on, language)
    return str(patient_words(language)["page"]["until"]).format(day=day)


def _lines(link: LinkView | None) -> list[Help]:
    """The numbers of the course's country and its clinic; without a link, of anybody's."""
    if link is None:
        return help_of_all()
    return list(help_in(*directory.treated_at(link.course)))


def help_of_all() -> list[Help]:
    """The numbers of the countries of all clinics kept here, and no clinic's own.

    Who has no link is nobody's patient as far as is known, and is told no clinic's name.
    """
    zones = [site.zone for site in directory.sites() if site.kind == "clinic"]
    found = [line for zone in dict.fromkeys(zones or ["UTC"]) for line in help_in(zone)]
    return [line for at, line in enumerate(found) if line not in found[:at]]


def form_answers(sent: Mapping[str, str]) -> dict[str, Any]:
    """Read what a form without a script sent; what is left open is not there at all."""
    found: dict[str, Any] = {}
    for name in ORDER:
        text = sent.get(name, "")
        if text == MORE and name in NUMBERS:
            text = sent.get(f"{name}-many", "")
        if not text.strip():
            continue
        if name == "worry":
            found[name] = text
        elif name in SCALES | NUMBERS:
            found[name] = int(text) if text.isascii() and text.isdigit() else text
        else:
            found[name] = {"yes": True, "no": False}.get(text, text)
    return found
