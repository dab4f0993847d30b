from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from dosekeeper.site.health import healthz, readyz


def closed(_: HttpRequest) -> HttpResponse:
    """A page of the account library that this site does not offer."""
    raise Http404


handler500 = "dosekeeper.site.failing.broke"

urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    # Accounts have no e-mail address: a lost password is replaced by the manager.
    path("accounts/password/reset/", closed),
    path("accounts/email/", closed),
    # Ours first: the library's own pages of the same names stand behind them.
    path("accounts/", include("dosekeeper.web.account.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("dosekeeper.api.urls")),
    path("", include("dosekeeper.web.urls")),
]
