from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from campaigns.materials.models.published_file import PublishedFile
from campaigns.materials.querysets import DownloadQuerySet, MaterialFileQuerySet
from kimportal.audit.models import Action, AuditEvent
from kimportal.uploads.model_fields import PrivateFileField


class FileRole(models.TextChoices):
    ORIGINAL = "original", _("To show")
    PRINT = "print", _("To print")
    DOCUMENT = "document", _("To read")
    AUDIO = "audio", _("To hear")
    VIDEO = "video", _("To watch")
    LINK = "link", _("Elsewhere on the web")


#: Default role for each kind of file.
ROLES = {
    "picture": FileRole.ORIGINAL,
    "document": FileRole.DOCUMENT,
    "audio": FileRole.AUDIO,
    "video": FileRole.VIDEO,
}


class MaterialFileManager(models.Manager.from_queryset(MaterialFileQuerySet)):
    @transaction.atomic
    def attach(self, material, clean, *, by, role=None):
        """Add a validated file (uploads.validation) to an editable material.

        Idempotent: the same bytes in the same role are stored once.
        """
        role = role or ROLES[clean.kind]
        if existing := material.files.filter(sha256=clean.sha256, role=role).first():
            return existing
        material.bump_version()
        copied = "kind mime size sha256 width height pages duration scanned".split()
        file = self.create(
            material=material,
            role=role,
            order=material.files.count(),
            file=clean,
            original_name=clean.original_name,
            perceptual_hash=clean.perceptual_hash,
            **{name: getattr(clean, name) for name in copied},
        )
        file.record_change("+", by=by)
        file.render_preview()
        return file

    @transaction.atomic
    def add_link(self, material, link, *, by):
        """Add an external URL as a link: nothing is fetched, nothing embedded."""
        if existing := material.files.filter(link=link).first():
            return existing
        material.bump_version()
        order = material.files.count()
        file = self.create(
            material=material, role=FileRole.LINK, kind="link", link=link, order=order
        )
        file.record_change("+", by=by)
        return file


class MaterialFile(PublishedFile):
    """One file of a material as it passed validation, or a link that is only ever a link."""

    material = models.ForeignKey("campaigns.Material", models.CASCADE, related_name="files")
    role = models.CharField(_("use"), max_length=8, choices=FileRole)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    file = PrivateFileField(_("file"), folder="materials", blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    kind = models.CharField(max_length=8)  # picture, document, audio, video, link
    mime = models.CharField(_("type"), max_length=40, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    pages = models.PositiveIntegerField(_("pages"), null=True)
    duration = models.FloatField(_("seconds"), null=True)
    perceptual_hash = models.CharField(max_length=64, blank=True)
    scanned = models.BooleanField(_("scanned for viruses"), default=False, db_default=False)
    original_name = models.CharField(_("name it came with"), max_length=120, blank=True)
    rendered_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(_("last fault"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MaterialFileManager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(link="")) | (~Q(file="") & Q(link="")),
                name="material_file_or_link",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(rendered_at=None), name="material_file_due"
            )
        ]

    def __str__(self):
        return self.original_name or self.link or self.get_role_display()

    @cached_property
    def drawn(self):
        """Its renditions; prefetch_related fills this attribute for lists."""
        return list(self.renditions.all())

    @cached_property
    def by_name(self):
        return {rendition.name: rendition for rendition in self.drawn}

    @property
    def stored(self):
        return self.file

    @property
    def owner(self):
        return self.material

    @property
    def form(self):
        return ""

    @property
    def file_pk(self):
        return self.pk

    @property
    def is_unscanned(self):
        """Whether to warn reviewers that it was not scanned; pictures are re-encoded instead."""
        return bool(self.file) and self.kind != "picture" and not self.scanned

    @property
    def clock(self):
        """Return the duration of sound or video as 1:45."""
        seconds = round(self.duration or 0)
        return f"{seconds // 60}:{seconds % 60:02}" if seconds else ""

    @property
    def is_shown(self):
        """Whether the page shows it as a picture: pictures, and documents by their first page."""
        return self.kind in {"picture", "document"}

    @property
    def label(self):
        return self.link or self.original_name

    def copy_to(self, material):
        """Copy the file to another edition; its renditions are made anew, with its own code."""
        names = {field.name for field in self._meta.concrete_fields}
        not_copied = {
            *("id", "material", "public_name", "created_at"),
            *("rendered_at", "tries", "next_try_at", "error"),
        }
        values = {name: getattr(self, name) for name in names - not_copied}
        copy = MaterialFile.objects.create(material=material, **values)
        copy.render_preview()
        return copy

    @transaction.atomic
    def remove(self, *, by):
        """Remove the file from an editable material; the audit log keeps its SHA-256."""
        # Imported here because tasks import the models.
        from campaigns.materials.tasks import unpublish

        self.material.bump_version()
        self.record_change("-", by=by)
        # A draft has no public copies, unless an approval was undone a moment ago.
        copies = [row.public_name for row in (self, *self.renditions.all()) if row.public_name]
        self.delete()
        transaction.on_commit(lambda: unpublish(copies))

    def record_change(self, sign, *, by):
        changes = {"file": [sign, self.label, self.sha256]}
        AuditEvent.objects.record(self.material, Action.EDIT, by=by, changes=changes)

    def render_preview(self):
        """Render what the preview needs now, and the rest after commit."""
        # Imported here because tasks import the models.
        from campaigns.materials.tasks import enqueue_renditions, render_for_page

        render_for_page(self)
        enqueue_renditions(self)


class Rendition(PublishedFile):
    """A file converted by the portal: another size or format, or with QR and code.

    Names: "webp-360" … "avif-1080", "jpeg-720" · "link-preview" · and the download forms
    "low-data", "social", "story", "print", which carry the code (`stamp`) once approved.
    """

    file = models.ForeignKey("campaigns.MaterialFile", models.CASCADE, related_name="renditions")
    name = models.CharField(_("form"), max_length=16)
    content = PrivateFileField(folder="renditions")
    mime = models.CharField(_("type"), max_length=40)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    stamp = models.CharField(_("code on it"), max_length=8, blank=True)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(fields=["file", "name"], name="one_rendition_per_name")
        ]

    def __str__(self):
        return self.name

    @property
    def stored(self):
        return self.content

    @property
    def owner(self):
        return self.file.material

    @property
    def form(self):
        return self.name

    @property
    def file_pk(self):
        return self.file_id


class Download(models.Model):
    """Downloads of a file in one form on one day. No personal data is kept."""

    file = models.ForeignKey("campaigns.MaterialFile", models.CASCADE, related_name="downloads")
    form = models.CharField(_("form"), max_length=16, blank=True)  # a rendition's name; "": itself
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("downloads"), default=0)

    objects = DownloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("downloads of a day")
        verbose_name_plural = _("downloads by day")
        constraints = [
            models.UniqueConstraint(fields=["file", "form", "day"], name="one_download_row_per_day")
        ]

    def __str__(self):
        return f"{self.day}: {self.count}"
