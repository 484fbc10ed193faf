"""What allauth asks the house: letters, addresses, and who may try a password."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kimportal.accounts import constant_time, devices, rate_limits
from kimportal.accounts.rate_limits import PasswordRateLimit
from kimportal.audit.models import Action, AuditEvent
from kimportal.audit.security_log import account_hash, log_event
from kimportal.mail.models import OutgoingEmail
from kimportal.web.links import absolute_url
from kimportal.web.service_unavailable import is_outage

#: Events told by their own letter; every other one is told by the letter "security".
OWN_LETTERS = {
    "email_confirmation_signup": "account_code",
    "email_confirmation": "account_code",
    "account_already_exists": "account_exists",
    "password_reset_key": "account_reset",
}


#: Events whose email goes to whatever address somebody typed: its reader may have asked for none.
UNASKED = {"email_confirmation_signup", "email_confirmation", "account_already_exists"}


class AccountAdapter(DefaultAccountAdapter):
    # -- letters

    def send_mail(self, template_prefix, email, context):
        """Into the outbox, in the receiver's language; nothing waits for the mail server."""
        event = template_prefix.rpartition("/")[2]
        if event in UNASKED and not rate_limits.may_write_to(email):
            log_event("too_many_letters", level=logging.WARNING, account=account_hash(email))
            return
        person = context.get("user")
        language = person.language if person else get_language()
        OutgoingEmail.objects.send(
            OWN_LETTERS.get(event, "security"),
            to=email,
            language=language,
            context={
                "password_reset_url": absolute_url("account_reset_password", language),
                **context,
                "event": f"emails/security/{event}.txt",
            },
        )

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        super().send_notification_mail(
            template_prefix, user, {**(context or {}), "user": user}, email
        )

    def send_account_already_exists_mail(self, email):
        """As the one who asked cannot be told, the owner of the address is."""
        login_url = settings.SITE_URL + reverse("account_login")
        self.send_mail("account/email/account_already_exists", email, {"login_url": login_url})

    def respond_email_verification_sent(self, request, user):
        constant_time.finish(request)
        return super().respond_email_verification_sent(request, user)

    def get_reset_password_from_key_url(self, key):
        """Built from our own address, never from the Host header."""
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[uid, token])
        return settings.SITE_URL + path

    def is_safe_url(self, url):
        """What is no address at all ("http://[::1") is not a safe one; allauth trips over it."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    # -- who may try a password

    def pre_authenticate(self, request, **credentials):
        self.tries = PasswordRateLimit(request, credentials.get("email", ""))
        if not self.tries.count():
            email = account_hash(self.tries.email)
            log_event("too_many_tries", during=request, level=logging.WARNING, account=email)
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request, **credentials):
        """As allauth does; a try that an outage answered, not the password, does not count."""
        try:
            return super().authenticate(request, **credentials)
        except Exception as error:
            if is_outage(error):
                self.tries.refund()
            raise

    def _rollback_login_failed_rl_usage(self):
        self.tries.refund()

    def _delete_login_attempts_cached_email(self, request, **credentials):
        super()._delete_login_attempts_cached_email(request, **credentials)
        PasswordRateLimit(request, credentials.get("email", "")).forget()

    def set_password(self, user, password):
        """That and nothing else: an office taken away while this was hashed must not come back."""
        user.set_password(password)
        user.save(update_fields=["password"])

    # -- coming in

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        devices.remember_device(response, user)
        if user.is_staff:
            AuditEvent.objects.record(user, Action.LOGIN, by=user)
        return response

    def get_login_redirect_url(self, request):
        if request.user.is_staff:
            return reverse("admin:index")
        return super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request):
        return reverse("account_home")


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code does not fit. It changes every 30 seconds: wait for the next one. If that "
            "does not fit either, your phone's clock is off: set it to automatic time."
        ),
    }
