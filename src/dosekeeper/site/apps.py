from typing import Any

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db.models.signals import post_migrate
from typing_extensions import override


class SiteConfig(AppConfig):
    name = "dosekeeper.site"
    label = "dosekeeper_site"

    @override
    def ready(self) -> None:
        from dosekeeper.site.checks import refusals  # noqa: PLC0415  # needs the apps

        found = refusals()
        if found:
            raise ImproperlyConfigured(
                "\n".join(f"{error.msg} {error.hint}" for error in found)
            )
        # Django signals only for apps with tables, and this one has none.
        post_migrate.connect(make_cache_table, sender=apps.get_app_config("store"))


def make_cache_table(using: str, **_: Any) -> None:
    """Whoever migrates has the shared cache too: there is no second step to forget."""
    call_command("createcachetable", database=using, verbosity=0)
