from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dosekeeper.web import asking, scene
from dosekeeper.web.asking import answered, person_of
from dosekeeper.web.records.courses import course_list
from dosekeeper.web.records.journal import journal_page
from dosekeeper.web.records.register import register_page
from dosekeeper.web.records.rule import rule_index, rule_page


@require_safe
@answered
def courses(request: HttpRequest) -> HttpResponse:
    """The courses somebody has to do with, worst first."""
    context = course_list(person_of(request), request.GET.dict(), asking.now())
    return render(request, "records/courses.html", context)


@require_safe
@answered
def register(request: HttpRequest, site: str) -> HttpResponse:
    """The register of a site's stock."""
    context = register_page(person_of(request), site, request.GET.dict(), asking.now())
    return render(request, "records/register.html", context)


@require_safe
@answered
def journal(request: HttpRequest, course: str) -> HttpResponse:
    """The whole journal of a course."""
    here = scene.of_course(person_of(request), course, asking.now())
    return render(request, "records/journal.html", journal_page(here, request.GET.dict()))


@require_safe
@answered
def rule(request: HttpRequest, word: str) -> HttpResponse:
    """What a rule is for, and what its numbers rest on."""
    context = rule_page(person_of(request), word, request.GET.dict(), asking.now().date())
    return render(request, "records/rule.html", context)


@require_safe
@answered
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule there is, with a way to its page."""
    person_of(request)
    return render(request, "records/rules.html", rule_index())
