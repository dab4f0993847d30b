"""How a person wants to be reached, as they say it on a page or somebody types it in."""

from collections.abc import Iterable
from datetime import datetime

from dosekeeper.core.units import BadValueError
from dosekeeper.door.delivering import servers
from dosekeeper.notify import BadAddressError, Channel, check_address
from dosekeeper.store import contacts
from dosekeeper.store.contacts import ContactView
from dosekeeper.wording import LANGUAGES


def keep(  # noqa: PLR0913 - a way has this many parts
    person: str,
    channel: Channel,
    address: str,
    *,
    now: datetime,
    language: str = LANGUAGES[0],
    on: bool = True,
    whole: bool = False,
) -> ContactView:
    """Keep a way to reach a person; ``whole`` as in ``notify.check_address``.

    Raises BadValueError, with the channel as its field, for what nothing could be sent to.
    """
    if language not in LANGUAGES:
        raise BadValueError("language", f"is not one of {', '.join(LANGUAGES)}")
    try:
        kept = check_address(channel, address, whole=whole)
    except BadAddressError as error:
        raise BadValueError(channel, str(error)) from error
    way = ContactView(person=person, channel=channel, address=kept, language=language, on=on)
    contacts.set_contact(way, now=now)
    return way


def offered() -> Iterable[Channel]:
    """Return the channels that a page asks about: e-mail, and what the clinic has set up."""
    there = servers()
    return (c for c in Channel if c is Channel.EMAIL or there.of(c))
