from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kimportal.accounts.model_fields import NonceField
from kimportal.audit.models import Action, AuditEvent, AuditTarget
from kimportal.web.email_addresses import canonical_email
from kimportal.web.links import absolute_url

#: The text in templates/kimportal/consents/ that new accounts agree to; old ones stay there.
CONSENT_VERSION = "2026-11"


class Role(models.TextChoices):
    """What a person may do as staff; Jurisdiction says where. Members of a KIM have no role."""

    NONE = "", _("Not staff")
    ADMINISTRATOR = "administrator", _("Administrator")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Reviewer")


#: Signs the token of unsubscribe links. It may only stop reminders and, like the email, it does
#: not expire; the salt is part of links that were sent.
UNSUBSCRIBE_SIGNER = signing.Signer(salt="kimportal.way_out")


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        return self.create_user(email, password, **({"role": Role.ADMINISTRATOR} | fields))

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return canonical_email(email or "")

    def get_by_natural_key(self, email: str | None) -> "Person":
        return self.get(email=self.normalize_email(email))

    def from_unsubscribe_token(self, token: str) -> "models.QuerySet[Person]":
        """Return a queryset of the one person of an unsubscribe link; empty if it is forged."""
        try:
            return self.filter(pk=UNSUBSCRIBE_SIGNER.unsign(token), erased_at=None)
        except signing.BadSignature:
            return self.none()


def privacy_providers() -> Iterator[ModuleType]:
    """Import the modules that export and erase personal data (settings.PRIVACY_PROVIDERS)."""
    return map(import_module, settings.PRIVACY_PROVIDERS)


class Person(AuditTarget, AbstractBaseUser):
    """A user account. Phone and email are never shown on public pages."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    wants_reminders = models.BooleanField(
        _("remind me by e-mail of events that I plan"), default=True, db_default=True
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.NONE, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    erased_at = models.DateTimeField(pgettext_lazy("date", "erased"), null=True, editable=False)
    decisions_seen_at = models.DateTimeField(null=True, editable=False)
    session_nonce = NonceField(max_length=22, editable=False)

    #: Set by StaffSessionMiddleware for the current session; never stored.
    has_valid_staff_session = True

    objects = PersonManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email"),
        ]

    def __str__(self) -> str:
        if self.erased_at:
            return str(_("Somebody who left"))
        return self.name or str(_("Someone without a name"))

    @property
    def audit_repr(self) -> str:
        """Return the number, not the name: the audit log cannot be erased."""
        return f"#{self.pk}"

    # -- actions

    def end_sessions(self) -> None:
        """End all sessions at once, in every session store, by changing the nonce they contain."""
        self.session_nonce = get_random_string(22)
        self.save(update_fields=["session_nonce"])
        for session in self.usersession_set.all():  # type: ignore[attr-defined]
            session.end()

    def lock_row(self) -> None:
        """Lock the row until the transaction ends, so that no erasure happens meanwhile.

        Raise PermissionDenied if the person was disabled or erased since the request began.
        """
        rows = Person.objects.select_for_update(no_key=True).filter(is_active=True)
        if rows.filter(pk=self.pk).values_list("pk").first() is None:
            raise PermissionDenied

    def stop_reminders(self) -> None:
        """Stop reminders; harmless when repeated, since mail clients retry without a response."""
        self.wants_reminders = False
        self.save(update_fields=["wants_reminders"])

    @transaction.atomic
    def change_role(self, role: str, *, by: "Person", note: str = "") -> None:
        before, self.role = self.role, role
        self.save(update_fields=["role"])
        self.end_sessions()
        AuditEvent.objects.record(self, Action.ROLE, by=by, before=before, after=role, note=note)

    @transaction.atomic
    def disable(self, *, by: "Person", note: str = "") -> None:
        """Forbid sign-in; everything the person submitted stays."""
        self._set_active(False, by=by, note=note)

    @transaction.atomic
    def enable(self, *, by: "Person", note: str = "") -> None:
        self._set_active(True, by=by, note=note)

    def _set_active(self, active: bool, *, by: "Person", note: str) -> None:
        self.is_active = active
        self.save(update_fields=["is_active"])
        self.end_sessions()
        before, after = ("disabled", "active") if active else ("active", "disabled")
        AuditEvent.objects.record(self, Action.ROLE, by=by, before=before, after=after, note=note)

    @transaction.atomic
    def erase(self, *, by: "Person | None") -> None:
        """Erase the personal data (UU 27/2022 PDP art. 8 and 43); audit events stay, nameless.

        Each provider in settings.PRIVACY_PROVIDERS erases its own rows. The lock comes first, so
        that a submission in progress is either stored, and erased, or refused.
        """
        Person.objects.select_for_update(no_key=True).values_list("pk").get(pk=self.pk)
        for provider in privacy_providers():
            provider.erase(self)
        self.end_sessions()
        AuditEvent.objects.record(self, Action.ERASE, by=by)
        self.email = f"erased-{self.pk}@invalid"
        self.name = self.phone = ""
        self.role = Role.NONE
        self.is_active = False
        self.erased_at = timezone.now()
        self.set_unusable_password()
        self.save()

    def export_data(self) -> dict[str, Any]:
        """Return everything the portal stores about this person, as plain values by heading."""
        data: dict[str, Any] = {}
        for provider in privacy_providers():
            data |= provider.export(self)
        return data

    def blockers(self) -> list[str]:
        """Return what would be left without an owner after an erasure, as sentences."""
        return [
            sentence for provider in privacy_providers() for sentence in provider.blockers(self)
        ]

    # -- sessions, jurisdiction and permissions

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # Django's own depends on the password alone; the nonce ends sessions without changing it.
        salt = "kimportal.accounts.models.Person.session"
        value = f"{self.password}{self.session_nonce}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def unsubscribe_url(self) -> str:
        """Return the URL that stops reminders without signing in, in this person's language."""
        return absolute_url("reminders_stop", self.language, UNSUBSCRIBE_SIGNER.sign(str(self.pk)))

    @cached_property
    def jurisdiction_codes(self) -> list[str]:
        """Return the region codes for which this staff person decides; empty: the whole country."""
        return list(self.jurisdictions.values_list("region_id", flat=True))

    @property
    def office(self) -> str:
        """Return the jurisdiction as one text, to compare it with an earlier one."""
        return " ".join(sorted(self.jurisdiction_codes))

    @property
    def is_staff(self) -> bool:
        return self.is_active and self.has_valid_staff_session and self.role != Role.NONE

    @property
    def is_administrator(self) -> bool:
        return self.is_staff and self.role == Role.ADMINISTRATOR

    @property
    def is_editor(self) -> bool:
        return self.is_staff and self.role in {Role.ADMINISTRATOR, Role.EDITOR}

    @property
    def is_reviewer(self) -> bool:
        return self.is_staff and self.role in {Role.ADMINISTRATOR, Role.REVIEWER}

    @property
    def is_superuser(self) -> bool:
        return self.is_administrator

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Deny: permissions are rules and roles, so an admin class that asks none opens nothing."""
        return False

    def has_perms(self, perms: Iterable[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Consent(models.Model):
    """A person's consent to a version of the text (UU 27/2022 PDP art. 20 and 22)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.text_version} ({self.given_at:%Y-%m-%d})"
