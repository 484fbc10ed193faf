from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.querysets import MembershipQuerySet


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
    until = models.DateField(_("until"), null=True, blank=True)

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
