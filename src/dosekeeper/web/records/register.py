"""The register of a site's stock: a sheet a lot, with its running balance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from dosekeeper.core.events import site_stream
from dosekeeper.core.ledger import HandKind, kind_of, who_of
from dosekeeper.core.people import Role, may
from dosekeeper.core.units import BadValueError, check_day, day_of, start_of
from dosekeeper.rulebook import product_name
from dosekeeper.store import courses, directory, reading
from dosekeeper.store.directory import SiteView
from dosekeeper.store.register import RegisterLine
from dosekeeper.web.presenters.moments import When, short_day, when_day
from dosekeeper.web.presenters.timeline import ICONS
from dosekeeper.wording import amount, amount_name, form_of, hand_name, label


DAYS_SHOWN = 31
_TOLD = frozenset({HandKind.RETURNED, HandKind.UNACCOUNTED})
"""Other hands are said already: a fill's is the patient's, waste went to waste."""


@dataclass(frozen=True, slots=True)
class Names:
    """Who people, sites and patients are, for one page."""

    of: Mapping[str, str]
    patients: Mapping[str, tuple[str, str]]
    zone: ZoneInfo

    def patient(self, stream: str) -> str:
        """``Lucia Moreno, lucia`` for a course, nothing for a site."""
        kind, _, course = stream.partition(":")
        if kind != "course":
            return ""
        patient, _ = self.patients.get(course, (course, ""))
        return f"{self.of.get(patient, patient)}, {course}"


def register_page(
    person: str, site: str, asked: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    """What templates/records/register.html takes. Raises NotYoursError."""
    directory.access_site(person, site)
    view = directory.site(site)
    zone = ZoneInfo(view.zone)
    today = day_of(now, zone)
    first, last = _range(asked, today)
    since, until = start_of(first, zone), start_of(last + timedelta(days=1), zone)
    lines, opening = _lines(site, since, until)
    names = _names(lines, zone)
    sheets = [
        _sheet(view, place, found, opening[place], (first, last), names)
        for place, found in lines.items()
    ]
    works = directory.sites_of(person)
    others = [each for each in works if each.view.inside and each.site != site]
    return {
        "place": view.name,
        "site": site,
        "kept": view.inside,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "today": today.isoformat(),
        "range": f"{short_day(first)} {first.year} to {short_day(last)} {last.year}",
        "sheets": sheets,
        "others": [
            {"site": site, "name": name}
            for site, name in {each.site: each.view.name for each in others}.items()
        ],
        "actions": _actions(site, {each.role for each in works if each.site == site})
        if view.inside
        else None,
    }


_ACTS: tuple[tuple[str, str], ...] = (
    ("receive", "Receive a delivery"),
    ("count", "Count"),
    ("waste", "Waste"),
    ("return", "Return for destruction"),
    ("lost", "Report a loss"),
    ("found", "Report found units"),
)


def _actions(site: str, roles: set[Role]) -> dict[str, Any] | None:
    """What may be done with a stock; before it is opened, only that."""
    stock = reading.chart(site_stream(site))
    acts = _ACTS if stock.position else (("open-site", "Open this stock"),)
    if any(not case.gap for case in stock.cases.values()):
        acts += (("resolve", "Close a count difference"),)
    links = [
        {
            "label": says,
            "href": reverse("site-act", args=[site, verb]),
            "icon": ICONS[verb],
        }
        for verb, says in acts
        if any(may(role, verb) for role in roles)
    ]
    return {"primary": links[0], "others": links[1:]} if links else None


def _range(asked: Mapping[str, str], today: date) -> tuple[date, date]:
    """The days asked for; whatever is no day is the usual one."""
    last = _day(asked.get("to", "")) or today
    first = _day(asked.get("from", "")) or last - timedelta(days=DAYS_SHOWN)
    return min(first, last), max(first, last)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
        check_day("day", day)
    except (ValueError, BadValueError):
        return None
    return day


Place = tuple[str, str]
Lines = dict[Place, list[RegisterLine]]


def _lines(site: str, since: datetime, until: datetime) -> tuple[Lines, dict[Place, int]]:
    """Product and lot to its lines of these days, and to what lay there before them."""
    told = reading.register(site, since=since)
    opening: dict[Place, int] = {}
    made: Lines = {}
    for row in reading.stock(site):
        if kind_of(row.hand) is HandKind.STOCK:
            opening[row.product, row.lot] = row.units
            made[row.product, row.lot] = []
    # What lies there now is what lay there before, unless something happened since.
    for line in reversed(told):
        opening[_place(line)] = line.balance - line.change
    for line in told:
        if line.recorded_at < until:
            made.setdefault(_place(line), []).append(line)
    return made, opening


def _place(line: RegisterLine) -> Place:
    return line.product, line.lot or ""


def _names(lines: Lines, zone: ZoneInfo) -> Names:
    every = [line for found in lines.values() for line in found]
    streams = {line.stream.partition(":")[2] for line in every if "course:" in line.stream}
    patients = courses.patients_of(streams)
    people = {who.person for line in every for who in (line.by, line.second) if who}
    people |= {who_of(line.other) for line in every if line.other}
    people |= {patient for patient, _ in patients.values()}
    return Names(directory.names(people - {""}), patients, zone)


def _sheet(
    view: SiteView,
    place: Place,
    lines: list[RegisterLine],
    before: int,
    days: tuple[date, date],
    names: Names,
) -> dict[str, Any]:
    """What components/register_table.html takes."""
    product, lot = place
    form = form_of(product)
    struck = {(line.stream, line.corrects) for line in lines if line.corrects is not None}
    balance = lines[-1].balance if lines else before
    return {
        "place": view.name,
        "product": product_name(product),
        "lot": lot,
        "unit": amount_name(form, balance),
        "balance": amount(form, balance),
        "opening": {"when": _edge(days[0]), "balance": amount(form, before)},
        "rows": [_row(line, struck, names) for line in lines],
        "closing": {"when": _edge(days[1]), "balance": amount(form, balance)},
    }


def _edge(day: date) -> When:
    return when_day(day, day) | {"text": f"{short_day(day)} {day.year}"}


def _row(line: RegisterLine, struck: set[tuple[str, int]], names: Names) -> dict[str, Any]:
    local = line.at.astimezone(names.zone)
    counted, form = line.counted is not None, form_of(line.product)
    return {
        "when": {
            "text": f"{short_day(local.date())} {local:%H:%M}",
            "iso": local.isoformat(timespec="seconds"),
            "full": f"{local:%A} {local.day} {local:%B %Y %H:%M:%S %Z}",
        },
        "says": _says(line, names),
        "party": _party(line, names),
        "into": amount(form, line.change) if line.change > 0 else None,
        "out": amount(form, -line.change) if line.change < 0 else None,
        "balance": amount(form, line.balance),
        "who": _who(line.by.person, line.by.role, names),
        "witness": names.of.get(line.second.person, "") if line.second else None,
        "corrected": (line.stream, line.position) in struck,
        "off": _off(line) if counted and line.difference else None,
    }


def _says(line: RegisterLine, names: Names) -> str:
    if line.counted is not None:
        return f"Counted {amount(form_of(line.product), line.counted)}"
    if line.corrects is not None:
        return f"Correction of entry {line.corrects}"
    patient = names.patient(line.stream)
    verb = label("verb", line.verb).capitalize()
    return f"{verb}: {patient}" if patient else verb


def _party(line: RegisterLine, names: Names) -> str:
    if line.counted is not None:
        return "" if line.difference else "agrees"
    if line.other is None or kind_of(line.other) not in _TOLD:
        return ""
    return hand_name(line.other, names.of)


def _off(line: RegisterLine) -> str:
    gap = line.difference or 0
    word = "short" if gap < 0 else "too many"
    return f"{amount(form_of(line.product), abs(gap))} {word}"


def _who(person: str, role: str, names: Names) -> str:
    return f"{names.of.get(person, person)}, {label('role', role)}"
