"""What an address may look like, asked when somebody enters it and not when it is needed."""

import re
from urllib.parse import quote, urlsplit

from dosekeeper.notify.message import Channel, Servers


ADDRESS_MAX = 500
TO = "{to}"
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")
_HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_NAME = re.compile(r"[A-Za-z0-9_.@-]{1,128}")
_MAIL_SCHEMES = {"smtp", "smtps"}


class BadAddressError(Exception):
    """Nothing could ever be sent to that; the sentence says what it should look like."""


def check_address(channel: Channel, address: str, *, whole: bool) -> str:
    """Return an address as it is kept: without the spaces people write into numbers.

    ``whole`` lets an Apprise address through: it makes this server call wherever it says, so
    it is for whoever runs the machine and never for a page. Raises BadAddressError.
    """
    address = address.strip()
    if len(address) > ADDRESS_MAX:
        raise BadAddressError(f"is longer than {ADDRESS_MAX} characters")
    if channel is Channel.EMAIL:
        return _email(address)
    if "://" in address:
        if not whole:
            raise BadAddressError("has to be a number or a name, without ://")
        check_apprise(address)
        return address
    if channel is Channel.SMS:
        number = re.sub(r"[ ()./-]", "", address)
        if not _NUMBER.fullmatch(number):
            raise BadAddressError("has to be a number with its country, as +1 555 123 4567")
        return number
    if not _NAME.fullmatch(address):
        raise BadAddressError("has to be the name the push service gave, without spaces")
    return address


def check_servers(servers: Servers) -> list[str]:
    """Return what is wrong with what a clinic sends through, without a secret in it."""
    wrong = []
    if servers.mail:
        parts = urlsplit(servers.mail)
        if (
            parts.scheme not in _MAIL_SCHEMES
            or not parts.hostname
            or "from=" not in parts.query
        ):
            wrong.append("MAIL has to be smtps://user:password@host:port?from=address")
    for name, server in (("SMS", servers.sms), ("PUSH", servers.push)):
        if server and TO not in server:
            wrong.append(f"{name} has to hold {TO} where the number or name belongs")
        elif server and not _apprise_takes(filled(server, "+15551234567")):
            wrong.append(f"{name} is no address that Apprise knows")
    return wrong


def filled(server: str, to: str) -> str:
    """Put whom it goes to into a server's address."""
    return server.replace(TO, quote(to, safe=""))


def check_apprise(address: str) -> None:
    """Refuse an address that Apprise does not know. Raises BadAddressError."""
    if not _apprise_takes(address):
        raise BadAddressError("is no address that Apprise knows")


def _apprise_takes(address: str) -> bool:
    # Apprise takes two seconds to load; most processes never need it.
    from apprise import Apprise  # noqa: PLC0415

    return Apprise.instantiate(address) is not None


def _email(address: str) -> str:
    _, _, host = address.partition("@")
    if not (_EMAIL.fullmatch(address) and _HOST.fullmatch(host)):
        raise BadAddressError("has to be an e-mail address, as name@example.org")
    return address
