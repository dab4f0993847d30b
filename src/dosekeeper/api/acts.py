"""Every verb as an operation of its own: ``POST /courses/{course}/fill`` and its like."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError

from dosekeeper.api.asked import KEY, DryRun, Key, only
from dosekeeper.api.problems import not_found, problem
from dosekeeper.api.schema import ACT_ANSWERS, body_of, summary_of
from dosekeeper.api.sent import read_body
from dosekeeper.core.acts import COURSE_VERBS, SITE_VERBS
from dosekeeper.core.events import Entry, course_stream, site_stream
from dosekeeper.core.plain import from_plain
from dosekeeper.core.units import BadValueError
from dosekeeper.core.verdict import Answer
from dosekeeper.desk.decide import Outcome
from dosekeeper.door import Second, present, present_entry, read_instant, rehearse, submit
from dosekeeper.door.helplines import help_for
from dosekeeper.door.showing import instant
from dosekeeper.store import directory, reading


_NO_KEY = "Send a key of your own with it; the same key gets the first answer again."


def add_acts(api: NinjaAPI) -> None:
    """Give every verb its address, and every other word a list of the verbs."""
    for verb in sorted(COURSE_VERBS):
        _add(api, "course", verb, _course_act(verb))
    for verb in sorted(SITE_VERBS):
        _add(api, "site", verb, _site_act(verb))
    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    for kind, verbs in (("course", COURSE_VERBS), ("site", SITE_VERBS)):
        path = f"/{kind}s/{{name}}/{{word}}"
        api.api_operation(methods, path, include_in_schema=False)(_unknown(verbs))


def _add(api: NinjaAPI, kind: str, verb: str, view: Callable[..., HttpResponse]) -> None:
    api.post(
        f"/{kind}s/{{{kind}}}/{verb}",
        operation_id=f"{kind}-{verb}",
        summary=summary_of(verb),
        tags=[f"{kind} acts"],
        response=ACT_ANSWERS,
        openapi_extra={"requestBody": body_of(verb)},
    )(view)


def _course_act(verb: str) -> Callable[..., HttpResponse]:
    def view(
        request: HttpRequest, course: str, *, dry_run: DryRun = False, key: Key = None
    ) -> HttpResponse:
        stream = _stream(course_stream, course, opening=verb == "open")
        return act(request, stream, verb, dry_run=dry_run, key=key)

    return view


def _site_act(verb: str) -> Callable[..., HttpResponse]:
    def view(
        request: HttpRequest, site: str, *, dry_run: DryRun = False, key: Key = None
    ) -> HttpResponse:
        stream = _stream(site_stream, site, opening=False)
        return act(request, stream, verb, dry_run=dry_run, key=key)

    return view


def _unknown(verbs: frozenset[str]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, name: str, word: str) -> HttpResponse:  # noqa: ARG001 - ninja reads names
        return problem(
            "unknown-verb", f"{word[:80]!r} is not one of the verbs.", verbs=sorted(verbs)
        )

    return view


def _stream(named: Callable[[str], str], name: str, *, opening: bool) -> str | None:
    """Name the stream. A word that cannot be a name is only wrong where one is made."""
    try:
        return named(name)
    except BadValueError:
        if opening:
            raise
        return None


def act(
    request: HttpRequest, stream: str | None, verb: str, *, dry_run: bool, key: str | None
) -> HttpResponse:
    """Read, ask the desk once, answer."""
    only(request, "dry_run")
    data = read_body(request)
    if stream is None:
        return not_found()
    if key is None and not dry_run:
        return problem("malformed", f"{KEY}: is missing. {_NO_KEY}", field=KEY)
    now = timezone.now()
    sent: dict[str, Any] = {
        "at": read_instant("at", data.pop("at")) if "at" in data else None,
        "second": _second(data.pop("second")) if "second" in data else None,
    }
    person = person_of(request)
    if dry_run:
        return answer(rehearse(person, stream, verb, data, now=now, **sent), stream, verb)
    outcome = submit(person, stream, verb, data, now=now, key=key, **sent)
    return answer(outcome, stream, verb)


def person_of(request: HttpRequest) -> str:
    """Return who asks; ``who.authenticated`` has put it there."""
    person: str | None = getattr(request, "auth", None)
    if not person:
        raise AuthenticationError
    return person


def _second(data: object) -> Second:
    second: Second = from_plain(Second, data, "second")
    return second


def answer(outcome: Outcome, stream: str, verb: str) -> HttpResponse:
    """Show what came of it: 200, or 422 with the reasons as data."""
    shown = present(outcome.verdict)
    reasons = shown["reasons"]
    body = {
        "dry_run": outcome.entry is None,
        "verdict": {name: value for name, value in shown.items() if name != "reasons"},
        "reasons": reasons,
    }
    if outcome.verdict.allowed:
        entry = present_entry(outcome.entry) if outcome.entry else None
        response = HttpResponse(
            json.dumps(body | {"entry": entry}), content_type="application/json"
        )
    else:
        word = "refused" if outcome.verdict.answer is Answer.REFUSED else "unchecked"
        response = problem(
            word,
            "; ".join(reason["sentence"] for reason in reasons if reason["blocks"]),
            **body,
            entry=outcome.entry.position if outcome.entry else None,
            task=_task(outcome.entry),
            help=_help(outcome, stream, verb),
        )
    if outcome.again:
        response["Idempotent-Replay"] = "true"
    return response


def _task(entry: Entry | None) -> dict[str, Any] | None:
    """Show the task a refusal opened: a clinician owes the patient a word by then."""
    if entry is None or not entry.fact.task_due_at:
        return None
    return {"position": entry.position, "due_at": instant(entry.fact.task_due_at)}


def _help(outcome: Outcome, stream: str, verb: str) -> list[Any]:
    """Say where to get help, where the doors show it."""
    chart, owed = reading.chart(stream), _task(outcome.entry) is not None
    clinic = directory.site_if_known(chart.clinic)
    return list(help_for(verb, outcome.verdict, chart.zone.key, clinic, owed=owed))
