"""Send a finished text to an address: e-mail by SMTP, everything else by Apprise.

What goes out says nothing by itself; whom it is about is not known here. One ``Postbox``
serves one run: it keeps a mail server's connection, and is used by one thread.
"""

from dosekeeper.notify.address import BadAddressError, check_address, check_servers
from dosekeeper.notify.message import Channel, Message, NotSentError, Servers
from dosekeeper.notify.postbox import Postbox


__all__ = [
    "BadAddressError",
    "Channel",
    "Message",
    "NotSentError",
    "Postbox",
    "Servers",
    "check_address",
    "check_servers",
]
