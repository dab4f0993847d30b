"""E-mail by SMTP, with the message's own Message-ID.

Not through Apprise, which writes a new Message-ID every time, beside any that it is given:
what is sent again after a crash would look like a second message (decision 0011).
"""

import ipaddress
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, localtime
from urllib.parse import parse_qs, unquote, urlsplit

from dosekeeper.notify.message import Message, NotSentError


TIMEOUT_SECONDS = 15.0
"""For every single answer of the server."""
_REFUSED_FOR_GOOD = range(500, 600)
_PORTS = {"smtp": 587, "smtps": 465}


class Mail:
    """A mail server, its connection kept between messages."""

    def __init__(self, server: str, timeout: float = TIMEOUT_SECONDS) -> None:
        """Read the address; nothing is connected yet."""
        parts = urlsplit(server)
        self._encrypted = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._port = parts.port or _PORTS.get(parts.scheme, 25)
        self._user, self._password = (
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )
        self._sender = parse_qs(parts.query).get("from", [""])[0]
        self._timeout = timeout
        self._smtp: smtplib.SMTP | None = None

    def send(self, message: Message) -> None:
        """Hand a message to the server. Raises NotSentError."""
        mail = self._written(message)
        try:
            try:
                self._connected().send_message(mail)
            except smtplib.SMTPServerDisconnected:
                # It may have been idle for too long; whether the message was taken before
                # that, nobody knows, and so it goes out once more with the same id.
                self.close()
                self._connected().send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise _refused("address", code) from error
        except smtplib.SMTPDataError as error:
            raise _refused("message", error.smtp_code) from error
        except smtplib.SMTPResponseException as error:  # sender, sign-in, greeting
            self.close()
            said = f"the mail server refuses us ({error.smtp_code})"
            raise NotSentError(said, down=True) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            said = f"the mail server does not answer ({type(error).__name__})"
            raise NotSentError(said, down=True) from error

    def close(self) -> None:
        """End the connection, in whatever state it is."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (OSError, smtplib.SMTPException):
                smtp.close()

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            self._smtp = self._connect()
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._encrypted:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=self._timeout, context=context
            )
        else:
            smtp = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
        try:
            smtp.ehlo_or_helo_if_needed()
            if not self._encrypted and not _is_here(self._host):
                smtp.starttls(context=context)
            if self._user:
                smtp.login(self._user, self._password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _written(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self._sender
        mail["To"] = message.to
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(localtime())
        mail["Message-ID"] = f"<{message.message_id}>"
        # Nobody's holiday note shall answer this.
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        return mail


def _refused(what: str, code: int) -> NotSentError:
    said = f"the mail server refuses the {what} ({code})"
    return NotSentError(said, final=code in _REFUSED_FOR_GOOD)


def _is_here(host: str) -> bool:
    """Whether a host is this machine: only there may a text go in the clear."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
