from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.kim.changes import ChangesByRequest
from groups.kim.querysets import GroupQuerySet
from groups.kim.registration import Registration
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.states import State
from kimportal.ui.fields import EARLIEST, LATEST
from kimportal.uploads.storage import private_storage, public_storage, upload_to
from kimportal.web.links import slugify_name, unique_slug
from kimportal.web.search import fold, search_text

STALE_AFTER = timedelta(days=365)
#: Words that stand where a group's slug would in addresses of ours.
RESERVED = frozenset({"daftar", "undangan"})


def slug_for(name):
    return slugify_name(name, max_length=70, default="kim")


class ActivityBasis(models.TextChoices):
    """What the group mainly lives from (Sleman 2018, KIMFest 2025: DOMAIN.md §1, §2)."""

    INFORMATION = "information", _("Information and media")
    ECONOMY = "economy", _("Local economy and small businesses")
    CULTURE = "culture", _("Social and cultural life")
    LITERACY = "literacy", _("Literacy and education")
    FARMING = "farming", _("Farming, fishing or livestock")
    OTHER = "other", _("Something else")


class SignerRole(models.TextChoices):
    """Who signs a KIM's decree varies by region (DOMAIN.md §1)."""

    VILLAGE_HEAD = "village_head", _("Village head")
    DISTRICT_HEAD = "district_head", _("District head (camat)")
    COMMS_OFFICE = "comms_office", _("Head of the local communication office")
    REGENT = "regent", _("Regent or mayor")
    OTHER = "other", _("Somebody else")


class Group(Registration, ChangesByRequest, ModeratedModel):
    """A community information group, Komunitas Informasi Masyarakat (KIM)."""

    slug = models.SlugField(_("address"), max_length=80, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    region = models.ForeignKey(
        "groups.Region", models.PROTECT, null=True, related_name="groups", verbose_name=_("region")
    )
    founded = models.DateField(_("founded"), null=True, blank=True)
    about = models.TextField(_("about"), max_length=2000, blank=True)
    address = models.CharField(_("secretariat address"), max_length=250, blank=True)
    activity_basis = models.CharField(
        _("activity basis"), max_length=12, choices=ActivityBasis, blank=True
    )
    kim_id_number = models.CharField(_("kim.id number"), max_length=40, blank=True)
    logo = models.FileField(
        _("logo"), storage=private_storage, upload_to=upload_to("logos"), blank=True, max_length=120
    )
    website = models.URLField(_("website"), blank=True)
    instagram = models.URLField(_("Instagram"), blank=True)
    facebook = models.URLField(_("Facebook"), blank=True)
    youtube = models.URLField(_("YouTube"), blank=True)
    tiktok = models.URLField(_("TikTok"), blank=True)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=20, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)

    decree_number = models.CharField(_("decree number"), max_length=80, blank=True)
    decree_number_folded = models.CharField(
        max_length=80, blank=True, db_index=True, editable=False
    )
    decree_date = models.DateField(_("decree date"), null=True, blank=True)
    decree_signer_role = models.CharField(
        _("signed by"), max_length=15, choices=SignerRole, blank=True
    )
    decree_signer_name = models.CharField(_("signer's name"), max_length=120, blank=True)
    decree_valid_until = models.DateField(_("valid until"), null=True, blank=True)  # None: unknown
    decree_file = models.FileField(
        _("decree (scan)"),
        storage=private_storage,
        upload_to=upload_to("decrees"),
        blank=True,
        max_length=120,
    )
    decree_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    # Neutrality, consent of those named and the right to send this in are declared together.
    neutrality_declared_at = models.DateTimeField(null=True, editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, editable=False)
    last_confirmed_at = models.DateTimeField(_("data confirmed"), null=True, editable=False)
    imported_at = models.DateTimeField(_("imported"), null=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)

    objects = GroupQuerySet.as_manager()

    #: Never written into the memory of decisions: they say who somebody is, and where.
    private_fields = ("contact_name", "contact_phone", "contact_email", "address")

    class Meta(ModeratedModel.Meta):
        verbose_name = _("KIM")
        verbose_name_plural = _("KIM")
        constraints = [
            *ModeratedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state="draft") | Q(region__isnull=False), name="group_has_a_region"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{field: None}) | Q(**{f"{field}__range": (EARLIEST, LATEST)}),
                    name=f"group_{field}_is_a_day_of_ours",
                )
                for field in ("founded", "decree_date", "decree_valid_until")
            ),
            models.CheckConstraint(
                condition=Q(decree_valid_until=None)
                | Q(decree_date=None)
                | Q(decree_valid_until__gte=F("decree_date")),
                name="group_decree_ends_after_it_begins",
            ),
        ]
        indexes = [
            *ModeratedModel.Meta.indexes,
            models.Index(fields=["name", "id"], condition=Q(state="live"), name="group_live_name"),
            models.Index(fields=["state", "region"], name="group_state_region"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The public page; its members' own page while the public cannot see it."""
        return reverse("group_detail", args=[self.slug]) if self.is_live else self.own_url

    @property
    def own_url(self):
        """Its page for members."""
        return reverse("group_home", args=[self.slug])

    @property
    def logo_url(self):
        """Where the public finds the logo: in a copy of the same name, while it sees the KIM."""
        return public_storage().url(self.logo.name) if self.logo and self.is_live else ""

    @property
    def region_code(self):
        return self.region_id or ""

    def get_state_display(self):
        """In the words of this trade a group is verified, where other things are published."""
        return _("Verified") if self.is_live else State(self.state).label

    @property
    def is_stale(self):
        """Nobody has confirmed the data for a year."""
        confirmed = self.last_confirmed_at or self.verified_at
        return confirmed is None or timezone.now() - confirmed > STALE_AFTER

    def with_search_text(self):
        """Refresh what search and the comparison of decrees look at; for whoever saves words."""
        place = self.region.path if self.region_id else ""
        self.search_text = search_text(self.name, place, self.about)
        self.decree_number_folded = fold(self.decree_number)[:80]
        return self

    def unique_slug(self):
        return unique_slug(self, slug_for(self.name), RESERVED)

    def who_answers(self, person_id):
        """That person, while they belong to the KIM; else the chair. May be None."""
        members = self.memberships.current().exclude(person=None).select_related("person")
        still = members.filter(person=person_id, person__is_active=True).first()
        heir = still or members.chairs().first()
        return heir.person if heir else None

    @transaction.atomic
    def confirm(self, *, by):
        """'Data masih benar': the group's own word, once a year, that everything is still so."""
        self.last_confirmed_at = timezone.now()
        self.save(update_fields=["last_confirmed_at"])
        AuditEvent.objects.record(self, Action.CONFIRM, by=by)
