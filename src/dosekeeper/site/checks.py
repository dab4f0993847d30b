"""Settings that would quietly lose a dose or let a stranger in are refused at start.

They are Django system checks, and SiteConfig.ready() stops every process that fails
one: a command that skips Django's checks must not slip through.
"""

import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


# Two writers that checkpoint a WAL file at the same instant can corrupt it before this.
WAL_SAFE_SINCE = (3, 51, 3)
CACHES_OF_ONE_PROCESS = ("LocMemCache", "DummyCache")


@register
def journal_keeps_its_word(**_: Any) -> list[CheckMessage]:
    options = settings.DATABASES["default"]["OPTIONS"]
    wal = "journal_mode=WAL" in options.get("init_command", "")
    if not wal or settings.BENCH or sqlite3.sqlite_version_info >= WAL_SAFE_SINCE:
        return []
    return [
        Error(
            f"SQLite {sqlite3.sqlite_version} can corrupt a WAL database when two "
            "connections write at the same instant.",
            hint="Unset DOSEKEEPER_SQLITE_JOURNAL, or use SQLite 3.51.3 or newer.",
            id="dosekeeper.E001",
        )
    ]


@register
def cache_is_shared(**_: Any) -> list[CheckMessage]:
    return [
        Error(
            f"The cache {name!r} belongs to one process; sign-in limits would "
            "multiply with the workers, and a used one-time code would work again.",
            hint="Use Django's DatabaseCache.",
            id="dosekeeper.E002",
        )
        for name, cache in settings.CACHES.items()
        if cache["BACKEND"].endswith(CACHES_OF_ONE_PROCESS)
    ]


@register
def demo_stays_on_this_machine(**_: Any) -> list[CheckMessage]:
    strangers = sorted(set(settings.ALLOWED_HOSTS) - set(settings.LOOPBACK))
    if not (settings.DEMO and strangers):
        return []
    return [
        Error(
            "The demo clinic has sign-ins everybody knows, and would be reachable "
            f"as {', '.join(strangers)}.",
            hint="Unset DOSEKEEPER_DEMO, or DOSEKEEPER_HOSTS.",
            id="dosekeeper.E003",
        )
    ]


def refusals() -> list[CheckMessage]:
    return [
        *journal_keeps_its_word(),
        *cache_is_shared(),
        *demo_stays_on_this_machine(),
    ]
