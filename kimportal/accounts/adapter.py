"""allauth's adapters: emails, URLs, password rate limits and redirects."""

import logging
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kimportal.accounts import constant_time, devices, member_sessions, rate_limits
from kimportal.accounts.models import Role
from kimportal.accounts.rate_limits import PasswordRateLimit
from kimportal.audit.models import Action, AuditEvent
from kimportal.audit.security_log import account_hash, log_event
from kimportal.mail.models import OutgoingEmail
from kimportal.web.links import absolute_url
from kimportal.web.service_unavailable import is_outage

if TYPE_CHECKING:
    from kimportal.accounts.models import Person

#: Events with an email template of their own; all others use "security".
EMAIL_TEMPLATES = {
    "email_confirmation_signup": "account_code",
    "email_confirmation": "account_code",
    "account_already_exists": "account_exists",
    "password_reset_key": "account_reset",
    "login_code": "login_code",
    "login_code_for_staff": "login_code_for_staff",
}
#: Events whose email goes to any address that somebody typed, so its owner may not expect it.
UNSOLICITED_EVENTS = {
    "email_confirmation_signup",
    "email_confirmation",
    "account_already_exists",
    "login_code",
    "login_code_for_staff",
}


class AccountAdapter(DefaultAccountAdapter):
    # -- emails

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Store the email in the outbox, in the recipient's language."""
        event = template_prefix.rpartition("/")[2]
        if event in UNSOLICITED_EVENTS and not rate_limits.may_send_email(email):
            log_event("too_many_emails", level=logging.WARNING, account=account_hash(email))
            return
        person = context.get("user")
        language = person.language if person else get_language()
        OutgoingEmail.objects.send(
            EMAIL_TEMPLATES.get(event, "security"),
            to=email,
            language=language,
            context={
                "password_reset_url": absolute_url("account_reset_password", language),
                **context,
                "event": f"emails/security/{event}.txt",
            },
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: "Person",
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        super().send_notification_mail(
            template_prefix, user, {**(context or {}), "user": user}, email
        )

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell only the owner of the address, since the answer must not reveal the account."""
        login_url = settings.SITE_URL + reverse("account_login")
        self.send_mail("account/email/account_already_exists", email, {"login_url": login_url})

    def respond_email_verification_sent(
        self, request: HttpRequest, user: "Person | None"
    ) -> HttpResponse:
        constant_time.finish(request)
        return super().respond_email_verification_sent(request, user)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Build the URL from SITE_URL, never from the Host header."""
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[uid, token])
        return settings.SITE_URL + path

    def is_safe_url(self, url: str | None) -> bool:
        """Return False for malformed URLs ("http://[::1"), for which allauth raises."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    # -- password rate limits

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self.rate_limit = PasswordRateLimit(request, credentials.get("email", ""))
        if not self.rate_limit.count():
            account = account_hash(self.rate_limit.email)
            log_event("too_many_tries", during=request, level=logging.WARNING, account=account)
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> "Person | None":
        """Authenticate; do not count a try that failed because of an outage."""
        try:
            return super().authenticate(request, **credentials)
        except Exception as error:
            if is_outage(error):
                self.rate_limit.refund()
            raise

    def _rollback_login_failed_rl_usage(self) -> None:
        self.rate_limit.refund()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        PasswordRateLimit(request, credentials.get("email", "")).forget()

    def set_password(self, user: "Person", password: str) -> None:
        """Save only the password: a role removed while it was hashed must not come back."""
        user.set_password(password)
        user.save(update_fields=["password"])

    # -- login

    def pre_login(self, request: HttpRequest, user: "Person", **kwargs: Any) -> HttpResponse | None:
        """Refuse a code by email to whoever became staff after it was sent."""
        records = get_authentication_records(request, user)
        if user.role != Role.NONE and records and records[-1]["method"] == "code":
            logout(request)  # ends the half-made session with what the code proved
            messages.error(request, _("Staff sign in with a password and a second step."))
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: "Person", **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        devices.remember_device(response, user)
        member_sessions.apply(request)
        if user.is_staff:
            AuditEvent.objects.record(user, Action.LOGIN, by=user)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if request.user.is_staff:
            return reverse("admin:index")
        return super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code does not fit. It changes every 30 seconds: wait for the next one. If that "
            "does not fit either, your phone's clock is off: set it to automatic time."
        ),
    }
