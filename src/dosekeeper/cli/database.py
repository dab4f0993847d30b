"""Open the clinic's database, for commands that need one.

Django takes most of a second to load, and judging a text chart needs none of it, so this
is called by a command and not when the command line is read.
"""

import os
from pathlib import Path

from dosekeeper.cli.ends import CommandError


SETTINGS = "dosekeeper.site.settings"


def home() -> Path:
    """Return the folder of the clinic's data, whether or not it is there."""
    return Path(os.environ.get("DOSEKEEPER_HOME") or "var").resolve()


def open_database(*, migrated: bool = True, make: bool = False) -> None:
    """Load Django with the clinic's settings.

    Raises CommandError when there is no clinic (unless ``make``: it is made now), when a
    setting is refused, when the database does not answer, or when it lacks a migration
    (unless ``migrated`` is false, or ``make``).
    """
    ours = os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS) == SETTINGS
    if ours and not make:
        _check_clinic()
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, ValueError, OSError) as error:
        raise CommandError(f"the settings are refused: {error}") from error
    missing = missing_migrations()
    if migrated and not make and missing:
        raise CommandError(
            f"the database lacks {len(missing)} migrations; run: dosekeeper init"
        )


def _check_clinic() -> None:
    # Loading the settings makes a key, and asking SQLite a file: not for somebody who looks.
    if not os.environ.get("DOSEKEEPER_DATABASE_URL"):
        folder = home()
        if not (folder / "dosekeeper.sqlite3").exists():
            raise CommandError(
                f"there is no clinic in {folder}; name its folder with DOSEKEEPER_HOME, or "
                "make one there with: dosekeeper init (dosekeeper demo makes the demo clinic)"
            )


def missing_migrations() -> list[str]:
    """Name the migrations that the database has not got."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise CommandError(f"the database does not answer: {error}") from error
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> None:
    """Bring the tables up to date; the cache's table comes with them."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
