"""Text messages and push messages, through whichever service Apprise has an address for."""

from dosekeeper.notify.message import Message, NotSentError


TIMEOUT_SECONDS = 15.0


def send(address: str, message: Message) -> None:
    """Hand a message to the service. Raises NotSentError.

    Apprise says yes or no and not why, so no refusal is taken for final: it is tried again,
    and shown to the staff.
    """
    from apprise import Apprise  # noqa: PLC0415 - two seconds, which most processes can save

    service = Apprise.instantiate(address)
    if service is None:
        raise NotSentError("is no address that Apprise knows", final=True)
    service.socket_connect_timeout = TIMEOUT_SECONDS
    service.socket_read_timeout = TIMEOUT_SECONDS
    try:
        taken = service.notify(body=message.text, title=message.subject)
    except Exception as error:  # a hundred services by as many authors
        said = f"the {message.channel} service failed ({type(error).__name__})"
        raise NotSentError(said) from error
    if not taken:
        raise NotSentError(f"the {message.channel} service did not take it")
