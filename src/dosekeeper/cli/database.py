"""Open the clinic's database, for commands that need one.

Django takes most of a second to load, and judging a text chart needs none of it, so this
is called by a command and not when the command line is read.
"""

import os

from dosekeeper.cli.ends import CommandError


def open_database(*, migrated: bool = True) -> None:
    """Load Django with the clinic's settings.

    Raises CommandError when a setting is refused, when the database does not answer, or
    when it lacks a migration (unless ``migrated`` is false).
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dosekeeper.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, ValueError, OSError) as error:
        raise CommandError(f"the settings are refused: {error}") from error
    missing = missing_migrations()
    if migrated and missing:
        raise CommandError(
            f"the database lacks {len(missing)} migrations; run: dosekeeper init"
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
