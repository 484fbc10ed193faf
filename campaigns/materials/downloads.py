from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.materials.models.files import MaterialFile

FORMS = {
    "low-data": _("Light picture for slow signal"),
    "social": _("Square, for social media"),
    "story": _("Tall, for stories and statuses"),
    "print": _("To print, with verification code"),
}
FORMATS = {
    "image/jpeg": "JPG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "application/pdf": "PDF",
    "audio/mpeg": "MP3",
    "audio/ogg": "OGG",
    "video/mp4": "MP4",
}


@dataclass(frozen=True)
class DownloadOption:
    """One thing that can be taken away from a material: a file in one of its forms."""

    file: MaterialFile
    form: str
    item: object  # the MaterialFile itself, or the Rendition

    @property
    def label(self):
        return FORMS[self.form] if self.form else self.file.get_role_display()

    @property
    def format(self):
        return FORMATS.get(self.item.mime, "")

    @property
    def url(self):
        """Counts, then leads to the file."""
        address = reverse("material_download", args=[self.file.material.slug, self.file.pk])
        return f"{address}?bentuk={self.form}" if self.form else address

    @property
    def save_as(self):
        extension = self.item.stored.name.rpartition(".")[2]
        return f"{self.file.material.slug}{f'-{self.form}' if self.form else ''}.{extension}"

    @property
    def size(self):
        return self.item.size

    @property
    def clock(self):
        """1:45, for sound and film."""
        return "" if self.form else self.file.clock


def downloads_for(material):
    """Everything to take away, the smallest first: data costs money."""
    takes = []
    for file in material.shown_files:
        if file.link:
            continue
        file.material = material
        takes.append(DownloadOption(file, "", file))
        takes += [
            DownloadOption(file, form, file.by_name[form]) for form in FORMS if form in file.by_name
        ]
    return sorted(takes, key=lambda take: take.size)
