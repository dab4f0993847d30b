from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dosekeeper.web import asking
from dosekeeper.web.asking import answered, person_of
from dosekeeper.web.round.page import round_page


@never_cache
@require_safe
@answered
def round_today(request: HttpRequest) -> HttpResponse:
    """Who on somebody's list needs a look today, and whether the round is signed."""
    context = round_page(person_of(request), request.GET.dict(), asking.now())
    return render(request, "round/page.html", context)
