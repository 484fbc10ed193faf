from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from campaigns import codes
from campaigns.emails import material as letters
from campaigns.models.face import Face
from campaigns.models.kind import Licence, MaterialKind
from campaigns.models.lineage import Lineage
from campaigns.models.needs import lacking
from campaigns.models.pillar import Topical
from campaigns.prose import to_html
from campaigns.querysets import MaterialQuerySet
from kimportal.addresses import free_slug, slug_of
from kimportal.models import Act, Decision, Reviewed
from kimportal.search import search_text
from kimportal.states import State, WrongState

EARLIEST = datetime(2000, 1, 1, tzinfo=timezone.get_default_timezone())
LATEST = datetime(2100, 1, 1, tzinfo=timezone.get_default_timezone())

#: Addresses that mean something else: /materi/feed/, /anggota/materi/baru/.
RESERVED = {"feed", "baru"}

KINDS = dict(MaterialKind.choices)


class Material(Face, Lineage, Topical, Reviewed):
    """Something to pass on: one work in one language and edition, with its files.

    `version` (of Reviewed) counts every change and guards against lost updates; what readers
    call the version of a material is its `edition`. `family` joins languages and editions.
    """

    slug = models.SlugField(_("address"), max_length=100, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=MaterialKind)
    title = models.CharField(_("title"), max_length=140)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = models.TextField(_("text (Markdown)"), max_length=30_000, blank=True)
    body_html = models.TextField(blank=True, editable=False)
    campaign = models.ForeignKey(
        "campaigns.Campaign",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="materials",
        verbose_name=_("outreach programme"),
    )
    pillars = models.ManyToManyField(
        "campaigns.Pillar", blank=True, related_name="materials", verbose_name=_("pillars")
    )
    language = models.ForeignKey(
        "campaigns.Language", models.PROTECT, related_name="materials", verbose_name=_("language")
    )
    family = models.UUIDField(default=uuid4, editable=False, db_index=True)
    translation_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="translations",
        verbose_name=_("translation of"),
    )
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="successors"
    )
    edition = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    group = models.ForeignKey(
        "groups.Group",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="materials",
        verbose_name=_("made by"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    publisher = models.CharField(_("publisher"), max_length=160, blank=True)
    source = models.TextField(_("source or legal basis"), max_length=1000, blank=True)
    licence = models.CharField(_("licence"), max_length=14, choices=Licence, blank=True)
    alt_text = models.CharField(_("description of the picture"), max_length=300, blank=True)
    transcript = models.TextField(_("full text or transcript"), max_length=30_000, blank=True)
    has_captions = models.BooleanField(_("the film has captions"), default=False)
    has_sign_language = models.BooleanField(_("the film has sign language"), default=False)
    share_caption = models.TextField(_("caption to share"), max_length=700, blank=True)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    expire_at = models.DateTimeField(_("expire at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    code = models.CharField(_("verification code"), max_length=8, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)

    objects = MaterialQuerySet.as_manager()

    class Meta(Reviewed.Meta):
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            *Reviewed.Meta.constraints,
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="material_code_is_its_own"
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=~Q(state="rejected"),
                name="material_one_next_edition",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["live", "withdrawn"])
                | (~Q(code="") & Q(published_at__isnull=False)),
                name="material_published_has_code",
            ),
            models.CheckConstraint(
                condition=Q(expire_at=None) | Q(publish_at=None) | Q(expire_at__gt=F("publish_at")),
                name="material_expires_after_start",
            ),
            models.CheckConstraint(
                condition=(Q(publish_at=None) | Q(publish_at__range=(EARLIEST, LATEST)))
                & (Q(expire_at=None) | Q(expire_at__range=(EARLIEST, LATEST))),
                name="material_times_are_sane",
            ),
        ]
        indexes = [
            *Reviewed.Meta.indexes,
            models.Index(
                fields=["-published_at", "-id"], condition=Q(state="live"), name="material_newest"
            ),
            models.Index(fields=["language", "-published_at"], name="material_language"),
            models.Index(fields=["kind", "-published_at"], name="material_kind"),
        ]

    def __str__(self):
        return self.title

    def get_kind_display(self):
        """Django's own hashes the translation of every kind first, for each card."""
        return str(KINDS.get(self.kind, self.kind))

    def get_absolute_url(self):
        """Where this can be seen now: in public, or only by those who make and review it."""
        if self.state in {State.LIVE, State.WITHDRAWN}:
            return self.public_url
        return self.own_url

    @property
    def own_url(self):
        """Its page for those who make it."""
        return reverse("material_own", args=[self.slug])

    @property
    def public_url(self):
        return reverse("material_detail", args=[self.slug])

    # -- what may happen

    @transaction.atomic
    def submit(self, *, by, flags=()):
        """Send in for review; ValidationError by field for what this kind still needs."""
        missing = {}
        for field, sentence in lacking(self):
            missing.setdefault(field, []).append(sentence)
        if missing:
            raise ValidationError(missing)
        quiet = self.campaign is not None and self.campaign.is_quiet()
        super().submit(by=by, flags={*flags, "quiet_period"} if quiet else flags)

    def approve(self, *, by, note=""):
        self._move(
            State.LIVE,
            Act.APPROVE,
            by=by,
            note=note,
            only_from=State.WAITING,
            code=self.code or self._free_code(),
            published_at=max(timezone.now(), self.publish_at or EARLIEST),
        )

    def moved(self, decision):
        # Imported here because tasks stand above models and carry the work out of the request.
        from campaigns.tasks import draw_later, readdress

        if decision.after == State.LIVE:
            for file in self.files.all():
                draw_later(file)
        if decision.before == State.LIVE:
            transaction.on_commit(lambda: readdress.enqueue(self.pk))
        letters.moved(self, decision)

    def begin(self):
        """Store a new one; its address may have been taken by another this instant."""
        try:
            with transaction.atomic():
                self.prepare().save(force_insert=True)
        except IntegrityError:
            self.slug = f"{self.slug[:90]}-{get_random_string(5).lower()}"
            self.save(force_insert=True)

    @transaction.atomic
    def edit(self, *, by, fields):
        """Store what was changed on this instance; WrongState if it moved or changed meanwhile."""
        self.touch()
        self.prepare().save(update_fields={*fields, "body_html", "search_text"})
        Decision.objects.record(self, Act.EDIT, by=by, changes={"fields": sorted(fields)})

    def touch(self):
        """Claim the next change: only while mendable, and only on the version that was read."""
        row = Material.objects.mendable().filter(pk=self.pk, version=self.version)
        if not row.update(version=F("version") + 1):
            raise WrongState(self, State.DRAFT)
        self.version += 1

    def prepare(self):
        """Refresh what is made from the words; called by whoever saves them."""
        self.body_html = to_html(self.body)
        self.search_text = search_text(
            self.title, self.summary, self.body, self.transcript, self.alt_text, self.publisher
        )
        base = slug_of(self.title, most=85, otherwise="materi")
        self.slug = self.slug or free_slug(self, base, RESERVED)
        return self

    @staticmethod
    def _free_code():
        code = codes.new_code()
        while Material.objects.filter(code=code).exists():
            code = codes.new_code()
        return code

    # -- what it is

    @property
    def region_code(self):
        return self.group.region_code if self.group_id else ""

    @property
    def is_live(self):
        """Agrees with MaterialQuerySet.live()."""
        now = timezone.now()
        return (
            self.state == State.LIVE
            and self.published_at <= now
            and (self.expire_at is None or self.expire_at > now)
        )

    @property
    def is_approved(self):
        """Approved and not withdrawn, whether or not its time has come."""
        return self.state == State.LIVE

    @property
    def is_official(self):
        return self.group_id is None

    @property
    def successor(self):
        """The edition that replaced this one, once the public may see it (or saw it withdrawn)."""
        return (
            self.successors.filter(
                state__in=(State.LIVE, State.WITHDRAWN), published_at__lte=timezone.now()
            )
            .select_related("language")
            .first()
        )
