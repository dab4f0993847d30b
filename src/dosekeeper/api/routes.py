"""The API itself: every route asks who it is, because none says that it need not."""

from functools import cache
from typing import Any

from ninja import NinjaAPI
from typing_extensions import override

from dosekeeper import __version__
from dosekeeper.api import problems
from dosekeeper.api.acts import add_acts
from dosekeeper.api.records import add_records
from dosekeeper.api.schema import completed
from dosekeeper.api.who import authenticated


ROOT = "/api/v1/"


class Api(NinjaAPI):
    """Ninja's API, its schema completed by what ninja cannot know."""

    @override
    def get_openapi_schema(self, **_: Any) -> Any:
        return _document()


@cache
def _document() -> Any:
    return completed(NinjaAPI.get_openapi_schema(api, path_prefix=ROOT))


api = Api(
    title="Dosekeeper",
    version=__version__,
    description="Every dose is always in somebody's hands; every refusal says why.",
    docs_url=None,  # ninja's page loads scripts from elsewhere, and the CSP forbids them
    auth=authenticated,
    urls_namespace="api",
)
problems.install(api)
add_records(api)
add_acts(api)
