"""Keeps secret links out of what is written to the terminal."""

import logging
import re

from typing_extensions import override


_LINK = re.compile(r"/(today|invited|box)/[^/\s\"'<>]+")


class WithoutLinks(logging.Filter):
    """Blank the secret of a link wherever an address is logged, by whomever."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if _LINK.search(said):
            record.msg, record.args = _LINK.sub(r"/\1/...", said), ()
        return True
