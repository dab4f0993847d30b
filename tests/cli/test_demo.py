"""The demo clinic: loaded once, never mixed with a clinic's own data."""

import json

from dosekeeper.cli.stories.cast import DOORS, PASSWORD
from dosekeeper.store import directory, reading


def test_an_empty_database_is_filled_and_then_left_alone(run, engine, settings):
    settings.DEMO = True
    first = run("demo")
    assert first.exit_code == 0, first.output
    assert "13 courses, " in first.output
    before = len(reading.streams())
    again = run("demo", "--if-empty")
    assert (again.exit_code, again.output) == (0, "")
    refused = run("demo")
    assert refused.exit_code == 1
    assert "there is data already" in refused.stderr
    assert len(reading.streams()) == before
    assert json.loads(run("ledger", "verify", "--json").output)["ok"] is True


def test_it_does_not_mix_with_a_clinics_own_people(run, sqlite_engine):
    directory.add_person("own", "Own")
    assert run("demo").exit_code == 1
    assert run("demo", "--if-empty").exit_code == 0
    assert [person.id for person in directory.people()] == ["own"]


def test_every_account_of_it_is_a_demo_account(clinic):
    from django.contrib.auth import get_user_model

    accounts = get_user_model().objects.all()
    assert {account.username for account in accounts} == {who for who, _ in DOORS}
    assert all(account.demo for account in accounts)
    assert all(account.check_password(PASSWORD) for account in accounts)
