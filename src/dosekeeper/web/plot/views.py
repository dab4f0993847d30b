import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from dosekeeper.web import asking, scene
from dosekeeper.web.asking import answered, person_of
from dosekeeper.web.plot.story import told
from dosekeeper.web.plot.tokens import theme_named


@require_safe
@answered
def plot(request: HttpRequest, course: str) -> HttpResponse:
    """The drawn course; a browser that has it asks only whether it is still so."""
    here = scene.of_course(person_of(request), course, asking.now())
    found = told(here.chart, here.now)
    if found is None:
        raise Http404
    theme = theme_named(request.GET.get("theme", ""))
    known = hashlib.sha256(f"{here.stream} {theme} {found}".encode()).hexdigest()[:32]
    kept = get_conditional_response(request, etag=f'"{known}"')
    if isinstance(kept, HttpResponseNotModified):
        return _private(kept, known)
    # Loaded by the first plot and by no other page: it takes a second.
    from dosekeeper.web.plot.draw import svg  # noqa: PLC0415

    return _private(HttpResponse(svg(found, theme), content_type="image/svg+xml"), known)


def _private(answer: HttpResponse, known: str) -> HttpResponse:
    answer["Cache-Control"] = "private, no-cache"
    answer["ETag"] = f'"{known}"'
    return answer
