"""Rate limits on password tries that do not let a stranger lock the owner out."""

from collections.abc import Iterator
from dataclasses import dataclass

from allauth.core import context
from allauth.core.internal import ratelimit
from django.http import HttpRequest

from kimportal.accounts import devices
from kimportal.web.email_addresses import canonical_email

#: One account from one client (an IP address, or a trusted device).
ACCOUNT_AND_CLIENT_LIMIT = {"password": "10/5m/key"}
#: One account from all clients; trusted devices are exempt.
ACCOUNT_LIMIT = {"password": "100/h/key"}
#: One IP address for all accounts. High, because a village shares one address.
CLIENT_LIMIT = {"password": "40/m/ip"}
#: Emails about sign-ups and changes of address to one address, whoever requests them.
EMAIL_LIMIT = {"unsolicited_emails": "6/h/key"}


def may_send_email(email: str) -> bool:
    """Count one more email to this address; return False when the limit is reached."""
    return bool(
        ratelimit.consume(
            context.request,
            app="kimportal",
            action="unsolicited_emails",
            config=EMAIL_LIMIT,
            key=canonical_email(email),
        )
    )


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
        self.usages: list[ratelimit.RateLimitUsage] = []
        self.device_id = devices.trusted_device_id(self.request, self.email)

    @property
    def limits(self) -> Iterator[tuple[dict[str, str], str | None]]:
        client = f"device:{self.device_id}" if self.device_id else ratelimit.get_ip(self.request)
        yield ACCOUNT_AND_CLIENT_LIMIT, f"{self.email}|{client}"
        if not self.device_id:
            yield ACCOUNT_LIMIT, self.email
            yield CLIENT_LIMIT, None

    def count(self) -> bool:
        """Count one try; return False when a limit is reached."""
        for limit, key in self.limits:
            usage = ratelimit.consume(
                self.request, app="kimportal", action="password", config=limit, key=key
            )
            if not usage:
                return False
            self.usages.append(usage)
        return True

    def refund(self) -> None:
        """Do not count this try, because the password was right or could not be checked."""
        for usage in self.usages:
            usage.rollback()

    def forget(self) -> None:
        """Reset the counters of the account after its owner proved the email address."""
        for limit, key in self.limits:
            if key:
                ratelimit.clear(
                    self.request, app="kimportal", action="password", config=limit, key=key
                )
