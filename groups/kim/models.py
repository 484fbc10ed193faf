from datetime import timedelta

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from groups.kim import emails
from groups.kim.querysets import GroupQuerySet
from groups.members.models import MemberRole, Membership
from groups.regions.models import RegionStats
from kimportal.accounts.models import Person, Role
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.change_requests import ChangeableModel, to_json
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.states import InvalidTransition, State
from kimportal.readers.dates import display_date
from kimportal.ui.fields import EARLIEST, LATEST
from kimportal.uploads.model_fields import PrivateFileField
from kimportal.uploads.storage import public_storage
from kimportal.web.links import slugify_name, unique_slug
from kimportal.web.search import fold, search_text

STALE_AFTER = timedelta(days=365)
#: Paths of our own that begin like a group's address.
RESERVED_SLUGS = frozenset({"daftar", "undangan"})
#: Fields a registration must fill before it is submitted, in the order of its steps.
REQUIRED_FIELDS = (
    "name",
    "region",
    "about",
    "contact_name",
    "contact_phone",
    "decree_number",
    "decree_date",
    "decree_signer_role",
    "decree_file",
)


def slug_for(name):
    return slugify_name(name, max_length=70, default="kim")


class ActivityBasis(models.TextChoices):
    """The group's main activity (Sleman 2018, KIMFest 2025: DOMAIN.md §1, §2)."""

    INFORMATION = "information", _("Information and media")
    ECONOMY = "economy", _("Local economy and small businesses")
    CULTURE = "culture", _("Social and cultural life")
    LITERACY = "literacy", _("Literacy and education")
    FARMING = "farming", _("Farming, fishing or livestock")
    OTHER = "other", _("Something else")


class SignerRole(models.TextChoices):
    """The office that signs a KIM's decree; it varies by region (DOMAIN.md §1)."""

    VILLAGE_HEAD = "village_head", _("Village head")
    DISTRICT_HEAD = "district_head", _("District head (camat)")
    COMMS_OFFICE = "comms_office", _("Head of the local communication office")
    REGENT = "regent", _("Regent or mayor")
    OTHER = "other", _("Somebody else")


class Group(ChangeableModel):
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
    logo = PrivateFileField(_("logo"), folder="logos", blank=True)
    website = models.URLField(_("website"), blank=True)
    instagram = models.URLField(_("Instagram"), blank=True)
    facebook = models.URLField(_("Facebook"), blank=True)
    youtube = models.URLField(_("YouTube"), blank=True)
    tiktok = models.URLField(_("TikTok"), blank=True)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=20, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    takes_messages = models.BooleanField(
        _("messages from the public are welcome"), default=True, db_default=True, editable=False
    )

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
    decree_file = PrivateFileField(_("decree (scan)"), folder="decrees", blank=True)
    decree_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    # Neutrality, consent of those named and the right to send this in are declared together.
    neutrality_declared_at = models.DateTimeField(null=True, editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, editable=False)
    last_confirmed_at = models.DateTimeField(_("data confirmed"), null=True, editable=False)
    imported_at = models.DateTimeField(pgettext_lazy("date", "imported"), null=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)

    objects = GroupQuerySet.as_manager()

    #: Kept out of the audit log: they identify and locate a person.
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
                    name=f"group_{field}_in_range",
                )
                for field in ("founded", "decree_date", "decree_valid_until")
            ),
            models.CheckConstraint(
                condition=Q(decree_valid_until=None)
                | Q(decree_date=None)
                | Q(decree_valid_until__gte=F("decree_date")),
                name="group_decree_ends_after_date",
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
        """Return the public page, or the members' page while the group is not public."""
        return reverse("group_detail", args=[self.slug]) if self.is_live else self.own_url

    @property
    def founded_iso(self):
        """The date in ISO 8601, or the year where no more is known."""
        return self.founded and display_date(self.founded, self.founded.isoformat())

    @property
    def own_url(self):
        """The page for its members."""
        return reverse("group_home", args=[self.slug])

    @property
    def logo_url(self):
        """The address of the logo's public copy, while the group is public."""
        return public_storage().url(self.logo.name) if self.logo and self.is_live else ""

    @property
    def region_code(self):
        return self.region_id or ""

    def get_state_display(self):
        """Return "Verified" where other models say "Published": the ministry's term for KIM."""
        return _("Verified") if self.is_live else State(self.state).label

    @property
    def is_stale(self):
        """Whether nobody has confirmed the data for a year."""
        confirmed = self.last_confirmed_at or self.verified_at
        return confirmed is None or timezone.now() - confirmed > STALE_AFTER

    def with_search_text(self):
        """Refresh the columns for search and for comparing decree numbers, before a save."""
        region_path = self.region.path if self.region_id else ""
        self.search_text = search_text(self.name, region_path, self.about)
        self.decree_number_folded = fold(self.decree_number)[:80]
        return self

    def unique_slug(self):
        return unique_slug(self, slug_for(self.name), RESERVED_SLUGS)

    def member_or_chair(self, person_id):
        """Return that person while they belong to the KIM, else the chair. May be None."""
        members = self.memberships.current().exclude(person=None).select_related("person")
        member = members.filter(person=person_id, person__is_active=True).first()
        membership = member or members.chairs().first()
        return membership.person if membership else None

    def email_recipients(self):
        """Return who gets the group's emails: chair, secretary, and the submitter while a member
        or staff."""
        current = self.memberships.current()
        member_or_staff = Q(pk__in=current.values("person")) | ~Q(role=Role.NONE)
        return Person.objects.filter(
            Q(pk__in=current.managing().values("person"))
            | Q(pk=self.submitted_by_id) & member_or_staff,
            is_active=True,
            erased_at=None,
        )

    @transaction.atomic
    def confirm(self, *, by):
        """Record that the group's data is still right ("Data masih benar"), asked once a year."""
        self.last_confirmed_at = self.changed_at = timezone.now()
        self.save(update_fields=["last_confirmed_at", "changed_at"])
        AuditEvent.objects.record(self, Action.CONFIRM, by=by)

    # -- registration

    @classmethod
    @transaction.atomic
    def start(cls, *, by, name, region, role, own_name):
        """Create a draft whose first officer is the person who begins it."""
        group = cls(name=name, region=region, contact_name=own_name, contact_phone=by.phone)
        group.with_search_text().slug = group.unique_slug()
        try:
            with transaction.atomic():
                group.save(force_insert=True)
        except IntegrityError:  # another request took the same address meanwhile
            group.slug = f"{group.slug[:74]}-{get_random_string(5).lower()}"
            group.save(force_insert=True)
        Membership.objects.create(group=group, person=by, name=own_name, role=role)
        return group

    @property
    def missing_fields(self):
        """Names of what a registration still lacks: fields, "officers", "declarations"."""
        names = [name for name in REQUIRED_FIELDS if not getattr(self, name)]
        if not self.memberships.current().chairs().exists():
            names.append("officers")
        if not self.neutrality_declared_at:
            names.append("declarations")
        return names

    def warnings(self):
        """Return flags for the reviewer; they never block."""
        others = type(self).objects.exclude(pk=self.pk).exclude(state=State.DRAFT)
        flags = set()
        if self.region_id and others.with_similar_name(self.name, self.region).exists():
            flags.add("duplicate_name")
        number = self.decree_number_folded
        if number and others.filter(decree_number_folded=number).exists():
            flags.add("duplicate_decree")
        if self.memberships.current().count() < settings.KIM_MIN_MEMBERS:
            flags.add("few_members")
        return flags

    @transaction.atomic
    def declare(self, *, by):
        """Record neutrality, consent of those named, and the right to submit, all at once."""
        self.bump_version()
        self.neutrality_declared_at = timezone.now()
        self.save(update_fields=["neutrality_declared_at"])
        declared = {"declared": ["neutrality", "consent", "right_to_submit"]}
        AuditEvent.objects.record(self, Action.EDIT, by=by, changes=declared)

    @transaction.atomic
    def set_officers(self, rows):
        """Store a draft's officers from rows (membership or None, values or None to delete)."""
        self.bump_version()
        # The old chair goes before the new one comes: the database allows one.
        for officer, values in sorted(rows, key=lambda row: _is_chair(row[1])):
            if values is None:
                officer.delete()
            elif officer:
                self.memberships.filter(pk=officer.pk).update(**values)
            else:
                self.memberships.create(**values)

    def submit(self, *, by, flags=None):
        super().submit(by=by, flags=self.warnings() if flags is None else flags)

    def on_transition(self, audit_event):
        if audit_event.action == Action.APPROVE:
            self._set_verified(timezone.now())
        elif audit_event.action == Action.UNDO and audit_event.after == State.WAITING:
            self._set_verified(None)
        if State.LIVE in {audit_event.before, audit_event.after}:
            self.update_stats(+1 if self.is_live else -1)
            self.publish_logo_after_commit()
        emails.group_transition(self, audit_event, self.email_recipients())

    def _set_verified(self, moment):
        self.verified_at = self.last_confirmed_at = moment
        self.save(update_fields=["verified_at", "last_confirmed_at"])

    def update_stats(self, step):
        """Count this group in (+1) or out of (-1) its region's statistics."""
        RegionStats.objects.update_for(self, step)

    def publish_logo_after_commit(self):
        """Copy the logo in force to where the public finds it, and delete other copies."""
        # Imported here because tasks import the models.
        from groups.kim.tasks import publish_logo

        transaction.on_commit(lambda: publish_logo.enqueue(self.pk))

    # -- changes: a draft is changed at once, a live group by a change request

    @transaction.atomic
    def change(self, values, *, by, version_token):
        """Store a form's cleaned values over the version the person saw.

        Raise StaleObject, or InvalidTransition where nothing may be changed now.
        """
        self.lock_row(version_token)
        plain = {name: self._store_files(name, value) for name, value in values.items()}
        if self.is_editable:
            self.bump_version()
            self._save_values(plain)
        elif self.is_live:
            self.propose(plain)
        else:
            raise InvalidTransition(self, State.WAITING)

    def _store_files(self, name, value):
        """Return a form's value as plain JSON; store a new file under a name of our own."""
        if value is False:  # a form's cleaned value of a file that was cleared
            return ""
        if isinstance(value, File):
            field = self._meta.get_field(name)
            return field.storage.save(field.generate_filename(self, value.name), value)
        return to_json(value)

    @transaction.atomic
    def apply_values(self, values):
        """Store values of a live group; its region's statistics and its public logo follow."""
        is_moving = self.is_live and values.get("region", self.region_id) != self.region_id
        if is_moving:
            self.update_stats(-1)
        self.version += 1
        self.changed_at = timezone.now()
        self._save_values(values, "version", "changed_at")
        if is_moving:
            self.update_stats(+1)
        if "logo" in values:
            self.publish_logo_after_commit()

    def _save_values(self, values, *others):
        self.set_values(values).with_search_text()
        self.save(update_fields=[*values, "search_text", "decree_number_folded", *others])

    def on_change_request_transition(self, change_request, audit_event):
        emails.change_request_transition(self, change_request, audit_event, self.email_recipients())

    @property
    def preview_with_changes(self):
        """A copy of this group with its open change request applied, never stored."""
        copy = type(self).objects.select_related("region").get(pk=self.pk)
        return copy.set_values(self.open_change_request.new) if self.open_change_request else copy

    def display_value(self, name):
        """Return a field's value as people read it; of a file only that there is one."""
        display = getattr(self, f"get_{name}_display", None)
        value = display() if display else getattr(self, name)
        if isinstance(value, File):
            return gettext("a file") if value else ""
        if hasattr(value, "isoformat"):
            formatted = date_format(value, "j F Y")
            return display_date(value, formatted) if name == "founded" else formatted
        return "" if value is None else str(value)


def _is_chair(values):
    return values is not None and values["role"] == MemberRole.CHAIR
