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
        self._own_down: dict[str, str] = {}

    def send(self, message: Message) -> None:
        """Send one message. Raises NotSentError."""
        if "://" in message.to and message.channel is not Channel.EMAIL:
            self._send_to_own(message)
            return
        server = self._servers.of(message.channel)
        if not server:
            raise NotSentError(f"no server for {message.channel} is set up", down=True)
        if message.channel is Channel.EMAIL:
            self._mail = self._mail or Mail(server)
            self._mail.send(message)
        else:
            gateway.send(filled(server, message.to), message)

    def _send_to_own(self, message: Message) -> None:
        """Send through somebody's own service. When it is down, the clinic's is not."""
        if message.to in self._own_down:
            raise NotSentError(self._own_down[message.to])
        try:
            gateway.send(message.to, message)
        except NotSentError as error:
            if not error.down:
                raise
            self._own_down[message.to] = error.said
            raise NotSentError(error.said) from error

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
