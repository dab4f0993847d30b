"""Senders that keep what they are given, and that can be told to fail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from dosekeeper.door.running import Ran, run_due
from dosekeeper.notify import Message, NotSentError
from dosekeeper.store import contacts
from dosekeeper.store.contacts import ContactView


def nothing(_: object) -> None:
    """Let it through."""


@dataclass
class Sender:
    """`refuses` says how a message fails, if it does."""

    now: datetime
    sent: list[Message] = field(default_factory=list)
    refuses: Callable[[Message], NotSentError | None] = nothing
    tried: int = 0

    def send(self, message: Message) -> None:
        self.tried += 1
        if (error := self.refuses(message)) is not None:
            raise error
        self.sent.append(message)

    @contextmanager
    def opened(self) -> Iterator["Sender"]:
        yield self

    def run(self, now: datetime | None = None) -> Ran:
        """Do one run at a moment."""
        self.now = now or self.now
        return run_due(lambda: self.now, self.opened)

    @property
    def told(self) -> list[str]:
        """Who has been sent something, in the order of the alphabet."""
        return sorted(message.to.partition("@")[0] for message in self.sent)

    def take(self) -> list[str]:
        told = self.told
        self.sent.clear()
        return told


def reach(person: str, now: datetime, channel: str = "email", language: str = "en") -> None:
    way = ContactView(
        person=person,
        channel=channel,
        address=f"{person}@example.org" if channel == "email" else "+15551234567",
        language=language,
    )
    contacts.set_contact(way, now=now)
