"""The two hours after a dose, on the phone: a look each quarter of an hour, then the end.

All of it is worked out from the record (the dose and what was seen since) each time the page
is drawn; the phone only counts down to the next moment it was told. So it goes on after the
phone slept, after a reload, and on another phone.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dosekeeper import door
from dosekeeper.core.acts import Condition
from dosekeeper.core.due import Kind
from dosekeeper.core.due.session_record import prompts
from dosekeeper.core.facts import Observed, Taken
from dosekeeper.core.units import BadValueError
from dosekeeper.desk.decide import KeyReusedError
from dosekeeper.web.trusted.speaking import show
from dosekeeper.web.trusted.standing import Box, with_phone
from dosekeeper.wording import said


KEY_MAX = 64


@with_phone("GET", "HEAD", "POST")
def watch(request: HttpRequest, here: Box) -> HttpResponse:
    """How they are, with one tap; until it is over."""
    dose = here.watch
    if dose is None:
        return redirect("box")
    if request.method != "POST":
        return _page(request, here, dose)
    try:
        outcome = door.submit(
            here.scene.person,
            here.scene.stream,
            "observe",
            _seen(request, dose),
            now=here.scene.now,
            key=request.POST.get("key", "")[:KEY_MAX] or secrets.token_hex(16),
        )
    except (BadValueError, KeyReusedError):
        return _page(request, here, dose, status=422)
    if not outcome.verdict.allowed:
        reasons = [
            said(each, here.scene.names, here.scene.chart.zone, here.language).line
            for each in outcome.verdict.blocking
        ]
        return _page(request, here, dose, reasons=reasons, status=422)
    return redirect("box" if "ended" in request.POST else "box-watch")


def _seen(request: HttpRequest, dose: Taken) -> dict[str, Any]:
    return {
        "dose": dose.position,
        "condition": request.POST.get("ended") or request.POST.get("condition", ""),
        "ended": "ended" in request.POST,
    }


def _page(
    request: HttpRequest,
    here: Box,
    dose: Taken,
    *,
    reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    scene, zone, say = here.scene, here.scene.chart.zone, here.say["watch"]
    ends_at = dose.at + here.looking.hours(Kind.SESSION, "watch-hours")
    look_at = next_look_at(here, dose)
    context = {
        "now_ms": _ms(scene.now),
        "look_ms": _ms(look_at) if look_at else "",
        "ends_ms": _ms(ends_at),
        "look_now": look_at is not None and look_at <= scene.now,
        "minutes": max(0, -((scene.now - look_at) // timedelta(minutes=1))) if look_at else 0,
        "over": scene.now >= ends_at,
        "given": say["given"].format(when=f"{dose.at.astimezone(zone):%H:%M}"),
        "until": say["ends"].format(when=f"{ends_at.astimezone(zone):%H:%M}"),
        "looks": _looks(here, dose),
        "key": secrets.token_hex(16),
        "reasons": reasons or [],
    }
    return show(request, "watch", context, scene.chart, status)


def _ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


# --- which look is next --------------------------------------------------------------------


def next_look_at(here: Box, dose: Taken) -> datetime | None:
    """Return the first moment whose look was neither done nor missed; none after the end."""
    for at, seen, missed in _slots(here, dose):
        if seen is None and not missed:
            return at
    return None


def _slots(here: Box, dose: Taken) -> list[tuple[datetime, Observed | None, bool]]:
    """Put every look to the moment it is nearest to: moment, look, whether it is past."""
    every = timedelta(minutes=here.looking.number(Kind.SESSION, "look-minutes"))
    looks = here.scene.chart.observed.get(dose.position, ())
    found = []
    for at in prompts(here.looking, dose):
        near = [look for look in looks if at - every / 2 <= look.at < at + every / 2]
        seen = near[-1] if near else None
        found.append((at, seen, here.scene.now >= at + every / 2))
    return found


def _looks(here: Box, dose: Taken) -> list[dict[str, str]]:
    say, zone, following = here.say["watch"], here.scene.chart.zone, next_look_at(here, dose)
    shown = []
    for at, seen, missed in _slots(here, dose):
        if seen is not None:
            word, tone = say[seen.act.condition], _TONES[seen.act.condition]
        elif missed:
            word, tone = say["missed"], "warn"
        else:
            word, tone = say["ahead"], "info" if at == following else "quiet"
        moment = seen.at if seen is not None else at
        shown.append({"at": f"{moment.astimezone(zone):%H:%M}", "word": word, "tone": tone})
    return shown


_TONES = {Condition.WELL: "ok", Condition.DROWSY: "info", Condition.UNWELL: "refuse"}
