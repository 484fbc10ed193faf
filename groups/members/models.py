import secrets
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from groups.members import emails
from groups.members.querysets import InvitationQuerySet, MembershipQuerySet, digest
from kimportal.accounts.model_fields import ExpiryField
from kimportal.audit.models import Action, AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import InvalidTransition
from kimportal.web.email_addresses import canonical_email
from kimportal.web.links import absolute_url


class MemberRole(models.TextChoices):
    """The officers named in the decree, and everybody else (DOMAIN.md §1)."""

    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", _("Secretary")
    TREASURER = "treasurer", _("Treasurer")
    SECTION = "section", _("Section officer")
    MEMBER = "member", _("Member")


class Membership(models.Model):
    """Who does what in a KIM, and since when. `person` is empty for those without an account."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="memberships")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=12, choices=MemberRole, default=MemberRole.MEMBER)
    section = models.CharField(_("section"), max_length=80, blank=True)
    name_is_public = models.BooleanField(_("name may be shown to the public"), default=False)
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)  # the first day no longer

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(role="chair", until=None), name="one_chair_per_group"
            ),
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(until=None),
                name="one_membership_per_person",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.get_role_display()})"

    @property
    def is_chair(self):
        return self.role == MemberRole.CHAIR

    @property
    def is_current(self):
        """Agrees with MembershipQuerySet.current()."""
        return self.until is None or self.until > timezone.localdate()

    @property
    def manages(self):
        """Acts for the group: invites, changes, sends in."""
        return self.role in {MemberRole.CHAIR, MemberRole.SECRETARY}

    @transaction.atomic
    def end(self, *, by):
        """From today no longer; what the person did for the group stays."""
        if not self._as_read().update(until=timezone.localdate()):
            raise InvalidTransition(self.group, self.group.state)
        self.until = timezone.localdate()
        self._remember(by, "ended")

    @transaction.atomic
    def hand_over(self, heir, *, by):
        """Make `heir` (another membership of the group) the chair; this one becomes a member."""
        # Down before up: the database allows one chair, also between two statements.
        for one, role in ((self, MemberRole.MEMBER), (heir, MemberRole.CHAIR)):
            if not one._as_read().update(role=role):
                raise InvalidTransition(self.group, self.group.state)
            one.role = role
            one._remember(by, role)

    @transaction.atomic
    def revise(self, *, by, **values):
        """Another role, section, spelling or consent; the chair's role only by handing over."""
        if not self._as_read().update(**values):
            raise InvalidTransition(self.group, self.group.state)
        for name, value in values.items():
            setattr(self, name, value)
        self._remember(by, self.role)

    def _as_read(self):
        """The row while it is still as we know it, so that of two hurried people one wins."""
        return Membership.objects.filter(pk=self.pk, until=None, role=self.role)

    def _remember(self, by, what):
        changes = {"membership": [self.pk, what]}
        AuditEvent.objects.record(self.group, Action.EDIT, by=by, changes=changes)


VALID_FOR = timedelta(days=14)
#: Invitations to one address, whoever sends them: its reader has not asked for any.
MOST_TO_ONE_A_DAY, MOST_TO_ONE_A_MONTH = 3, 6


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
    expires_at = ExpiryField(_("valid until"), valid_for=VALID_FOR)
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

    def stop_url(self, language):
        """Where its reader says "this is not me"."""
        return stop_url(self.email, language)

    @classmethod
    @transaction.atomic
    def send(cls, group, *, by, email, role, membership=None):
        """Write the invitation and its letter; only the letter ever holds the token."""
        token = secrets.token_urlsafe(32)
        email = canonical_email(email)
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
        AuditEvent.objects.record(group, Action.EDIT, by=by, changes={"invited": invitation.role})
        return invitation

    @classmethod
    @transaction.atomic
    def send_all(cls, chairs, *, by):
        """Invite the chairs of new groups at the groups' addresses, in bulk; the sweep delivers."""
        chairs = cls._who_may_be_written_to(chairs)
        tokens = [secrets.token_urlsafe(32) for _chair in chairs]
        invitations = cls.objects.bulk_create(
            cls(
                group=chair.group,
                email=canonical_email(chair.group.contact_email),
                role=chair.role,
                membership=chair,
                token_digest=digest(token),
                invited_by=by,
            )
            for chair, token in zip(chairs, tokens, strict=True)
        )
        OutgoingEmail.objects.bulk_enqueue(
            emails.invitation_letter(one, token, language=by.language)
            for one, token in zip(invitations, tokens, strict=True)
        )

    @staticmethod
    def _who_may_be_written_to(chairs):
        """Those whose address takes invitations; one address gets no more than others may send."""
        addresses = [canonical_email(chair.group.contact_email) for chair in chairs]
        stops = InvitationStop.objects.of(*addresses)
        stopped = set(stops.values_list("address_hash", flat=True))
        written, kept = Counter(), []
        for chair, email in zip(chairs, addresses, strict=True):
            written[email] += 1
            if written[email] <= MOST_TO_ONE_A_DAY and not stopped & set(address_hashes(email)):
                kept.append(chair)
        return kept

    @transaction.atomic
    def accept(self, *, by):
        """Join the group: as the officer already named, or as somebody new. Works once."""
        by.lock_row()
        self._close(accepted_at=timezone.now())
        if self.membership is None:
            name = by.name or self.email.partition("@")[0]
            self.membership = Membership.objects.create(
                group=self.group, person=by, name=name, role=self.role
            )
        else:
            named = Membership.objects.filter(pk=self.membership_id, person=None, until=None)
            if not named.update(person=by):
                raise InvalidTransition(self.group, self.group.state)
        changes = {"joined": self.membership.role}
        AuditEvent.objects.record(self.group, Action.EDIT, by=by, changes=changes)

    def revoke(self, *, by):
        self._close(revoked_at=timezone.now())

    def _close(self, **how):
        if not Invitation.objects.open().filter(pk=self.pk).update(**how):
            raise InvalidTransition(self.group, self.group.state)


SALT = "groups.invitation_stop"
LINK = signing.Signer(salt=SALT)


def address_hash(email, *, secret=None):
    """What is stored of an address: nobody without the portal's secret key can test one."""
    hashed = salted_hmac(SALT, canonical_email(email), secret=secret, algorithm="sha256")
    return hashed.hexdigest()[:40]


def address_hashes(email):
    """The hash under the secret key of today, then those under earlier ones."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [address_hash(email, secret=one) for one in secrets]


def stop_url(email, language):
    """The link in each invitation with which its reader ends them; it holds no address."""
    return absolute_url("invitation_stop", language, LINK.sign(address_hash(email)))


class InvitationStopQuerySet(models.QuerySet):
    def of(self, *emails):
        """Stops of these addresses, also those that were stored under an earlier secret key."""
        hashes = [one for email in emails for one in address_hashes(email)]
        return self.filter(address_hash__in=hashes)


class InvitationStop(models.Model):
    """An address whose reader said "this is not me": no invitation is sent there any more."""

    address_hash = models.CharField(max_length=40, unique=True)
    stopped_at = models.DateTimeField(default=timezone.now)

    objects = InvitationStopQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop of invitations")
        verbose_name_plural = _("stops of invitations")

    def __str__(self):
        return self.address_hash[:8]
