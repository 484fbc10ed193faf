from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.joining import emails
from groups.members.models import MemberRole, Membership
from kimportal.accounts.model_fields import ExpiryField
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.states import InvalidTransition
from kimportal.web.links import absolute_url

#: Signs the token of a link: nothing that opens it is stored.
LINK_SIGNER = signing.Signer(salt="groups.joining.link")
VALID_FOR = timedelta(days=14)
#: How long after a refusal the same person cannot ask the same KIM again.
PAUSE = timedelta(days=30)


class JoinLinkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def by_token(self, token):
        """Return a queryset of the one link with this token; empty if it is forged."""
        try:
            return self.filter(pk=LINK_SIGNER.unsign(token))
        except signing.BadSignature:
            return self.none()


class JoinLink(models.Model):
    """A link for the KIM's own chat group. It admits nobody: it lets people ask to join."""

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="join_links")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = ExpiryField(_("valid until"), valid_for=VALID_FOR)
    revoked_at = models.DateTimeField(null=True)

    objects = JoinLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation link")
        verbose_name_plural = _("invitation links")

    def __str__(self):
        return f"{self.group} ({self.created_at:%Y-%m-%d})"

    @property
    def is_open(self):
        """Whether this is open, as in JoinLinkQuerySet.open()."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def token(self):
        return LINK_SIGNER.sign(str(self.pk))

    def url(self, language):
        return absolute_url("join", language, self.token)

    @classmethod
    @transaction.atomic
    def create_for(cls, group, *, by):
        """Make a new link; the one before stops working."""
        group.join_links.open().update(revoked_at=timezone.now())
        link = cls.objects.create(group=group, created_by=by)
        AuditEvent.objects.record(group, Action.EDIT, by=by, changes={"join_link": "made"})
        return link

    @transaction.atomic
    def revoke(self, *, by):
        if JoinLink.objects.open().filter(pk=self.pk).update(revoked_at=timezone.now()):
            changes = {"join_link": "revoked"}
            AuditEvent.objects.record(self.group, Action.EDIT, by=by, changes=changes)


class JoinRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at=None)

    def refused_lately(self):
        return self.filter(is_accepted=False, decided_at__gt=timezone.now() - PAUSE)


class JoinRequest(models.Model):
    """Somebody with an account asks to join a KIM; its chair or secretary confirms."""

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="join_requests")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests"
    )
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    is_accepted = models.BooleanField(null=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(decided_at=None),
                name="one_open_join_request",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, is_accepted=None)
                | Q(decided_at__isnull=False, is_accepted__isnull=False),
                name="join_request_decided_with_answer",
            ),
        ]

    def __str__(self):
        return f"{self.group} ({self.created_at:%Y-%m-%d})"

    @classmethod
    @transaction.atomic
    def ask(cls, group, *, by):
        """Store the request and tell the officers; a second tap changes nothing."""
        by.lock_row()
        request, is_new = cls.objects.get_or_create(group=group, person=by, decided_at=None)
        if is_new:
            emails.requested(request)
        return request

    @transaction.atomic
    def accept(self, *, by):
        """Make the person a member. Officers are named by the decree, not by a link."""
        self._close(by, is_accepted=True)
        self.person.lock_row()
        if not self.group.memberships.current().filter(person=self.person).exists():
            Membership.objects.create(
                group=self.group,
                person=self.person,
                name=str(self.person),
                role=MemberRole.MEMBER,
            )
        changes = {"joined": MemberRole.MEMBER, "by": "link"}
        AuditEvent.objects.record(self.group, Action.EDIT, by=by, changes=changes)
        emails.answered(self)

    @transaction.atomic
    def refuse(self, *, by):
        self._close(by, is_accepted=False)
        emails.answered(self)

    def _close(self, by, *, is_accepted):
        values = {"decided_at": timezone.now(), "decided_by": by, "is_accepted": is_accepted}
        if not JoinRequest.objects.open().filter(pk=self.pk).update(**values):
            raise InvalidTransition(self.group, self.group.state)
        for name, value in values.items():
            setattr(self, name, value)
