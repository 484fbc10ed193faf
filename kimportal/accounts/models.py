from importlib import import_module

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
    """What a person may do as staff; where, Jurisdiction says. Members of KIM have none."""

    NONE = "", _("Not staff")
    ADMINISTRATOR = "administrator", _("Administrator")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Reviewer")


#: Who holds a letter's mark may end reminders, and nothing else; like the letter it has no end.
WAY_OUT = signing.Signer(salt="kimportal.way_out")


class PersonManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **({"role": Role.ADMINISTRATOR} | fields))

    @classmethod
    def normalize_email(cls, email):
        return canonical_email(email)

    def get_by_natural_key(self, email):
        return self.get(email=self.normalize_email(email))

    def of_way_out(self, mark):
        """Whose reminders this mark of a letter ends: one person; nobody, if it is forged."""
        try:
            return self.filter(pk=WAY_OUT.unsign(mark), erased_at=None)
        except signing.BadSignature:
            return self.none()


class Person(AuditTarget, AbstractBaseUser):
    """Someone with an account. Phone and e-mail never leave the signed-in pages."""

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
    session_nonce = NonceField(max_length=22, editable=False)

    #: False while this session lacks what staff must show (accounts/staff_gate.py); never stored.
    staff_session_stands = True

    objects = PersonManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email"),
        ]

    def __str__(self):
        if self.erased_at:
            return str(_("Somebody who left"))
        return self.name or str(_("Someone without a name"))

    @property
    def audit_repr(self):
        """What the memory of decisions writes of a person: it can't be erased, so not the name."""
        return f"#{self.pk}"

    # -- what may happen

    def end_sessions(self):
        """Every session ends at once, wherever it is kept, since its mark no longer fits."""
        self.session_nonce = get_random_string(22)
        self.save(update_fields=["session_nonce"])
        for session in self.usersession_set.all():
            session.end()

    def hold(self):
        """Keep the row as it is until this transaction ends, so that nobody is forgotten halfway.

        PermissionDenied for whom was sent away, or has left, since the request began.
        """
        rows = Person.objects.select_for_update(no_key=True).filter(is_active=True)
        if rows.filter(pk=self.pk).values_list("pk").first() is None:
            raise PermissionDenied

    def stop_reminders(self):
        """Twice does no harm: mailboxes ask again when they got no answer."""
        self.wants_reminders = False
        self.save(update_fields=["wants_reminders"])

    @transaction.atomic
    def change_role(self, role, *, by, note=""):
        before, self.role = self.role, role
        self.save(update_fields=["role"])
        self.end_sessions()
        AuditEvent.objects.record(self, Action.ROLE, by=by, before=before, after=role, note=note)

    @transaction.atomic
    def disable(self, *, by, note=""):
        """No way in any more; everything the person did stays."""
        self._set_active(False, by=by, note=note)

    @transaction.atomic
    def enable(self, *, by, note=""):
        self._set_active(True, by=by, note=note)

    def _set_active(self, active, *, by, note):
        self.is_active = active
        self.save(update_fields=["is_active"])
        self.end_sessions()
        before, after = ("disabled", "active") if active else ("active", "disabled")
        AuditEvent.objects.record(self, Action.ROLE, by=by, before=before, after=after, note=note)

    @transaction.atomic
    def erase(self, *, by):
        """Forget who this was (UU 27/2022 PDP art. 8 and 43); what was decided stays, nameless.

        Each keeper in settings.PERSONAL_DATA forgets its own rows first, once what the person was
        sending in this instant is stored or refused.
        """
        Person.objects.select_for_update(no_key=True).values_list("pk").get(pk=self.pk)
        for keeper in settings.PRIVACY_PROVIDERS:
            import_module(keeper).erase(self)
        self.end_sessions()
        AuditEvent.objects.record(self, Action.ERASE, by=by)
        self.email = f"erased-{self.pk}@invalid"
        self.name = self.phone = ""
        self.role = Role.NONE
        self.is_active = False
        self.erased_at = timezone.now()
        self.set_unusable_password()
        self.save()

    def told(self):
        """Everything the portal holds about this person, as plain values by heading."""
        told = {}
        for keeper in settings.PRIVACY_PROVIDERS:
            told |= import_module(keeper).export(self)
        return told

    def blockers(self):
        """What others will miss when this person leaves, in sentences (each keeper's own)."""
        return [
            sentence
            for keeper in settings.PRIVACY_PROVIDERS
            for sentence in import_module(keeper).blockers(self)
        ]

    # -- what it is

    def _get_session_auth_hash(self, secret=None):
        # Django's own depends on the password alone; the mark lets us end sessions without it.
        salt = "kimportal.accounts.models.Person.session"
        value = f"{self.password}{self.session_nonce}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def unsubscribe_url(self):
        """The address that ends reminders, in this person's language, without signing in."""
        return absolute_url("reminders_stop", self.language, WAY_OUT.sign(self.pk))

    @cached_property
    def jurisdiction_codes(self):
        """Region codes in which this staff person's word counts; empty: the whole country."""
        return list(self.jurisdictions.values_list("region_id", flat=True))

    @property
    def office(self):
        """The same as one text, to tell whether it has changed."""
        return " ".join(sorted(self.jurisdiction_codes))

    @property
    def is_staff(self):
        return self.is_active and self.staff_session_stands and self.role != Role.NONE

    @property
    def is_administrator(self):
        return self.is_staff and self.role == Role.ADMINISTRATOR

    @property
    def is_editor(self):
        return self.is_staff and self.role in {Role.ADMINISTRATOR, Role.EDITOR}

    @property
    def is_reviewer(self):
        return self.is_staff and self.role in {Role.ADMINISTRATOR, Role.REVIEWER}

    @property
    def is_superuser(self):
        return self.is_administrator

    def has_perm(self, perm, obj=None) -> bool:
        """Deny: permissions are rules and roles, so an admin class that asks none opens nothing."""
        return False

    def has_perms(self, perms, obj=None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label) -> bool:
        return False


class Consent(models.Model):
    """That a person agreed, to which text and when (UU 27/2022 PDP art. 20 and 22)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self):
        return f"{self.text_version} ({self.given_at:%Y-%m-%d})"
