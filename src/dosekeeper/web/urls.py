from django.urls import URLPattern, URLResolver, include, path

from dosekeeper.web.messages import views as messages
from dosekeeper.web.plot.views import plot
from dosekeeper.web.records import views as records
from dosekeeper.web.round.views import round_today
from dosekeeper.web.today.views import today


urlpatterns: list[URLPattern | URLResolver] = [
    # First: it says what an id looks like in an address.
    path("", include("dosekeeper.web.course.urls")),
    path("", today, name="today"),
    path("today/", include("dosekeeper.web.check_in.urls")),
    path("go/<id:reference>/", messages.go, name="go"),
    path("messages/", messages.messages, name="messages"),
    path("messages/to-me/", messages.contact, name="contact"),
    path("", include("dosekeeper.web.trusted.urls")),
    path("round/", round_today, name="round"),
    path("courses/", records.courses, name="courses"),
    path("courses/<id:course>/journal/", records.journal, name="course-journal"),
    path("courses/<id:course>/plot.svg", plot, name="course-plot"),
    path("sites/<id:site>/register/", records.register, name="register"),
    path("rules/", records.rules, name="rules"),
    path("rules/<id:word>/", records.rule, name="rule"),
]
