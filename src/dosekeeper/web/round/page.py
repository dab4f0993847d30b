"""Put the round together: one list a clinic, mine or everybody's, and its signature."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from dosekeeper.core.due import Stage
from dosekeeper.core.events import site_stream
from dosekeeper.core.people import Role
from dosekeeper.core.units import day_of
from dosekeeper.door.looking import Looked, looked_at
from dosekeeper.door.telling import unsigned_rounds
from dosekeeper.store import courses, directory, reading
from dosekeeper.store.courses import CourseRow
from dosekeeper.store.directory import DutyView
from dosekeeper.store.errors import NotYoursError
from dosekeeper.web.presenters.moments import when
from dosekeeper.web.round.rows import folded_row, row


Made = dict[str, Any]
_LOOK = frozenset({Role.PRESCRIBER, Role.MANAGER})
SHOWN = 60


def round_page(person: str, asked: Mapping[str, str], now: datetime) -> Made:
    """What templates/round/page.html takes. Raises NotYoursError for who does no rounds."""
    works = [duty for duty in directory.sites_of(person) if duty.role in _LOOK]
    clinics = list(dict.fromkeys(duty.site for duty in works if duty.view.kind == "clinic"))
    if not clinics:
        raise NotYoursError("round")
    everybody = "all" in asked or not any(d.role is Role.PRESCRIBER for d in works)
    rows = [r for r in courses.courses_of(person) if r.clinic in clinics]
    seen = looked_at((r.course for r in rows), now)
    listed = [r for r in rows if everybody or seen[r.course].doctor in {person, ""}]
    zone = ZoneInfo(works[0].view.zone)
    today = day_of(now, zone)
    return {
        "day": f"{today:%A} {today.day} {today:%B %Y}",
        "everybody": everybody,
        "both": any(d.role is Role.PRESCRIBER for d in works),
        "others": len(rows) - len(listed),
        "list": _list(listed, seen, now),
        "signed": [
            _signed(person, duty, _treating(rows, seen, duty.site), now)
            for duty in _clinics(works)
        ],
        "calls": _calls(listed, seen, now),
    }


def _clinics(works: list[DutyView]) -> list[DutyView]:
    return list({duty.site: duty for duty in works if duty.view.kind == "clinic"}.values())


def _list(listed: list[CourseRow], seen: Mapping[str, Looked], now: datetime) -> Made:
    names = directory.names(_people(listed, seen))
    need = [r for r in listed if seen[r.course].looks]
    need.sort(key=lambda r: _order(seen[r.course], now))
    quiet = [r for r in listed if not seen[r.course].looks]
    made: Made = {
        "title": "Needs a look",
        "count": len(need),
        "tone": "warn" if need else "ok",
        "lead": True,
        "rows": [row(r, seen[r.course], names, now) for r in need[:SHOWN]],
    }
    if len(need) > SHOWN:
        made["more"] = len(need) - SHOWN
    if quiet:
        made["folded"] = {
            "label": f"{len(quiet)} with nothing to look at",
            "rows": [folded_row(r, names, now) for r in quiet[:SHOWN]],
            "more": {"label": f"All {len(quiet)}", "href": reverse("courses")}
            if len(quiet) > SHOWN
            else None,
        }
    return made


def _order(looked: Looked, now: datetime) -> tuple[int, datetime]:
    """The worst reason first; of equal ones what nobody has taken on, then the oldest."""
    first = looked.looks[0]
    places = list(type(first.why))
    return places.index(first.why) * 2 + bool(first.acknowledged_by), first.since_at or now


def _people(listed: list[CourseRow], seen: Mapping[str, Looked]) -> set[str]:
    found = {r.patient for r in listed}
    for r in listed:
        for look in seen[r.course].looks:
            found |= {look.about, look.acknowledged_by}
    return found - {""}


def _treating(rows: list[CourseRow], seen: Mapping[str, Looked], clinic: str) -> set[str]:
    here = (r for r in rows if r.clinic == clinic and r.closed_at is None)
    return {seen[r.course].doctor for r in here}


def _signed(person: str, duty: DutyView, treating: set[str], now: datetime) -> Made:
    """Whether the round of a clinic is signed today, by this person and by the others."""
    chart = reading.chart(site_stream(duty.site))
    today = day_of(now, ZoneInfo(duty.view.zone))
    signed = {whose: entry for (whose, on), entry in chart.rounds.items() if on == today}
    own = signed.get(person)
    waits = [one for one in unsigned_rounds(duty.site, treating, now) if one.of != person]
    names = directory.names({*signed, *(one.of for one in waits)})
    href = reverse("site-act", args=[duty.site, "sign-round"])
    return {
        "clinic": duty.view.name,
        "own": when(own.at, ZoneInfo(duty.view.zone), now) if own else None,
        "others": ", ".join(names[whose] for whose in signed if whose != person),
        "waits": [
            {
                "name": names[one.of],
                "late": one.stage(now) in {Stage.LATE, Stage.OVERDUE},
                "href": f"{href}?{urlencode({'instead_of': one.of})}",
            }
            for one in waits
        ],
        "href": href if chart.opened_at and not own and duty.role is Role.PRESCRIBER else "",
        "never_opened": not chart.opened_at,
    }


def _calls(listed: list[CourseRow], seen: Mapping[str, Looked], now: datetime) -> Made | None:
    """Who was called in the last days, and who came back."""
    called = [(r, call) for r in listed for call in seen[r.course].called]
    if not called:
        return None
    waiting = [(r, call) for r, call in called if call.back_at is None]
    names = directory.names(r.patient for r, _ in waiting)
    return {
        "called": len(called),
        "back": len(called) - len(waiting),
        "waiting": [
            {
                "name": names[r.patient],
                "href": reverse("course", args=[r.course]),
                "when": when(call.at, ZoneInfo(r.zone), now),
            }
            for r, call in waiting
        ],
    }
