"""What can be read: courses, charts, journals, holdings, registers, oneself."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI

from dosekeeper.api import schema
from dosekeeper.api.acts import person_of
from dosekeeper.api.asked import PAGE, After, Limit, Wanted, only
from dosekeeper.api.problems import not_found
from dosekeeper.core.events import site_stream
from dosekeeper.core.units import BadValueError
from dosekeeper.door import (
    present_chart,
    present_course_row,
    present_entry,
    present_holdings,
    showing,
)
from dosekeeper.door.sight import course_seen
from dosekeeper.store import directory, reading
from dosekeeper.store.courses import courses_of


def add_records(api: NinjaAPI) -> None:
    for path, view, shape in (
        ("/me", me, schema.Me),
        ("/courses", courses, schema.Courses),
        ("/courses/{course}", chart, schema.ChartAnswer),
        ("/courses/{course}/journal", journal, schema.Journal),
        ("/courses/{course}/holdings", holdings, schema.Holdings),
        ("/sites/{site}/register", register, schema.Register),
    ):
        api.get(
            path,
            operation_id=view.__name__,
            summary=(view.__doc__ or "").split(".")[0],
            tags=["records"],
            response=schema.record_answers(shape),
        )(view)


def _shown(data: Any) -> HttpResponse:
    return HttpResponse(json.dumps(data), content_type="application/json")


def me(request: HttpRequest) -> HttpResponse:
    """Who you are to Dosekeeper."""
    only(request)
    person = directory.person(person_of(request))
    sites = [{"site": row.site, "role": str(row.role)} for row in directory.sites_of(person.id)]
    return _shown({"id": person.id, "name": person.name, "sites": sites})


def courses(request: HttpRequest) -> HttpResponse:
    """The courses you have to do with, the one that needs a look first on top."""
    only(request)
    rows = courses_of(person_of(request))
    names = directory.names({row.patient for row in rows})
    return _shown({"courses": [present_course_row(row, names) for row in rows]})


def chart(request: HttpRequest, course: str) -> HttpResponse:
    """A course as its journal tells it, now."""
    only(request)
    viewer, found = course_seen(person_of(request), course)
    names = directory.names(showing.people_of(found))
    return _shown(
        {"role": str(viewer.role), "chart": present_chart(found, names, timezone.now())},
    )


def journal(
    request: HttpRequest,
    course: str,
    after: After = 0,
    limit: Limit = PAGE,
) -> HttpResponse:
    """The journal of a course, oldest first, a page at a time."""
    only(request, "after", "limit")
    _, found = course_seen(person_of(request), course)
    later = [entry for entry in found.entries if entry.position > after]
    page = [present_entry(entry) for entry in later[:limit]]
    return _shown(
        {
            "entries": page,
            "next_after": page[-1]["position"] if len(later) > limit else None,
            "withheld": found.withheld,
        }
    )


def holdings(request: HttpRequest, course: str) -> HttpResponse:
    """Who holds how many of what on this course, right now."""
    only(request)
    _, found = course_seen(person_of(request), course)
    names = directory.names(showing.people_of(found))
    return _shown({"holdings": present_holdings(found, names)})


def register(
    request: HttpRequest,
    site: str,
    after: After = 0,
    limit: Limit = PAGE,
    product: Wanted = None,
    lot: Wanted = None,
) -> HttpResponse:
    """A site's register: every movement of its stock, with the balance after it."""
    only(request, "after", "limit", "product", "lot")
    try:
        site_stream(site)
    except BadValueError:
        return not_found()
    directory.access_site(person_of(request), site)
    lines = reading.register(site, product=product, lot=lot)
    later = [line for line in lines if line.number > after]
    page = [showing.present_line(line) for line in later[:limit]]
    more = len(later) > limit
    return _shown({"lines": page, "next_after": page[-1]["number"] if more else None})
