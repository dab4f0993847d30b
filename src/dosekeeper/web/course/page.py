"""The page of one course: who, who holds what, what is open, what comes next, what happened."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dosekeeper.web import asking, scene
from dosekeeper.web.plot.card import plot_card
from dosekeeper.web.presenters.answers import answers_card
from dosekeeper.web.presenters.banner import banner
from dosekeeper.web.presenters.duties import actions, open_rows
from dosekeeper.web.presenters.helplines import help_near
from dosekeeper.web.presenters.strip import strips
from dosekeeper.web.presenters.supply import supply
from dosekeeper.web.presenters.timeline import timeline
from dosekeeper.web.presenters.trusted import trusted
from dosekeeper.wording import label


@never_cache
@require_safe
@asking.answered
def course(request: HttpRequest, course: str) -> HttpResponse:
    """Everything about one course that this person may see; 404 when it is not theirs."""
    here = scene.of_course(asking.person_of(request), course, asking.now())
    rows = open_rows(here)
    context = {
        "course": course,
        "banner": banner(here),
        "strips": strips(here),
        "supply": supply(here),
        "open": {"title": "Open", "count": len(rows), "rows": rows, "lead": False},
        "actions": actions(here),
        "trusted": trusted(here),
        "plot": plot_card(here),
        "answers": answers_card(here),
        "withheld": label("sharing", "withheld") if here.chart.withheld else "",
        "timeline": timeline(here, everything="all" in request.GET),
        "help": help_near(here) if here.holder else None,
    }
    return render(request, "course/course.html", context)
