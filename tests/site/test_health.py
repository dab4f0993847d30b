"""A supervisor asks without signing in, and gets the truth."""

import pytest
from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor


OK, UNAVAILABLE = 200, 503


@pytest.mark.django_db
def test_a_process_that_answers_lives_and_is_ready(client):
    ready = {"status": "ready", "run-due": "late"}  # nothing has run here yet
    for path, said in (("/healthz", {"status": "alive"}), ("/readyz", ready)):
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (OK, said)
        assert "no-store" in answer["Cache-Control"]


def test_it_lives_without_its_database_and_is_not_ready(client, monkeypatch):
    def down(*_: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr("dosekeeper.site.health.MigrationExecutor", down)
    assert client.get("/healthz").status_code == OK
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (UNAVAILABLE, {"status": "no database"})


@pytest.mark.django_db
def test_it_is_not_ready_while_a_migration_is_missing(client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["one"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        UNAVAILABLE,
        {"status": "migrations missing"},
    )
