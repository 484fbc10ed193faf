"""The codes an authenticator app would show."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

SECRET = "JBSWY3DPEHPK3PXP"
STEP = 30
#: Enough of a step for a browser to type the code in.
ENOUGH = 5


def code_now(secret=SECRET, steps=0):
    """The code of this half minute, of the next one if this one is nearly over."""
    left = STEP - time.time() % STEP
    if left < ENOUGH:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, int(time.time()) // STEP + steps))
