"""What leaves the house: to a real mail server, and to a gateway that Apprise knows."""

import smtplib
import socket

import pytest
from typing_extensions import override

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
from tests.messages.receivers import gateway, mail_server
from tests.support.postgres import free_port


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
