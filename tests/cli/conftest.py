"""The demo clinic in a database of its own, and the command line on it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from typer.testing import CliRunner, Result

from dosekeeper.cli import app
from dosekeeper.cli.demo import load
from tests.support.engines import Engine
from tests.support.run_folder import one_at_a_time, run_folder


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch) -> Run:
    """Run a command in this process; keyword arguments go to the runner."""
    monkeypatch.delenv("DOSEKEEPER_TOKEN", raising=False)
    # Help and tables as a terminal of the manual's width shows them.
    monkeypatch.setenv("COLUMNS", "96")
    monkeypatch.setenv("NO_COLOR", "1")

    def command(*arguments: object, **options: Any) -> Result:
        return CliRunner().invoke(app, [str(each) for each in arguments], **options)

    return command


@pytest.fixture
def clinic(sqlite_engine: Engine, settings) -> Iterator[Engine]:
    """The demo clinic, loaded once a test run and copied for every test."""
    settings.DEMO = True
    template, file = run_folder() / "demo.sqlite3", Path(sqlite_engine.url[len("sqlite:///") :])
    with one_at_a_time("demo"):
        if not template.exists():
            load()
            connection.close()
            draft = template.with_suffix(".draft")
            shutil.copyfile(file, draft)
            draft.rename(template)
    connection.close()
    shutil.copyfile(template, file)
    yield sqlite_engine
    cache.clear()


@pytest.fixture
def lucias(clinic) -> dict[str, int]:
    """Positions in Lucia's journal that a test asks about."""
    from dosekeeper.store import reading

    chart = reading.chart("course:lucia")
    assert chart.script is not None
    return {"prescription": chart.script.position, "position": chart.position}
