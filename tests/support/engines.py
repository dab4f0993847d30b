"""A migrated database of one's own, on SQLite and on PostgreSQL, as it is shipped.

    def test_it(engine):            runs twice, once on each
        ...                         Django's default connection is this database
        subprocess.run(..., env=engine.env)    and so is another process's

Nothing is rolled back and nothing is in memory: commits are commits, locks are locks.
Ask for `sqlite_engine` or `postgres_engine` where only one of them is meant.
"""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections

from dosekeeper.site.databases import database
from tests.support.postgres import shared_cluster
from tests.support.run_folder import one_at_a_time, run_folder


TEMPLATE = "migrated"


@dataclass(frozen=True)
class Engine:
    name: str
    url: str
    home: Path

    @property
    def env(self) -> dict[str, str]:
        """The environment of another process that works on this database."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "dosekeeper.site.settings",
            "DOSEKEEPER_HOME": str(self.home),
            "DOSEKEEPER_DATABASE_URL": self.url,
        }


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, django_db_blocker) -> Iterator[Engine]:
    make = {"sqlite": on_sqlite, "postgresql": on_postgresql}[request.param]
    with make() as made, django_db_blocker.unblock(), django_uses(made):
        yield made


@pytest.fixture
def sqlite_engine(django_db_blocker) -> Iterator[Engine]:
    with on_sqlite() as made, django_db_blocker.unblock(), django_uses(made):
        yield made


@pytest.fixture
def postgres_engine(django_db_blocker) -> Iterator[Engine]:
    with on_postgresql() as made, django_db_blocker.unblock(), django_uses(made):
        yield made


@contextmanager
def on_sqlite() -> Iterator[Engine]:
    template = run_folder() / f"{TEMPLATE}.sqlite3"
    with one_at_a_time("sqlite-template"):
        if not template.exists():
            draft = template.with_suffix(".draft")
            migrate(f"sqlite:///{draft}")
            draft.rename(template)
    home = run_folder() / f"engine-{secrets.token_hex(6)}"
    home.mkdir()
    file = home / "dosekeeper.sqlite3"
    shutil.copyfile(template, file)
    yield Engine("sqlite", f"sqlite:///{file}", home)
    shutil.rmtree(home, ignore_errors=True)


@contextmanager
def on_postgresql() -> Iterator[Engine]:
    cluster, made = shared_cluster(), run_folder() / "postgres-template"
    with one_at_a_time("postgres-template"):
        if not made.exists():
            # An earlier worker may have failed half-way, and each should say why.
            cluster.drop(TEMPLATE)
            migrate(cluster.create(TEMPLATE))
            made.touch()
    home = run_folder() / f"engine-{secrets.token_hex(6)}"
    home.mkdir()
    name = home.name.replace("-", "_")
    yield Engine("postgresql", cluster.create(name, TEMPLATE), home)
    cluster.drop(name)
    shutil.rmtree(home, ignore_errors=True)


def migrate(url: str) -> None:
    empty = Engine("", url, run_folder() / "template-home")
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0"],
        env=empty.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def django_uses(engine: Engine) -> Iterator[None]:
    """Let Django's default connection, in every thread, be this database."""
    before = connections.settings["default"]
    chosen = {"default": database(engine.url, "delete", engine.home)}
    connections["default"].close()
    connections.settings["default"] = connections.configure_settings(chosen)["default"]
    kept = connections["default"]
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        connections["default"] = kept
