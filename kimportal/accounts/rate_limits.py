"""How often a password may be tried, without letting a stranger lock the owner out."""

from dataclasses import dataclass

from allauth.core import context
from allauth.core.internal import ratelimit

from kimportal.accounts import devices
from kimportal.web.email_addresses import canonical_email

#: One account from one place (an address, or a device that once signed in there).
NARROW = {"password": "10/5m/key"}
#: One account from everywhere; a device that once signed in to it is not held up by this.
WIDE = {"password": "100/h/key"}
#: One place, whatever the account. High, because a village shares one address.
PLACE = {"password": "40/m/ip"}
#: Emails about sign-ups and changes of address to one address, whoever asks for them.
LETTERS = {"unasked_letters": "6/h/key"}


def may_write_to(email):
    """Count one more email to this address; False when it is one too many."""
    return bool(
        ratelimit.consume(
            context.request,
            app="kimportal",
            action="unasked_letters",
            config=LETTERS,
            key=canonical_email(email),
        )
    )


@dataclass
class PasswordRateLimit:
    """The tries on one account, counted by account and place, then by account alone.

    A stranger who guesses from elsewhere fills up only the stranger's own count; after a hundred
    in an hour from many places, new places wait while the owner's known devices still get in.
    """

    request: object
    email: str

    def __post_init__(self):
        self.email = canonical_email(self.email)
        self.counted = []
        self.device = devices.is_known_device(self.request, self.email)

    @property
    def limits(self):
        place = f"device:{self.device}" if self.device else ratelimit.get_ip(self.request)
        yield NARROW, f"{self.email}|{place}"
        if not self.device:
            yield WIDE, self.email
            yield PLACE, None

    def count(self):
        """Count one try; False when one too many."""
        for limit, key in self.limits:
            usage = ratelimit.consume(
                self.request, app="kimportal", action="password", config=limit, key=key
            )
            if not usage:
                return False
            self.counted.append(usage)
        return True

    def refund(self):
        """The password was right: this try does not count."""
        for usage in self.counted:
            usage.rollback()

    def forget(self):
        """The owner proved the mailbox: whatever was counted against the account is gone."""
        for limit, key in self.limits:
            if key:
                ratelimit.clear(
                    self.request, app="kimportal", action="password", config=limit, key=key
                )
