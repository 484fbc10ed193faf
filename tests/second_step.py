"""Second factors, and the codes an authenticator app would show (RFC 6238)."""

import base64
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt

SECRET = "JBSWY3DPEHPK3PXP"
STEP = 30
#: Enough of a step for a browser to type the code in.
ENOUGH = 5


def activate_totp(person, secret=SECRET):
    """Give the person an authenticator app, and return its row."""
    data = {"secret": encrypt(secret)}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=data)


def activate_recovery_codes(person):
    """Give the person ten recovery codes, and return them."""
    codes = [f"{number:08}" for number in range(10)]
    Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.RECOVERY_CODES,
        data={"migrated_codes": [encrypt(code) for code in codes]},
    )
    return codes


def code_now(secret=SECRET, steps=0):
    """Return the code of this half minute, of the next one if this one is nearly over."""
    remaining = STEP - time.time() % STEP
    if remaining < ENOUGH:
        time.sleep(remaining)
    return totp(secret, int(time.time()) // STEP + steps)


def totp(secret, counter):
    """Return the code of six digits for a counter (RFC 4226, section 5.3)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", counter), "sha1")
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
