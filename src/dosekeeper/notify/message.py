"""What is sent, through what, and how it fails."""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """A way to reach somebody."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One text to one address. Sent again, it has the same ``message_id``.

    ``to`` is an e-mail address, a telephone number, what a push service calls somebody, or
    a whole Apprise address.
    """

    channel: Channel
    to: str
    subject: str
    text: str
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """What a clinic sends through. Empty: it does not use that channel.

    ``mail`` is ``smtps://user:password@host:465?from=clinic@example.org`` (encrypted from the
    first byte) or ``smtp://…`` (STARTTLS, without which nothing is sent, except on this
    machine). ``sms`` and ``push`` are Apprise addresses in which ``{to}`` stands for whom.
    """

    mail: str = ""
    sms: str = ""
    push: str = ""

    def of(self, channel: Channel) -> str:
        """Return what a channel goes through."""
        return {Channel.EMAIL: self.mail, Channel.SMS: self.sms, Channel.PUSH: self.push}[
            channel
        ]


class NotSentError(Exception):
    """A message did not go out, as far as anybody here can know.

    ``said`` is for the staff, and names neither address nor password. ``final``: the other
    side will never take it. ``down``: nothing goes through this channel now, so the others
    that wait for it need not be tried.
    """

    def __init__(self, said: str, *, final: bool = False, down: bool = False) -> None:
        """Keep what is said, and what it means for this message and for the others."""
        super().__init__(said)
        self.said, self.final, self.down = said, final, down
