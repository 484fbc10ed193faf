import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups import emails
from groups.models.membership import MemberRole, Membership
from groups.querysets import InvitationQuerySet, digest
from kimportal.models import Act, Decision, Letter
from kimportal.states import WrongState

VALID_FOR = timedelta(days=14)


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

    @property
    def is_open(self):
        """Agrees with InvitationQuerySet.open()."""
        return not (self.accepted_at or self.revoked_at) and self.expires_at > timezone.now()

    @classmethod
    @transaction.atomic
    def send(cls, group, *, by, email, role, membership=None):
        """Write the invitation and its letter; only the letter ever holds the token."""
        token = secrets.token_urlsafe(32)
        email = email.strip().lower()
        group.invitations.open().filter(email=email).update(revoked_at=timezone.now())
        invitation = cls.objects.create(
            group=group,
            email=email,
            role=membership.role if membership else role,
            membership=membership,
            token_digest=digest(token),
            invited_by=by,
        )
        emails.invited(invitation, token, language=by.language)
        Decision.objects.record(group, Act.EDIT, by=by, changes={"invited": invitation.role})
        return invitation

    @classmethod
    @transaction.atomic
    def send_all(cls, chairs, *, by):
        """Invite the chairs of new groups at the groups' addresses, in bulk; the sweep delivers."""
        tokens = [secrets.token_urlsafe(32) for _chair in chairs]
        invitations = cls.objects.bulk_create(
            cls(
                group=chair.group,
                email=chair.group.contact_email.lower(),
                role=chair.role,
                membership=chair,
                token_digest=digest(token),
                invited_by=by,
            )
            for chair, token in zip(chairs, tokens, strict=True)
        )
        Letter.objects.put_all(
            emails.invitation_letter(one, token, language=by.language)
            for one, token in zip(invitations, tokens, strict=True)
        )

    @transaction.atomic
    def accept(self, *, by):
        """Join the group: as the officer already named, or as somebody new. Works once."""
        by.hold()
        self._close(accepted_at=timezone.now())
        if self.membership is None:
            name = by.name or self.email.partition("@")[0]
            self.membership = Membership.objects.create(
                group=self.group, person=by, name=name, role=self.role
            )
        else:
            named = Membership.objects.filter(pk=self.membership_id, person=None, until=None)
            if not named.update(person=by):
                raise WrongState(self.group, self.group.state)
        changes = {"joined": self.membership.role}
        Decision.objects.record(self.group, Act.EDIT, by=by, changes=changes)

    def revoke(self, *, by):
        self._close(revoked_at=timezone.now())

    def _close(self, **how):
        if not Invitation.objects.open().filter(pk=self.pk).update(**how):
            raise WrongState(self.group, self.group.state)
