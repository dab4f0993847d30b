"""Settings that would lose a dose or let a stranger in stop the program at start."""

import os
import subprocess
import sys

import pytest

from dosekeeper.site import checks


WAL = {
    "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"},
}


@pytest.mark.parametrize(
    ("version", "refused"),
    [((3, 40, 1), 1), ((3, 51, 2), 1), ((3, 51, 3), 0), ((3, 54, 1), 0)],
)
def test_wal_needs_an_sqlite_with_the_correction(settings, monkeypatch, version, refused):
    monkeypatch.setattr("dosekeeper.site.checks.sqlite3.sqlite_version_info", version)
    monkeypatch.setitem(settings.DATABASES, "default", WAL)
    assert len(checks.journal_keeps_its_word()) == refused
    settings.BENCH = True
    assert checks.journal_keeps_its_word() == []


@pytest.mark.parametrize("kind", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_a_cache_of_one_process_is_refused(settings, kind):
    assert checks.cache_is_shared() == []
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{kind}"}}
    (error,) = checks.cache_is_shared()
    assert error.id == "dosekeeper.E002"


@pytest.mark.parametrize(
    ("hosts", "refused"),
    [
        (["localhost", "127.0.0.1", "[::1]"], 0),
        (["localhost", "clinic.example"], 1),
        (["*"], 1),
        ([".example"], 1),
        (["0.0.0.0"], 1),  # noqa: S104  # the point of the case
    ],
)
def test_the_demo_cannot_be_reached_from_elsewhere(settings, hosts, refused):
    settings.DEMO = True
    settings.ALLOWED_HOSTS = hosts
    assert len(checks.demo_stays_on_this_machine()) == refused
    settings.DEMO = False
    assert checks.demo_stays_on_this_machine() == []


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        (
            {"DOSEKEEPER_DEMO": "1", "DOSEKEEPER_HOSTS": "clinic.example"},
            "sign-ins everybody knows",
        ),
        ({"DOSEKEEPER_DATABASE_URL": "mysql://x"}, "must begin with postgresql://"),
    ],
)
def test_no_process_starts_with_them_whatever_the_door(tmp_path, environment, says):
    """Also one that runs none of Django's checks."""
    done = subprocess.run(
        [sys.executable, "-c", "import dosekeeper.site.wsgi"],
        env={**os.environ, "DOSEKEEPER_HOME": str(tmp_path)}
        | {"DJANGO_SETTINGS_MODULE": "dosekeeper.site.settings"}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert says in done.stderr
