from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dosekeeper.web import asking
from dosekeeper.web.asking import answered, person_of
from dosekeeper.web.today.page import today_page


@require_safe
@answered
def today(request: HttpRequest) -> HttpResponse:
    """The first page of everybody."""
    only = request.GET.get("only", "")
    context = today_page(person_of(request), asking.now(), only)
    return render(request, "today/page.html", context)
