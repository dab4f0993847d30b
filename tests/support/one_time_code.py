"""The code that an authenticator app would show now."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


STEP_SECONDS = 30
LEFT_SECONDS = 10


def code_of(secret: str) -> str:
    """Return the code of a secret, with some of its time left: whoever sends it needs that."""
    if time.time() % STEP_SECONDS > STEP_SECONDS - LEFT_SECONDS:
        time.sleep(LEFT_SECONDS)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // STEP_SECONDS)))
