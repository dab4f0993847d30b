"""Addresses of courses and of what is done there. Only known verbs are addresses."""

import re

from django.urls import path, register_converter

from dosekeeper.web.acts.forms import AT_COURSE, AT_SITE
from dosekeeper.web.acts.views import act, verdict
from dosekeeper.web.check_in.signed_in import link, not_safe
from dosekeeper.web.course.page import course


class Id:
    """A course's or a site's id, as the core spells them."""

    regex = "[a-z0-9][a-z0-9.-]{0,63}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CourseVerb(Id):
    regex = "|".join(sorted(map(re.escape, AT_COURSE), key=len, reverse=True))


class SiteVerb(Id):
    regex = "|".join(sorted(map(re.escape, AT_SITE), key=len, reverse=True))


register_converter(Id, "id")
register_converter(CourseVerb, "course-verb")
register_converter(SiteVerb, "site-verb")

urlpatterns = [
    path("courses/<id:course>/", course, name="course"),
    path("courses/<id:course>/check-in-link/", link, name="check-in-link"),
    path("courses/<id:course>/not-safe/", not_safe, name="not-safe"),
    path("courses/<id:course>/<course-verb:verb>/", act, name="course-act"),
    path("courses/<id:course>/<course-verb:verb>/verdict", verdict, name="course-verdict"),
    path("sites/<id:site>/<site-verb:verb>/", act, name="site-act"),
    path("sites/<id:site>/<site-verb:verb>/verdict", verdict, name="site-verdict"),
]
