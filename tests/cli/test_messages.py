"""Messages from the machine itself: how people are reached, the run, how it stands."""

import pytest
from django.utils import timezone

from dosekeeper.store import contacts, directory, outbox
from dosekeeper.store.models import OutboxRow
from tests.messages.receivers import mail_server


@pytest.fixture(autouse=True)
def clinic_open(clinic):
    return clinic


def test_a_person_is_reached_as_somebody_typed_it_in(run):
    done = run("person", "contact", "nell", "--email", "nell@example.org", "--language", "es")
    assert done.exit_code == 0, done.output
    assert "nell@example.org" in done.stdout
    run("person", "contact", "nell", "--sms", "+1 555 123 4567", "--push", "json://u:pw@x/")
    shown = run("person", "contact", "nell").stdout
    assert "+15551234567" in shown
    assert "json://…" in shown
    assert "pw" not in shown
    assert {way.language for way in contacts.contacts_of("nell")} == {"es"}


def test_a_channel_is_switched_off_on_and_forgotten(run):
    run("person", "contact", "nell", "--email", "nell@example.org")
    assert "off" in run("person", "contact", "nell", "--off", "email").stdout
    assert not contacts.contacts_of("nell")[0].on
    run("person", "contact", "nell", "--email", "nell@example.org")
    assert contacts.contacts_of("nell")[0].on
    run("person", "contact", "nell", "--remove", "email")
    assert contacts.contacts_of("nell") == []


@pytest.mark.parametrize(
    "options",
    [
        ("nobody", "--email", "a@example.org"),
        ("nell", "--email", "no address"),
        ("nell", "--sms", "555"),
        ("nell", "--push", "nosuch://service"),
        ("nell", "--email", "a@example.org", "--language", "tlh"),
        ("nell", "--off", "pigeon"),
    ],
)
def test_what_cannot_be_is_an_error_and_keeps_nothing(run, options):
    assert run("person", "contact", *options).exit_code == 1
    assert contacts.contacts_of("nell") == []


def test_a_run_sends_what_is_due_and_says_how_much(run, settings):
    run("person", "contact", "dr-reyes", "--email", "dr-reyes@example.org")
    run("person", "contact", "nell", "--email", "nell@example.org")
    with mail_server() as server:
        settings.MAIL = server.url
        done = run("run-due")
        assert done.exit_code == 0, done.output
        assert f"{len(server.mails)} sent" in done.stdout
        late_at_night = OutboxRow.objects.filter(not_before__gt=timezone.now())
        assert len(server.mails) == OutboxRow.objects.count() - late_at_night.count() > 0
        assert "0 new, 0 sent" in run("run-due").stdout


def test_how_messages_stand_is_an_exit_code_too(run):
    assert run("messages").exit_code == 1
    assert "never" in run("messages").stdout
    run("run-due")
    done = run("messages")
    assert done.exit_code == 0, done.output
    assert "no way to reach" in done.stdout
    assert "nell" in done.stdout


def test_what_waits_is_listed_with_its_reason(run):
    run("person", "contact", "nell", "--email", "nell@example.org")
    run("person", "contact", "dr-reyes", "--email", "dr-reyes@example.org")
    run("run-due")
    told = run("messages").stdout
    assert "no server for email is set up" in told
    assert outbox.run_at() is not None


def test_a_deputy_is_made_and_unmade(run):
    run("duty", "add", "dr-chen", "harbor-clinic", "prescriber", "--deputy")
    assert any(duty.deputy for duty in directory.sites_of("dr-chen"))
    run("duty", "add", "dr-chen", "harbor-clinic", "prescriber")
    assert not any(duty.deputy for duty in directory.sites_of("dr-chen"))


def test_servers_that_cannot_work_stop_the_start_without_their_secrets(run, settings):
    settings.MAIL = "http://user:secret@mail"
    done = run("check")
    assert done.exit_code == 1
    assert "DOSEKEEPER_MAIL has to be" in done.output
    assert "secret" not in done.output
