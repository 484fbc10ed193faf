import secrets
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, models, transaction
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
    """A role in a KIM, with its dates. `person` is None for officers without an account."""

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
    # Since when the chair offers this member the chair; it changes hands with their yes.
    chair_offered_at = models.DateTimeField(_("chair offered"), null=True, editable=False)

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
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(chair_offered_at__isnull=False),
                name="one_chair_offer_per_group",
            ),
            models.CheckConstraint(
                condition=Q(chair_offered_at=None) | (Q(until=None) & ~Q(role="chair")),
                name="chair_is_offered_to_members",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.get_role_display()})"

    @property
    def is_chair(self):
        return self.role == MemberRole.CHAIR

    @property
    def is_current(self):
        """Whether this is current, as in MembershipQuerySet.current()."""
        return self.until is None or self.until > timezone.localdate()

    @property
    def manages(self):
        """Whether this role acts for the group: invites, changes, submits."""
        return self.role in {MemberRole.CHAIR, MemberRole.SECRETARY}

    @transaction.atomic
    def end(self, *, by):
        """End the membership today; what the person did for the group stays."""
        today = timezone.localdate()
        if not self._unchanged_row().update(until=today, chair_offered_at=None):
            raise InvalidTransition(self.group, self.group.state)
        self.until, self.chair_offered_at = today, None
        self._record(by, "ended")

    @transaction.atomic
    def offer_chair(self, *, by):
        """Ask this member to become the chair; `accept_chair` is their yes."""
        try:
            with transaction.atomic():
                row = self._unchanged_row().filter(chair_offered_at=None)
                changed = row.update(chair_offered_at=timezone.now())
        except IntegrityError:  # offered to somebody else by another request
            changed = 0
        if not changed:
            raise InvalidTransition(self.group, self.group.state)
        self.refresh_from_db(fields=["chair_offered_at"])
        self._record(by, "chair_offered")
        emails.chair_offered(self, by)

    @transaction.atomic
    def accept_chair(self, *, by):
        """Become the chair; whoever offered it becomes a member."""
        chair = self.group.memberships.current().chairs().first()
        self._close_offer()
        if chair is None:  # the chair's account was deleted meanwhile
            self.revise(by=by, role=MemberRole.CHAIR)
            return
        chair.hand_over(self, by=by)
        emails.chair_answered(self, chair)

    @transaction.atomic
    def decline_chair(self, *, by):
        self._close_offer()
        self._record(by, "chair_declined")
        if chair := self.group.memberships.current().chairs().first():
            emails.chair_answered(self, chair)

    @transaction.atomic
    def take_chair_back(self, *, by):
        """Withdraw the offer before it was answered."""
        self._close_offer()
        self._record(by, "chair_taken_back")

    def _close_offer(self):
        """Clear the offer as it was loaded: of a yes and a withdrawal at once, one fails."""
        if self.chair_offered_at is None:
            raise InvalidTransition(self.group, self.group.state)
        row = self._unchanged_row().filter(chair_offered_at=self.chair_offered_at)
        if not row.update(chair_offered_at=None):
            raise InvalidTransition(self.group, self.group.state)
        self.chair_offered_at = None

    @transaction.atomic
    def hand_over(self, heir, *, by):
        """Make `heir` (another membership of the group) the chair; this one becomes a member."""
        # The old chair first: the database allows one chair, also between two statements.
        for membership, role in ((self, MemberRole.MEMBER), (heir, MemberRole.CHAIR)):
            if not membership._unchanged_row().update(role=role):
                raise InvalidTransition(self.group, self.group.state)
            membership.role = role
            membership._record(by, role)

    @transaction.atomic
    def revise(self, *, by, **values):
        """Change role, section, spelling or consent; the chair's role only changes by hand_over."""
        if not self._unchanged_row().update(**values):
            raise InvalidTransition(self.group, self.group.state)
        for name, value in values.items():
            setattr(self, name, value)
        self._record(by, self.role)

    def _unchanged_row(self):
        """Return the row if it is as loaded (optimistic lock): the later of two requests fails."""
        return Membership.objects.filter(pk=self.pk, until=None, role=self.role)

    def _record(self, by, change):
        changes = {"membership": [self.pk, change]}
        AuditEvent.objects.record(self.group, Action.EDIT, by=by, changes=changes)


VALID_FOR = timedelta(days=14)
#: Invitations to one address, whoever sends them (SECURITY_BAR R51).
MAX_PER_ADDRESS_A_DAY, MAX_PER_ADDRESS_A_MONTH = 3, 6


class Invitation(models.Model):
    """An invitation by email to join a KIM in a role."""

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
        """Whether this is open, as in InvitationQuerySet.open()."""
        return not (self.accepted_at or self.revoked_at) and self.expires_at > timezone.now()

    def stop_url(self, language):
        """Return the link by which the recipient says "this is not me"."""
        return stop_url(self.email, language)

    @classmethod
    @transaction.atomic
    def send(cls, group, *, by, email, role, membership=None):
        """Store an invitation and email it; only the email holds the token."""
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
        """Invite the chairs of imported groups in bulk; a periodic job sends the emails."""
        chairs = cls._invitable(chairs)
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
            emails.invitation_email(invitation, token, language=by.language)
            for invitation, token in zip(invitations, tokens, strict=True)
        )

    @staticmethod
    def _invitable(chairs):
        """Return the chairs whose address accepts invitations, within its daily limit."""
        addresses = [canonical_email(chair.group.contact_email) for chair in chairs]
        stops = InvitationStop.objects.of(*addresses)
        stopped = set(stops.values_list("address_hash", flat=True))
        per_address, invitable = Counter(), []
        for chair, email in zip(chairs, addresses, strict=True):
            per_address[email] += 1
            is_stopped = not stopped.isdisjoint(address_hashes(email))
            if per_address[email] <= MAX_PER_ADDRESS_A_DAY and not is_stopped:
                invitable.append(chair)
        return invitable

    @transaction.atomic
    def accept(self, *, by):
        """Join the group, as the officer already named or as a new member. Works once."""
        by.lock_row()
        self._close(accepted_at=timezone.now())
        if self.membership is None:
            name = by.name or self.email.partition("@")[0]
            self.membership = Membership.objects.create(
                group=self.group, person=by, name=name, role=self.role
            )
        else:
            officer = Membership.objects.filter(pk=self.membership_id, person=None, until=None)
            if not officer.update(person=by):
                raise InvalidTransition(self.group, self.group.state)
        changes = {"joined": self.membership.role}
        AuditEvent.objects.record(self.group, Action.EDIT, by=by, changes=changes)

    def revoke(self, *, by):
        self._close(revoked_at=timezone.now())

    def _close(self, **values):
        if not Invitation.objects.open().filter(pk=self.pk).update(**values):
            raise InvalidTransition(self.group, self.group.state)


SALT = "groups.invitation_stop"
STOP_SIGNER = signing.Signer(salt=SALT)


def address_hash(email, *, secret=None):
    """Return the keyed hash stored for an address: testing one requires the secret key."""
    hashed = salted_hmac(SALT, canonical_email(email), secret=secret, algorithm="sha256")
    return hashed.hexdigest()[:40]


def address_hashes(email):
    """Return the hashes with the current secret key and with its fallbacks."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [address_hash(email, secret=secret) for secret in secrets]


def stop_url(email, language):
    """Return the link with which a recipient stops invitations; it holds no address."""
    return absolute_url("invitation_stop", language, STOP_SIGNER.sign(address_hash(email)))


class InvitationStopQuerySet(models.QuerySet):
    def of(self, *emails):
        """Return stops of these addresses, also those stored with an earlier secret key."""
        hashes = [hashed for email in emails for hashed in address_hashes(email)]
        return self.filter(address_hash__in=hashes)


class InvitationStop(models.Model):
    """An address, stored as a hash, that receives no more invitations."""

    address_hash = models.CharField(max_length=40, unique=True)
    stopped_at = models.DateTimeField(default=timezone.now)

    objects = InvitationStopQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop of invitations")
        verbose_name_plural = _("stops of invitations")

    def __str__(self):
        return self.address_hash[:8]
