"""One place to hand messages to, whatever the channel."""

from types import TracebackType
from typing import Self

from dosekeeper.notify import gateway
from dosekeeper.notify.address import filled
from dosekeeper.notify.mail import Mail
from dosekeeper.notify.message import Channel, Message, NotSentError, Servers


class Postbox:
    """Where a run hands its messages over; connections are kept until it is closed."""

    def __init__(self, servers: Servers) -> None:
        """Connect to nothing yet."""
        self._servers = servers
        self._mail: Mail | None = None

    def send(self, message: Message) -> None:
        """Send one message. Raises NotSentError."""
        if "://" in message.to and message.channel is not Channel.EMAIL:
            gateway.send(message.to, message)
            return
        server = self._servers.of(message.channel)
        if not server:
            raise NotSentError(f"no server for {message.channel} is set up", down=True)
        if message.channel is Channel.EMAIL:
            self._mail = self._mail or Mail(server)
            self._mail.send(message)
        else:
            gateway.send(filled(server, message.to), message)

    def close(self) -> None:
        """End what is connected."""
        if self._mail is not None:
            self._mail.close()
            self._mail = None

    def __enter__(self) -> Self:
        """Serve one run."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End what is connected, however the run went."""
        self.close()
