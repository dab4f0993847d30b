"""The ground the other tests stand on."""

import subprocess
import sys

import pytest
from django.db import connection

from tests.support.postgres import Cluster


def test_an_engine_is_migrated_and_shared_with_other_processes(engine):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mark (word varchar(9))")
        cursor.execute("INSERT INTO mark VALUES ('here')")
    assert connection.vendor == engine.name
    read = """
import django; django.setup()
from django.db import connection
cursor = connection.cursor()
cursor.execute("SELECT word FROM mark")
print(connection.vendor, cursor.fetchone())
"""
    done = subprocess.run(
        [sys.executable, "-c", read],
        env=engine.env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{engine.name} ('here',)\n"


def test_an_engine_begins_empty_again(engine):
    assert "mark" not in connection.introspection.table_names()
    assert "shared_cache" in connection.introspection.table_names()


def test_sqlite_runs_with_the_settings_that_lose_nothing(sqlite_engine):
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    extra = 3
    assert found == {
        "journal_mode": "delete",
        "synchronous": extra,
        "foreign_keys": 1,
        "busy_timeout": 20_000,
    }


@pytest.mark.parametrize("name", ["fsync", "synchronous_commit", "full_page_writes"])
def test_postgresql_runs_with_the_settings_that_lose_nothing(postgres_engine, name):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        assert cursor.fetchone() == ("on",)


def test_postgresql_is_private(postgres: Cluster, postgres_url: str):
    assert "127.0.0.1" in postgres_url
    assert "listen_addresses=127.0.0.1" in postgres.options()


def test_the_browser_runs_a_script_and_finds_inaccessible_pages(chromium):
    from tests.support.browser import accessibility_violations

    page = chromium.new_page()
    page.set_content(
        "<html lang=en><head><title>t</title><meta http-equiv=Content-Security-Policy"
        " content=\"default-src 'none'; script-src 'self'\"></head>"
        "<body><main><h1>t</h1><img src='data:,'></main></body></html>"
    )
    assert [line.split(":")[0] for line in accessibility_violations(page)] == ["image-alt"]
    page.close()
