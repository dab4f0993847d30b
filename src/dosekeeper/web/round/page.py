"""Put the round together: one list a clinic, mine or everybody's, and its signature."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from dosekeeper.core.acts import SignRound
from dosekeeper.core.due import Stage
from dosekeeper.core.events import Entry, site_stream
from dosekeeper.core.people import Role
from dosekeeper.core.units import day_of
from dosekeeper.door.looking import Looked
from dosekeeper.door.rounds import Seen, seen_for
from dosekeeper.door.telling import unsigned_rounds
from dosekeeper.store import courses, directory, reading
from dosekeeper.store.courses import CourseRow
from dosekeeper.store.directory import DutyView
from dosekeeper.store.errors import NotYoursError
from dosekeeper.web.presenters.moments import when
from dosekeeper.web.round.listing import Roles, needing, roles_at, rows_of
from dosekeeper.web.round.rows import folded_row
from dosekeeper.wording import label


Made = dict[str, Any]
_LOOK = frozenset({Role.PRESCRIBER, Role.MANAGER})
SHOWN = 60


def round_page(person: str, asked: Mapping[str, str], now: datetime) -> Made:
    """What templates/round/page.html takes. Raises NotYoursError for who does no rounds."""
    duties = directory.sites_of(person)
    works = [duty for duty in duties if duty.role in _LOOK]
    clinics = list(dict.fromkeys(duty.site for duty in works if duty.view.kind == "clinic"))
    if not clinics:
        raise NotYoursError("round")
    everybody = "all" in asked or not any(d.role is Role.PRESCRIBER for d in works)
    rows = [r for r in courses.courses_of(person) if r.clinic in clinics]
    every = [r.course for r in rows] if everybody else []
    seen = seen_for({person}, {r.course: r.clinic for r in rows}, now, besides=every)
    listed = [r for r in rows if everybody or seen.is_on(person, r.course)]
    zone = ZoneInfo(works[0].view.zone)
    today = day_of(now, zone)
    return {
        "day": f"{today:%A} {today.day} {today:%B %Y}",
        "everybody": everybody,
        "both": any(d.role is Role.PRESCRIBER for d in works),
        "others": len(rows) - len(listed),
        "list": _list(listed, seen.looked, roles_at(duties), now),
        "signed": [
            _signed(person, duty, [r for r in rows if r.clinic == duty.site], seen, now)
            for duty in _clinics(works)
        ],
        "calls": _calls(listed, seen.looked, now),
    }


def _clinics(works: list[DutyView]) -> list[DutyView]:
    """One duty a clinic: the doctor's, who signs, before the manager's."""
    ranked = sorted(works, key=lambda duty: duty.role is Role.PRESCRIBER)
    return list({duty.site: duty for duty in ranked if duty.view.kind == "clinic"}.values())


def _list(
    listed: list[CourseRow], looked: Mapping[str, Looked], roles: Roles, now: datetime
) -> Made:
    need = needing(listed, looked, now).courses
    quiet = [r for r in listed if not looked[r.course].looks]
    made: Made = {
        "title": "Needs a look",
        "count": len(need),
        "tone": "warn" if need else "ok",
        "lead": True,
        "rows": rows_of(need[:SHOWN], looked, roles, now),
    }
    if len(need) > SHOWN:
        made["more"] = len(need) - SHOWN
    if quiet:
        names = directory.names(r.patient for r in quiet[:SHOWN])
        made["folded"] = {
            "label": f"{len(quiet)} with nothing to look at",
            "rows": [folded_row(r, names, now) for r in quiet[:SHOWN]],
            "more": {"label": f"All {len(quiet)}", "href": reverse("courses")}
            if len(quiet) > SHOWN
            else None,
        }
    return made


def _signed(
    person: str, duty: DutyView, rows: list[CourseRow], seen: Seen, now: datetime
) -> Made:
    """Whether the round of a clinic is signed today, by this person and by the others."""
    chart = reading.chart(site_stream(duty.site))
    zone = ZoneInfo(duty.view.zone)
    today = day_of(now, zone)
    signed = {whose: entry for (whose, on), entry in chart.rounds.items() if on == today}
    own = signed.get(person)
    treating = {seen.whose[r.course] for r in rows}
    waits = [one for one in unsigned_rounds(duty.site, treating, now) if one.of != person]
    names = directory.names({*signed, *(one.of for one in waits)})
    href = reverse("site-act", args=[duty.site, "sign-round"])
    doctor = duty.role is Role.PRESCRIBER
    mine = [r.course for r in rows if seen.is_on(person, r.course)] if doctor else []
    return {
        "clinic": duty.view.name,
        "own": {"when": when(own.at, zone, now), "says": _left(own)} if own else None,
        "others": ", ".join(
            f"{names[whose]} ({_left(entry)})"
            for whose, entry in signed.items()
            if whose != person
        ),
        "waits": [
            {
                "name": names[one.of],
                "late": one.stage(now) in {Stage.LATE, Stage.OVERDUE},
                "href": f"{href}?{urlencode({'instead_of': one.of})}",
            }
            for one in waits
        ],
        "href": href if chart.opened_at and not own and doctor else "",
        "open": sum(seen.looked[course].open for course in mine),
        "never_opened": not chart.opened_at,
    }


def _left(entry: Entry) -> str:
    act = entry.fact.act
    assert isinstance(act, SignRound)
    return f"{act.listed} on the list, {act.left or 'none'} left open"


def _calls(listed: list[CourseRow], looked: Mapping[str, Looked], now: datetime) -> Made | None:
    """Who was called in the last days, and who came back."""
    called = [(r, call) for r in listed for call in looked[r.course].called]
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
                "outcome": label("outcome", call.outcome),
                "when": when(call.at, ZoneInfo(r.zone), now),
            }
            for r, call in waiting
        ],
    }
