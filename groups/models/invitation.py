import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models.membership import MemberRole
from groups.querysets import InvitationQuerySet

VALID_FOR = timedelta(days=14)


def digest(token):
    """What is stored of a token: whoever reads the database cannot use the invitation."""
    return hashlib.sha256(token.encode()).hexdigest()


def in_two_weeks():
    return timezone.now() + VALID_FOR


class Invitation(models.Model):
    """A letter that lets whoever receives it join a KIM in a role."""

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=12, choices=MemberRole, default=MemberRole.MEMBER)
    membership = models.ForeignKey(  # the named officer this account will stand for
        "groups.Membership", models.CASCADE, null=True, related_name="invitations"
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"), default=in_two_weeks)
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self):
        return f"{self.group} ({self.get_role_display()})"

    @staticmethod
    def new_token():
        return secrets.token_urlsafe(32)
