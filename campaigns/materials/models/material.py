from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.elections.models import HasPillars
from campaigns.materials import emails
from campaigns.materials.downloads import SHARED_FORMS, downloads_for
from campaigns.materials.image_sources import picture
from campaigns.materials.markdown import safe_html, to_html
from campaigns.materials.models.kinds import (
    LICENCE_URLS,
    SCRIPT_ALLOWED,
    SOUNDS,
    SYMBOLS,
    Licence,
    MaterialKind,
)
from campaigns.materials.querysets import MaterialQuerySet
from campaigns.materials.requirements import missing_requirements
from campaigns.verification import codes
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.states import InvalidTransition, State
from kimportal.transparency_log.models import LogEntry
from kimportal.web.links import slugify_name, unique_slug
from kimportal.web.search import search_text

EARLIEST = datetime(2000, 1, 1, tzinfo=timezone.get_default_timezone())
LATEST = datetime(2100, 1, 1, tzinfo=timezone.get_default_timezone())

#: Paths of our own where a slug would stand: /materi/feed/, /anggota/materi/baru/.
RESERVED_SLUGS = {"feed", "baru"}

#: Fields a new edition or translation copies.
COPIED_FIELDS = (
    "kind title summary body campaign source licence alt_text transcript has_captions "
    "has_sign_language share_caption publisher"
).split()

KINDS = dict(MaterialKind.choices)


class Material(HasPillars, ModeratedModel):
    """Outreach material: one work in one language and edition, with its files.

    `version` (of ModeratedModel) counts every change and guards against lost updates; what readers
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

    class Meta(ModeratedModel.Meta):
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            *ModeratedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="material_code_unique"
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
                name="material_times_in_range",
            ),
        ]
        indexes = [
            *ModeratedModel.Meta.indexes,
            models.Index(
                fields=["-published_at", "-id"], condition=Q(state="live"), name="material_newest"
            ),
            models.Index(fields=["language", "-published_at"], name="material_language"),
            models.Index(fields=["kind", "-published_at"], name="material_kind"),
        ]

    def __str__(self):
        return self.title

    def get_kind_display(self):
        """Override Django's, which hashes the translation of every kind for each card."""
        return str(KINDS.get(self.kind, self.kind))

    def get_state_display(self):
        """Say of an approved material whether the public sees it now."""
        if self.is_scheduled:
            return gettext("Scheduled")
        if self.is_expired:
            return gettext("Expired")
        return str(State(self.state).label)

    def get_absolute_url(self):
        """Return the public page, or the members' page while it is not public."""
        if self.state in {State.LIVE, State.WITHDRAWN}:
            return self.public_url
        return self.own_url

    @property
    def own_url(self):
        """The page for those who make it."""
        return reverse("material_own", args=[self.slug])

    @property
    def public_url(self):
        return reverse("material_detail", args=[self.slug])

    # -- transitions

    @transaction.atomic
    def submit(self, *, by, flags=()):
        """Submit for review; raise ValidationError by field for what this kind still lacks."""
        missing = {}
        for field, sentence in missing_requirements(self):
            missing.setdefault(field, []).append(sentence)
        if missing:
            raise ValidationError(missing)
        quiet = self.campaign is not None and self.campaign.is_quiet()
        super().submit(by=by, flags={*flags, "quiet_period"} if quiet else flags)

    def approve(self, *, by, note=""):
        self._move(
            State.LIVE,
            Action.APPROVE,
            by=by,
            note=note,
            only_from=State.WAITING,
            code=self.code or self._free_code(),
            published_at=max(timezone.now(), self.publish_at or EARLIEST),
        )

    def on_transition(self, audit_event):
        # Imported here because tasks import the models.
        from campaigns.materials.tasks import enqueue_renditions, publish_files

        if audit_event.after == State.LIVE:
            for file in self.files.all():
                enqueue_renditions(file)
        if State.LIVE in {audit_event.before, audit_event.after}:
            transaction.on_commit(lambda: publish_files.enqueue(self.pk))
        emails.on_transition(self, audit_event)

    # -- changes

    def begin(self):
        """Insert a new row under a free slug."""
        try:
            with transaction.atomic():
                self.prepare().save(force_insert=True)
        except IntegrityError:  # another request took the same slug meanwhile
            self.slug = f"{self.slug[:90]}-{get_random_string(5).lower()}"
            self.save(force_insert=True)

    @transaction.atomic
    def edit(self, *, by, fields):
        """Save this instance's changed fields; raise InvalidTransition if the row changed."""
        self.bump_version()
        self.prepare().save(update_fields={*fields, "body_html", "search_text"})
        AuditEvent.objects.record(self, Action.EDIT, by=by, changes={"fields": sorted(fields)})

    def bump_version(self):
        """Claim the next version while editable; raise InvalidTransition if another did."""
        row = Material.objects.editable().filter(pk=self.pk, version=self.version)
        if not row.update(version=F("version") + 1):
            raise InvalidTransition(self, State.DRAFT)
        self.version += 1

    def prepare(self):
        """Refresh the columns made from the text, before a save."""
        self.body_html = to_html(self.body)
        self.search_text = search_text(
            self.title, self.summary, self.body, self.transcript, self.alt_text, self.publisher
        )
        base = slugify_name(self.title, max_length=85, default="materi")
        self.slug = self.slug or unique_slug(self, base, RESERVED_SLUGS)
        return self

    @staticmethod
    def _free_code():
        code = codes.new_code()
        while Material.objects.filter(code=code).exists():
            code = codes.new_code()
        return code

    @transaction.atomic
    def new_edition(self, *, by):
        """Create a draft that replaces this material when it is published; copy its files."""
        # Of two requests at once the second waits here and is refused.
        type(self).objects.select_for_update().get(pk=self.pk)
        has_successor = self.successors.exclude(state=State.REJECTED).exists()
        if has_successor or self.state not in {State.LIVE, State.WITHDRAWN}:
            raise InvalidTransition(self, State.DRAFT)
        edition = self._derive(
            by=by,
            supersedes=self,
            edition=self.edition + 1,
            language=self.language,
            translation_of=self.translation_of,
            group=self.group,
        )
        for file in self.files.all():
            file.copy_to(edition)
        return edition

    @transaction.atomic
    def translate(self, *, language, group, by):
        """Create a draft of this work in another language, for its translator to rewrite."""
        return self._derive(
            by=by,
            translation_of=self,
            language=language,
            group=group,
            **({"publisher": str(group)} if group else {}),
        )

    def _derive(self, *, by, **fields):
        copied = {name: getattr(self, name) for name in COPIED_FIELDS}
        child = type(self)(**{**copied, **fields}, family=self.family, created_by=by)
        child.begin()
        child.pillars.set(self.pillars.all())
        AuditEvent.objects.record(child, Action.EDIT, by=by, changes={"from": str(self.pk)})
        return child

    # -- state

    @property
    def region_code(self):
        return self.group.region_code if self.group_id else ""

    @property
    def is_live(self):
        """Whether the public sees it now, as MaterialQuerySet.live does."""
        now = timezone.now()
        return (
            self.state == State.LIVE
            and self.published_at <= now
            and (self.expire_at is None or self.expire_at > now)
        )

    @property
    def is_scheduled(self):
        """Whether it is approved and becomes public later."""
        return self.state == State.LIVE and self.published_at > timezone.now()

    @property
    def is_expired(self):
        """Whether it was public until its end; an end before the beginning counts as well."""
        ended = self.expire_at is not None and self.expire_at <= timezone.now()
        return self.state == State.LIVE and ended

    @property
    def is_approved(self):
        """Whether it is approved and not withdrawn, be it public already or not."""
        return self.state == State.LIVE

    @property
    def is_official(self):
        return self.group_id is None

    @property
    def successor(self):
        """The edition that replaced this one, once it was public."""
        return (
            self.successors.filter(
                state__in=(State.LIVE, State.WITHDRAWN), published_at__lte=timezone.now()
            )
            .select_related("language")
            .first()
        )

    # -- presentation

    @cached_property
    def shown_files(self):
        """Its files; prefetch_related fills this attribute for lists."""
        return list(self.files.all())

    @cached_property
    def cover(self):
        """The first file that can be shown as a picture."""
        return next((file for file in self.shown_files if file.is_shown), None)

    @property
    def card_picture(self):
        sizes = "(min-width: 44rem) 17rem, 46vw"
        return self.cover and picture(self.cover, alt="", steps=(360, 720), sizes=sizes)

    @property
    def page_picture(self):
        sizes = "(min-width: 56rem) 44rem, 92vw"
        return self.cover and picture(self.cover, alt=self.alt_text, sizes=sizes)

    @cached_property
    def download_options(self):
        """Every file in every form it can be downloaded in, smallest first."""
        return downloads_for(self)

    @property
    def media_download(self):
        """The audio or video of a kind that is played, else None."""
        kind = "audio" if self.kind in SOUNDS else "video"
        if self.kind not in SCRIPT_ALLOWED:
            return None
        return next((option for option in self.download_options if option.file.kind == kind), None)

    @property
    def smallest_download(self):
        """The best one to share by phone: a jingle's audio, else the lightest picture with its
        code, else the smallest file."""
        if self.kind in SOUNDS and self.media_download:
            return self.media_download
        options = self.download_options
        with_code = (option for option in options if option.form in SHARED_FORMS)
        return next(with_code, options[0] if options else None)

    @property
    def links(self):
        return [file for file in self.files.all() if file.link]

    @property
    def has_text(self):
        return bool(self.transcript.strip() or self.body.strip())

    @property
    def body_as_html(self):
        return safe_html(self.body_html)

    @cached_property
    def log_entry(self):
        """The newest entry of the public log about it, or None."""
        return LogEntry.objects.about_subject(self.code).first() if self.code else None

    @property
    def formatted_code(self):
        return codes.format_code(self.code)

    @property
    def symbol(self):
        return SYMBOLS[self.kind]

    @property
    def licence_url(self):
        return LICENCE_URLS.get(self.licence, "")
