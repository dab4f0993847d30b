"""What leaves the house: to a real mail server, and to a gateway that Apprise knows."""

import logging
import smtplib
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from typing_extensions import override

from dosekeeper.core import acts
from dosekeeper.core.people import Role
from dosekeeper.door import delivering
from dosekeeper.door.running import run_due
from dosekeeper.notify import (
    BadAddressError,
    Channel,
    Message,
    NotSentError,
    Postbox,
    Servers,
    check_address,
    check_servers,
)
from dosekeeper.store import directory
from dosekeeper.store.models import OutboxRow
from tests.messages.receivers import gateway, mail_server
from tests.messages.senders import Sender, reach
from tests.support.clinic import LUCIA, write
from tests.support.postgres import free_port


SHORT_SECONDS = 1.0


@pytest.fixture
def black_hole(monkeypatch) -> Iterator[str]:
    """A gateway that takes every connection and never answers; nobody waits for it long."""
    import_module("apprise")  # the seconds it takes to load are not what is measured
    monkeypatch.setattr("dosekeeper.notify.gateway.TIMEOUT_SECONDS", SHORT_SECONDS)
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        there.listen(64)
        yield f"json://127.0.0.1:{there.getsockname()[1]}/{{to}}"


@pytest.fixture
def log() -> Iterator[list[str]]:
    """What reaches the installation's log: not what Apprise says, which names addresses."""
    heard: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    yield heard
    logging.getLogger().removeHandler(handler)


def message(to: str = "lucia@example.org", channel: Channel = Channel.EMAIL) -> Message:
    return Message(
        channel=channel,
        to=to,
        subject="Dosekeeper: Algo le espera",
        text="Hay algo que le espera: ¿ya terminó?\nhttps://clinic.example/go/ABC/",
        message_id="0123456789abcdef@clinic.example",
    )


def test_a_mail_arrives_as_it_was_written_and_is_marked_as_sent_by_itself():
    with mail_server() as server, Postbox(Servers(mail=server.url)) as box:
        box.send(message())
        (mail,) = server.mails
    assert mail["Message-ID"] == "<0123456789abcdef@clinic.example>"
    assert mail["Subject"] == "Dosekeeper: Algo le espera"
    assert (mail["From"], mail["To"]) == ("care@example.org", "lucia@example.org")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().splitlines() == message().text.splitlines()


def test_sent_again_it_has_the_same_id_and_no_second_one():
    with mail_server() as server, Postbox(Servers(mail=server.url)) as box:
        box.send(message())
        box.send(message())
    assert server.ids() == ["<0123456789abcdef@clinic.example>"] * 2
    assert [mail.get_all("Message-ID") for mail in server.mails] == [
        ["<0123456789abcdef@clinic.example>"]
    ] * 2


def test_a_connection_that_the_server_has_dropped_is_made_anew():
    with mail_server() as server, Postbox(Servers(mail=server.url)) as box:
        box.send(message())
        assert box._mail
        assert box._mail._smtp
        assert box._mail._smtp.sock
        box._mail._smtp.sock.shutdown(socket.SHUT_RDWR)
        box.send(message())
        assert len(server.mails) == 2


@pytest.mark.parametrize(
    ("answer", "final"), [("550 no such user", True), ("451 later", False)]
)
def test_an_address_that_is_refused_is_final_or_not_and_nobody_elses_trouble(answer, final):
    with mail_server() as server, Postbox(Servers(mail=server.url)) as box:
        server.answers["gone@example.org"] = answer
        with pytest.raises(NotSentError) as refused:
            box.send(message("gone@example.org"))
        assert (refused.value.final, refused.value.down) == (final, False)
        assert "gone" not in refused.value.said
        box.send(message())
        assert len(server.mails) == 1


def test_a_dead_server_is_down_for_everybody_and_not_for_good():
    dead = f"smtp://user:secret@127.0.0.1:{free_port()}?from=care@example.org"
    with Postbox(Servers(mail=dead)) as box, pytest.raises(NotSentError) as refused:
        box.send(message())
    assert (refused.value.final, refused.value.down) == (False, True)
    assert "secret" not in refused.value.said


def test_a_server_that_never_answers_is_given_up_after_a_while(monkeypatch):
    monkeypatch.setattr("dosekeeper.notify.postbox.Mail.__init__.__defaults__", (0.3,))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}?from=care@example.org"
        with Postbox(Servers(mail=url)) as box, pytest.raises(NotSentError) as refused:
            box.send(message())
    assert refused.value.down


def test_nothing_leaves_this_machine_in_the_clear(monkeypatch):
    """STARTTLS is asked for, and a server that has none gets neither text nor password."""
    spoken: list[str] = []

    class Deaf(smtplib.SMTP):
        def __init__(self, host: str, port: int, timeout: float) -> None:
            super().__init__()

        @override
        def ehlo(self, name: str = "") -> tuple[int, bytes]:
            self.ehlo_resp, self.esmtp_features, self.does_esmtp = b"", {}, True
            return 250, b""

        @override
        def putcmd(self, cmd: str, args: str = "") -> None:
            spoken.append(cmd)

    monkeypatch.setattr("smtplib.SMTP", Deaf)
    server = "smtp://user:secret@mail.example.org?from=care@example.org"
    with Postbox(Servers(mail=server)) as box, pytest.raises(NotSentError) as refused:
        box.send(message())
    assert refused.value.down
    assert spoken == []


def test_a_channel_without_a_server_says_so():
    with Postbox(Servers()) as box, pytest.raises(NotSentError) as refused:
        box.send(message())
    assert refused.value.down


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.PUSH])
def test_a_text_message_goes_through_the_clinics_gateway_to_the_number(channel):
    with gateway() as there, Postbox(Servers(sms=there.url, push=there.url)) as box:
        box.send(message("+15551234567", channel))
    ((path, body),) = there.posted
    assert path == "/sms/+15551234567"
    assert body["message"] == message().text


def test_a_whole_apprise_address_needs_no_server_of_the_clinic():
    with gateway() as there, Postbox(Servers()) as box:
        box.send(message(f"json://127.0.0.1:{there.port}/mine", Channel.PUSH))
    assert [path for path, _ in there.posted] == ["/mine"]


def test_a_gateway_that_fails_is_no_final_answer():
    with gateway() as there, Postbox(Servers(sms=there.url)) as box:
        there.status = 500
        with pytest.raises(NotSentError) as refused:
            box.send(message("+15551234567", Channel.SMS))
    assert (refused.value.final, refused.value.down) == (False, False)


def test_a_gateway_nobody_is_at_is_down_for_everybody_and_not_for_good():
    dead = f"json://user:secret@127.0.0.1:{free_port()}/{{to}}"
    with Postbox(Servers(sms=dead)) as box, pytest.raises(NotSentError) as refused:
        box.send(message("+15551234567", Channel.SMS))
    assert (refused.value.final, refused.value.down) == (False, True)
    assert "secret" not in refused.value.said


def test_a_gateway_that_never_answers_is_down(black_hole):
    with Postbox(Servers(push=black_hole)) as box, pytest.raises(NotSentError) as refused:
        box.send(message("marcos-phone", Channel.PUSH))
    assert (refused.value.final, refused.value.down) == (False, True)


def test_somebodys_own_dead_service_is_asked_once_a_run_and_nobody_elses_trouble(black_hole):
    own = black_hole.replace("{to}", "mine")
    with gateway() as there, Postbox(Servers(push=there.url)) as box:
        started = time.monotonic()
        for _ in range(10):
            with pytest.raises(NotSentError) as refused:
                box.send(message(own, Channel.PUSH))
            assert not refused.value.down
        box.send(message("marcos-phone", Channel.PUSH))
    assert time.monotonic() - started < 6 * SHORT_SECONDS
    assert [path for path, _ in there.posted] == ["/sms/marcos-phone"]


@pytest.mark.parametrize("kind", ["refusing", "silent"])
def test_a_dead_gateway_does_not_hold_up_a_single_mail(clinic, black_hole, kind, log):
    """Ten people are to be told by text message and by mail, and there is no gateway."""
    url = black_hole if kind == "silent" else f"json://127.0.0.1:{free_port()}/{{to}}"
    now = datetime.now(UTC).replace(microsecond=0)
    nurses = [f"nurse-{number}" for number in range(10)]
    for nurse in nurses:
        directory.add_person(nurse, nurse)
        directory.add_duty(nurse, "harbor-clinic", Role.NURSE)
        reach(nurse, now, "sms")
        reach(nurse, now)
    write("lucia", LUCIA, acts.Report(concern=acts.Concern.DESPAIR), now)
    with mail_server() as server:
        there = Servers(mail=server.url, sms=url)
        started = time.monotonic()
        ran = run_due(lambda: now, lambda: Postbox(there))
        took = time.monotonic() - started
        assert sorted(str(mail["To"]).partition("@")[0] for mail in server.mails) == nurses
    assert (ran.sent, ran.put_off, ran.given_up) == (10, 10, 0)
    assert took < 6 * SHORT_SECONDS, "one text message was waited for, and not ten"
    (said,) = log
    assert said.startswith("no sms goes out: the sms service does not answer")
    assert "127.0.0.1" not in said
    waiting = OutboxRow.objects.filter(channel="sms", sent_at=None, failed_at=None)
    assert waiting.count() == 10
    with gateway() as back, mail_server() as server:
        later = now + timedelta(minutes=2)
        there = Servers(mail=server.url, sms=back.url)
        run_due(lambda: later, lambda: Postbox(there))
        assert len(back.posted) == 10
        assert server.mails == []


def test_a_slow_channel_takes_its_turn_and_no_more(clinic, monkeypatch):
    """Text messages that take long leave the mails their turn, and their own rows free."""
    monkeypatch.setattr(delivering, "_SHARE_OF_LEASE", 0.001)
    now = datetime.now(UTC).replace(microsecond=0)
    for number in range(6):
        nurse = f"nurse-{number}"
        directory.add_person(nurse, nurse)
        directory.add_duty(nurse, "harbor-clinic", Role.NURSE)
        reach(nurse, now, "sms")
    reach("dr-reyes", now)
    sender, order = Sender(now), []

    def slowly(sending: Message) -> None:
        order.append(sending.channel)
        if sending.channel is Channel.SMS:
            time.sleep(0.2)

    sender.refuses = slowly
    write("lucia", LUCIA, acts.Report(concern=acts.Concern.DESPAIR), now)
    sender.run()
    assert order == [Channel.EMAIL, *[Channel.SMS] * 6]
    assert set(OutboxRow.objects.values_list("tries", flat=True)) == {1}
    assert not OutboxRow.objects.filter(sent_at=None).exists()


@pytest.mark.parametrize(
    ("channel", "entered", "kept"),
    [
        (Channel.EMAIL, " lucia@example.org ", "lucia@example.org"),
        (Channel.SMS, "+1 (555) 123-4567", "+15551234567"),
        (Channel.PUSH, "marcos-phone", "marcos-phone"),
    ],
)
def test_an_address_is_kept_as_it_is_needed(channel, entered, kept):
    assert check_address(channel, entered, whole=False) == kept


@pytest.mark.parametrize(
    ("channel", "entered"),
    [
        (Channel.EMAIL, "lucia"),
        (Channel.EMAIL, "lucia@"),
        (Channel.EMAIL, "lucia@example..org"),
        (Channel.EMAIL, "lucia@-example.org"),
        (Channel.EMAIL, "a@b.org, c@d.org"),
        (Channel.EMAIL, "a@b.org\nBcc: all@d.org"),
        (Channel.EMAIL, "ab" * 300 + "@b.org"),
        (Channel.EMAIL, ""),
        (Channel.SMS, "555 1234"),
        (Channel.SMS, "+1555"),
        (Channel.SMS, "json://127.0.0.1/inside"),
        (Channel.PUSH, "json://127.0.0.1/inside"),
        (Channel.PUSH, "two words"),
        (Channel.PUSH, ""),
    ],
)
def test_an_address_nothing_could_be_sent_to_is_refused(channel, entered):
    with pytest.raises(BadAddressError):
        check_address(channel, entered, whole=False)


def test_who_runs_the_machine_may_give_an_apprise_address_if_there_is_such_a_service():
    whole = "json://127.0.0.1/inside"
    assert check_address(Channel.PUSH, whole, whole=True) == whole
    with pytest.raises(BadAddressError):
        check_address(Channel.PUSH, "nosuch://place", whole=True)


def test_servers_that_cannot_work_are_told_without_their_secrets():
    wrong = check_servers(
        Servers(mail="http://user:secret@x", sms="json://user:secret@x", push="nosuch://{to}")
    )
    assert len(wrong) == 3
    assert "secret" not in " ".join(wrong)
    right = Servers(
        mail="smtps://user:secret@mail.example.org?from=care@example.org",
        sms="json://gateway.example.org/{to}",
    )
    assert check_servers(right) == []
