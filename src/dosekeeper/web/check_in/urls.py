from django.urls import path

from dosekeeper.web.check_in import views


urlpatterns = [
    path("worker.js", views.worker, name="check-in-worker"),
    # Whatever stands there is looked up: a link that was cut short is a page like any other.
    path("<str:secret>/", views.page, name="check-in"),
    path("<str:secret>/answers", views.answers, name="check-in-answers"),
    path("<str:secret>/private", views.private, name="check-in-private"),
]
