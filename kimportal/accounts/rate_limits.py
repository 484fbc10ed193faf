"""Rate limits on password tries that do not let a stranger lock the owner out."""

from dataclasses import dataclass

from django.http import HttpRequest

from kimportal.accounts import devices
from kimportal.web.email_addresses import canonical_email
from kimportal.web.sliding_window import Hit, RateLimit, client_network

#: One account from one client: an IP address, or a trusted device.
ACCOUNT_AND_CLIENT = RateLimit("password_account_and_client", 10, 5 * 60)
#: One account from all clients; trusted devices are exempt.
ACCOUNT = RateLimit("password_account", 100, 60 * 60)
#: One IP address for all accounts. High, because a village shares one address.
CLIENT = RateLimit("password_client", 40, 60)
#: Emails about sign-ups and changes of address to one address, whoever requests them.
UNSOLICITED_EMAILS = RateLimit("unsolicited_emails", 6, 60 * 60)


def may_send_email(email: str) -> bool:
    """Count one more email to this address; return False if it is one too many."""
    return UNSOLICITED_EMAILS.hit(canonical_email(email)) is not None


@dataclass
class PasswordRateLimit:
    """The tries on one account, counted by account and client, then by account alone.

    A stranger who guesses from elsewhere only reaches the limit of their own client. After a
    hundred tries in an hour from many clients new clients wait, while trusted devices do not.
    """

    request: HttpRequest
    email: str

    def __post_init__(self) -> None:
        self.email = canonical_email(self.email)
        self.hits: list[Hit] = []
        self.device_id = devices.trusted_device_id(self.request, self.email)

    @property
    def account_limits(self) -> list[tuple[RateLimit, str]]:
        if self.device_id:
            return [(ACCOUNT_AND_CLIENT, f"{self.email}|device:{self.device_id}")]
        client = client_network(self.request)
        return [(ACCOUNT_AND_CLIENT, f"{self.email}|{client}"), (ACCOUNT, self.email)]

    def count(self) -> bool:
        """Count one try; return False if it is one too many."""
        limits = self.account_limits
        if not self.device_id:
            limits.append((CLIENT, client_network(self.request)))
        for limit, key in limits:
            hit = limit.hit(key)
            if hit is None:
                return False
            self.hits.append(hit)
        return True

    def refund(self) -> None:
        """Do not count this try, because the password was right or could not be checked."""
        for hit in self.hits:
            hit.refund()

    def forget(self) -> None:
        """Reset the counts of the account after its owner proved the email address."""
        for limit, key in self.account_limits:
            limit.clear(key)
