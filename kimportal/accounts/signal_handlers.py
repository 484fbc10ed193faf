"""Logs signals of Django and allauth as security events.

Signals, because the libraries send them from all their views, also from those we did not write.
"""

import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from kimportal.audit.security_log import account_hash, log_event

if TYPE_CHECKING:
    from kimportal.accounts.models import Person

WARNING = logging.WARNING
SECURITY_SIGNALS = [
    (auth.user_logged_in, "login", logging.INFO),
    (auth.user_login_failed, "login_failed", WARNING),
    (auth.user_logged_out, "logout", logging.INFO),
    (account.user_signed_up, "signed_up", logging.INFO),
    (account.password_set, "password_changed", logging.INFO),
    (account.password_changed, "password_changed", logging.INFO),
    (account.password_reset, "password_reset", WARNING),
    (account.password_reset_code_rejected, "code_rejected", WARNING),
    (account.email_verification_code_rejected, "code_rejected", WARNING),
    (account.login_code_rejected, "code_rejected", WARNING),
    (account.email_confirmed, "email_proven", logging.INFO),
    (account.email_changed, "email_changed", WARNING),
    (account.email_removed, "email_removed", logging.INFO),
    (mfa.authenticator_added, "second_step_added", WARNING),
    (mfa.authenticator_removed, "second_step_removed", WARNING),
    (mfa.authenticator_reset, "recovery_codes_made", WARNING),
    (mfa.authenticator_used, "second_step_shown", logging.INFO),
    (mfa.authentication_failed, "second_step_failed", WARNING),
]


def connect_signals() -> None:
    for signal, event, level in SECURITY_SIGNALS:
        signal.connect(
            partial(on_auth_event, event, level), weak=False, dispatch_uid=f"audit {event}"
        )


def on_auth_event(
    event: str,
    level: int,
    *,
    request: HttpRequest | None = None,
    user: "Person | None" = None,
    credentials: dict[str, Any] | None = None,
    **kwargs: Any,
) -> None:
    """Log the event; the email is hashed, since a password may have been typed in its place."""
    authenticator = kwargs.get("authenticator")
    email = (credentials or {}).get("email")
    log_event(
        event,
        during=request,
        level=level,
        **({"user_id": user.pk} if user is not None else {}),
        account=account_hash(email) if email else "",
        step=authenticator.type if authenticator is not None else "",
    )
