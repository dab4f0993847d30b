"""Put the first page together: lists for the staff, their own course for the others."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from dosekeeper.core.due import Stage
from dosekeeper.core.people import Role
from dosekeeper.core.units import day_of
from dosekeeper.store import courses, directory, notable
from dosekeeper.store.heads import heads
from dosekeeper.web.messages.page import message_notice
from dosekeeper.web.presenters.moments import when
from dosekeeper.web.today.home import home
from dosekeeper.web.today.lists import StaffLists, staff_lists


HOMES_MAX = 5


def today_page(person: str, now: datetime, only: str = "") -> dict[str, Any]:
    """What templates/today/page.html takes; ``only`` is ``late`` or ``overdue``."""
    works = directory.sites_of(person)
    own = courses.own_courses(person, HOMES_MAX)
    stage = next((stage for stage in TABS if stage == only), None)
    found = staff_lists(person, works, now, stage) if works else None
    lists = found.lists if found else []
    zone = ZoneInfo(works[0].view.zone if works else next(iter(own.values()), "UTC"))
    day = day_of(now, zone)
    return {
        "day": f"{day:%A} {day.day} {day:%B %Y}",
        "messages_state": message_notice(works, now),
        "lists": lists,
        "tabs": _tabs(found, stage) if found and (found.late or found.overdue) else None,
        "homes": [home(person, course, now) for course in own],
        "quiet": _quiet(person, bool(lists)) if works and stage is None else None,
        "none_left": works and stage is not None and not lists,
        "doctors": any(duty.role is Role.PRESCRIBER for duty in works),
        "nothing": not works and not own,
        "ledger": _ledger(person, zone, now)
        if any(duty.role is Role.AUDITOR for duty in works)
        else None,
    }


TABS = (Stage.LATE, Stage.OVERDUE)


def _tabs(found: StaffLists, chosen: Stage | None) -> dict[str, Any]:
    """What components/tabs.html takes: everything, what is late, what is overdue."""
    here = reverse("today")
    counts = {
        None: ("All", found.every, None),
        Stage.LATE: ("Late", found.late, "warn"),
        Stage.OVERDUE: ("Overdue", found.overdue, "refuse"),
    }
    return {
        "label": "How late",
        "tabs": [
            {
                "label": says,
                "href": f"{here}?only={stage}" if stage else here,
                "current": stage is chosen,
                "count": count,
                "tone": tone if count else None,
            }
            for stage, (says, count, tone) in counts.items()
        ],
    }


def _quiet(person: str, busy: bool) -> dict[str, Any]:  # noqa: FBT001 - one of two words
    """How many courses there are beside those that need somebody."""
    return {"busy": busy, "open": courses.open_courses(person)}


def _ledger(person: str, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    found = notable.reach(person)
    return {
        "courses": found.streams,
        "facts": found.facts,
        "last": when(found.last_at, zone, now) if found.last_at else None,
        "head": heads(now).digest,
    }
