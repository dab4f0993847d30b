"""Text messages and push messages, through whichever service Apprise has an address for."""

import logging
import sys
import threading
import time
from types import TracebackType
from typing import Self

from typing_extensions import override

from dosekeeper.notify.message import Message, NotSentError


TIMEOUT_SECONDS = 15.0
"""For connecting, and again for the answer."""


def send(address: str, message: Message) -> None:
    """Hand a message to the service. Raises NotSentError.

    Apprise says yes or no and not why, so no refusal is taken for final: it is tried again,
    and shown to the staff. Nobody there, or no answer in time, is down.
    """
    from apprise import Apprise  # noqa: PLC0415 - two seconds, which most processes can save

    service = Apprise.instantiate(address)
    if service is None:
        raise NotSentError("is no address that Apprise knows", final=True)
    service.socket_connect_timeout = TIMEOUT_SECONDS
    service.socket_read_timeout = TIMEOUT_SECONDS
    started = time.monotonic()
    with _Listening() as heard:
        try:
            taken = service.notify(body=message.text, title=message.subject)
        except Exception as error:  # a hundred services by as many authors
            said = f"the {message.channel} service failed ({type(error).__name__})"
            raise NotSentError(said, down=_is_lost(error) or _is_late(started)) from error
    if taken:
        return
    if heard.lost is not None:
        name = type(heard.lost).__name__
        raise NotSentError(f"the {message.channel} service does not answer ({name})", down=True)
    said = f"the {message.channel} service did not take it"
    raise NotSentError(said, down=_is_late(started))


def _is_lost(error: BaseException | None) -> bool:
    """Whether nobody was there: what sockets and the requests library raise."""
    return isinstance(error, OSError)


def _is_late(started: float) -> bool:
    return time.monotonic() - started >= TIMEOUT_SECONDS


class _Listening(logging.Handler):
    """Hears why Apprise says no: it keeps a lost connection to itself, and only logs it.

    It does so while it handles the error, so the error itself is at hand, whatever its words.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lost: BaseException | None = None
        self._thread = threading.get_ident()

    @override
    def emit(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if threading.get_ident() == self._thread and _is_lost(error):
            self.lost = error

    def __enter__(self) -> Self:
        logging.getLogger("apprise").addHandler(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        logging.getLogger("apprise").removeHandler(self)
