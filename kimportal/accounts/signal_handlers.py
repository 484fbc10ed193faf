"""Which signals of Django and allauth are security events, and what their lines tell.

Signals, because the libraries send them from every door, also from those we never wrote.
"""

import logging
from functools import partial

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth

from kimportal.audit.security_log import account_hash, log_event

WARNING = logging.WARNING
WATCHED = [
    (auth.user_logged_in, "login", logging.INFO),
    (auth.user_login_failed, "login_failed", WARNING),
    (auth.user_logged_out, "logout", logging.INFO),
    (account.user_signed_up, "signed_up", logging.INFO),
    (account.password_set, "password_changed", logging.INFO),
    (account.password_changed, "password_changed", logging.INFO),
    (account.password_reset, "password_reset", WARNING),
    (account.password_reset_code_rejected, "code_rejected", WARNING),
    (account.email_verification_code_rejected, "code_rejected", WARNING),
    (account.email_confirmed, "email_proven", logging.INFO),
    (account.email_changed, "email_changed", WARNING),
    (account.email_removed, "email_removed", logging.INFO),
    (mfa.authenticator_added, "second_step_added", WARNING),
    (mfa.authenticator_removed, "second_step_removed", WARNING),
    (mfa.authenticator_reset, "recovery_codes_made", WARNING),
    (mfa.authenticator_used, "second_step_shown", logging.INFO),
    (mfa.authentication_failed, "second_step_failed", WARNING),
]


def connect_signals():
    for signal, event, level in WATCHED:
        signal.connect(
            partial(on_auth_event, event, level), weak=False, dispatch_uid=f"audit {event}"
        )


def on_auth_event(event, level, *, request=None, user=None, credentials=None, **more):
    """Write the line; a wrong password may have been typed in place of the address."""
    step = more.get("authenticator")
    email = (credentials or {}).get("email")
    log_event(
        event,
        during=request,
        level=level,
        **({"user_id": user.pk} if user is not None else {}),
        account=account_hash(email) if email else "",
        step=step.type if step is not None else "",
    )
