import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.jurisdictions import emails
from groups.members.models import stop_url
from groups.members.querysets import InvitationQuerySet, digest
from kimportal.accounts.model_fields import ExpiryField
from kimportal.accounts.models import Role
from kimportal.audit.models import AuditTarget
from kimportal.web.email_addresses import canonical_email


class Jurisdiction(models.Model):
    """A region in which a staff person decides. Without any row, a staff person is national."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="jurisdictions"
    )
    region = models.ForeignKey("groups.Region", models.PROTECT, verbose_name=_("region"))

    class Meta:
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        constraints = [
            models.UniqueConstraint(fields=["person", "region"], name="one_jurisdiction_per_region")
        ]

    def __str__(self):
        return str(self.region)


STAFF_ROLES = [choice for choice in Role.choices if choice[0] != Role.NONE]
VALID_FOR = timedelta(days=7)


class StaffInvitation(AuditTarget):
    """An invitation by email to become staff, with a role and a jurisdiction."""

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=STAFF_ROLES)
    regions = models.ManyToManyField(
        "groups.Region",
        blank=True,
        verbose_name=_("jurisdiction"),
        help_text=_("None: the whole country."),
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("invited by"),
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    expires_at = ExpiryField(_("valid until"), valid_for=VALID_FOR, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("taken back"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to staff")
        verbose_name_plural = _("invitations to staff")

    def __str__(self):
        return self.get_role_display()

    @property
    def audit_repr(self):
        """The name in the audit log, without the address: the log is append-only."""
        return f"{self.get_role_display()} #{self.pk}"

    @classmethod
    def just_sent(cls, *, email, role, regions=()):
        """Return the identical invitation that was just sent (a double click), or None."""
        sent = cls.objects.open().just_sent().filter(email=email, role=role).first()
        return sent if sent and set(sent.regions.all()) == set(regions) else None

    def stop_url(self, language):
        """Return the link by which the recipient says "this is not me"."""
        return stop_url(self.email, language)

    @classmethod
    @transaction.atomic
    def send(cls, *, by, email, role, regions=()):
        """Store an invitation and email it; an earlier one to the same address is revoked."""
        token = secrets.token_urlsafe(32)
        email = canonical_email(email)
        cls.objects.open().filter(email=email).update(revoked_at=timezone.now())
        invitation = cls.objects.create(
            email=email, role=role, token_digest=digest(token), invited_by=by
        )
        invitation.regions.set(regions)
        emails.invited_to_staff(invitation, token, language=by.language)
        return invitation

    @transaction.atomic
    def accept(self, *, by):
        """Give role and jurisdiction. Works once, and ends all sessions of the person."""
        by.lock_row()
        if not StaffInvitation.objects.open().filter(pk=self.pk).update(accepted_at=timezone.now()):
            raise StaffInvitation.DoesNotExist
        by.jurisdictions.all().delete()
        for region in self.regions.all():
            by.jurisdictions.create(region=region)
        by.change_role(self.role, by=self.invited_by, note=self.places)

    @property
    def places(self):
        """The jurisdiction as text; empty for the whole country."""
        return "; ".join(region.path for region in self.regions.all())
