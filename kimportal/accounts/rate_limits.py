"""Limits on password attempts that do not let a stranger lock the owner out."""

from dataclasses import dataclass

from django.http import HttpRequest

from kimportal.accounts import devices
from kimportal.web.email_addresses import canonical_email
from kimportal.web.sliding_window import RateLimit, client_network

#: One account from one place: an IP address, or a device that once signed in there.
ACCOUNT_AND_PLACE = RateLimit("password_account_and_place", 10, 5 * 60)
#: One account from everywhere; a device that once signed in to it is exempt.
ACCOUNT = RateLimit("password_account", 100, 60 * 60)
#: One place, whatever the account. High, because a village shares one address.
PLACE = RateLimit("password_place", 40, 60)
#: Emails about sign-ups and changes of address to one address, whoever asks for them.
UNREQUESTED_EMAILS = RateLimit("unrequested_emails", 6, 60 * 60)


def may_write_to(email: str) -> bool:
    """Count one more email to this address; return False if it is one too many."""
    return UNREQUESTED_EMAILS.hit(canonical_email(email)) is not None


@dataclass
class PasswordRateLimit:
    """The attempts on one account, counted by account and place, then by account alone.

    A stranger who guesses from elsewhere fills only the stranger's own count. After a hundred
    attempts in an hour from many places, new places wait while the owner's known devices still
    get in.
    """

    request: HttpRequest
    email: str

    def __post_init__(self):
        self.email = canonical_email(self.email)
        self.hits = []
        self.device = devices.is_known_device(self.request, self.email)

    @property
    def account_limits(self):
        if self.device:
            return [(ACCOUNT_AND_PLACE, f"{self.email}|device:{self.device}")]
        place = client_network(self.request)
        return [(ACCOUNT_AND_PLACE, f"{self.email}|{place}"), (ACCOUNT, self.email)]

    def count(self) -> bool:
        """Count one attempt; return False if it is one too many."""
        limits = self.account_limits
        if not self.device:
            limits.append((PLACE, client_network(self.request)))
        for limit, key in limits:
            hit = limit.hit(key)
            if hit is None:
                return False
            self.hits.append(hit)
        return True

    def refund(self) -> None:
        """Take this attempt back: the password was right."""
        for hit in self.hits:
            hit.refund()

    def forget(self) -> None:
        """Clear the counts of the account: its owner has proven access to the mailbox."""
        for limit, key in self.account_limits:
            limit.clear(key)
