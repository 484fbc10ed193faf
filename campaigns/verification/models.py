"""Cards of officers: who speaks for a KIM, checked like a poster (UU 27/2022 PDP art. 20)."""

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.verification import codes
from groups.kim.models import STALE_AFTER
from groups.members.models import Membership
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.states import State


class OfficerCardQuerySet(models.QuerySet):
    def valid(self):
        """Return the cards of officers who hold the office and let their name be shown now.

        The KIM must be verified and have confirmed its data within a year. Nothing is stored
        about it, so a card ends with the office.
        """
        confirmed = Coalesce(
            "membership__group__last_confirmed_at", "membership__group__verified_at"
        )
        today = timezone.localdate()
        return self.alias(confirmed=confirmed).filter(
            Q(membership__until=None) | Q(membership__until__gt=today),
            ~Q(membership__role="member"),
            membership__name_is_public=True,
            membership__group__state=State.LIVE,
            confirmed__gt=timezone.now() - STALE_AFTER,
        )


class OfficerCard(models.Model):
    """The code on an officer's card. It shares its alphabet with the codes of materials."""

    membership = models.OneToOneField(
        Membership, models.CASCADE, related_name="card", verbose_name=_("membership")
    )
    code = models.CharField(_("verification code"), max_length=8, unique=True, editable=False)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now, editable=False)

    objects = OfficerCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("officer’s card")
        verbose_name_plural = _("officers’ cards")

    def __str__(self):
        return codes.format_code(self.code)

    @property
    def formatted_code(self):
        return codes.format_code(self.code)

    @property
    def valid_until(self):
        """The first day on which the card says no more without a new confirmation."""
        group, until = self.membership.group, self.membership.until
        day = timezone.localdate((group.last_confirmed_at or group.verified_at) + STALE_AFTER)
        return min(day, until) if until else day


@transaction.atomic
def issue(memberships, *, by):
    """Give each of these officers a card who has none; return how many were given."""
    new = [row for row in memberships if not OfficerCard.objects.filter(membership=row).exists()]
    for membership in new:
        _insert(membership)
        changes = {"membership": [membership.pk, "card"]}
        AuditEvent.objects.record(membership.group, Action.EDIT, by=by, changes=changes)
    return len(new)


def _insert(membership):
    while True:
        try:
            with transaction.atomic():
                OfficerCard.objects.create(membership=membership, code=codes.new_code())
            return
        except IntegrityError:
            # The code is taken: try another. The membership is: a second tap was faster.
            if OfficerCard.objects.filter(membership=membership).exists():
                return
