"""A site with one page that says nothing about who may see it."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def page(_: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


urlpatterns = [
    path("page/", page),
    path("accounts/", include("allauth.urls")),
]
