from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.materials.models.files import MaterialFile
from campaigns.materials.models.published_file import PublishedFile

FORMS = {
    "low-data": _("Light picture for slow signal"),
    "social": _("Square, for social media"),
    "story": _("Tall, for stories and statuses"),
    "print": _("To print, with verification code"),
}
#: Pictures with a verification code in the size of a screen.
SHARED_FORMS = {"low-data", "social", "story"}
FORMATS = {
    "image/jpeg": "JPG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "application/pdf": "PDF",
    "audio/mpeg": "MP3",
    "audio/ogg": "OGG",
    "audio/mp4": "M4A",
    "video/mp4": "MP4",
}


@dataclass(frozen=True)
class DownloadOption:
    """A file of a material in one of its forms, as offered for download."""

    file: MaterialFile
    form: str
    source: PublishedFile  # the MaterialFile itself, or the Rendition

    @property
    def label(self):
        return FORMS[self.form] if self.form else self.file.get_role_display()

    @property
    def format(self):
        return FORMATS.get(self.source.mime, "")

    @property
    def url(self):
        """Return the URL of the view that counts the download and redirects to the file."""
        url = reverse("material_download", args=[self.file.material.slug, self.file.pk])
        return f"{url}?bentuk={self.form}" if self.form else url

    @property
    def save_as(self):
        extension = self.source.stored.name.rpartition(".")[2]
        return f"{self.file.material.slug}{f'-{self.form}' if self.form else ''}.{extension}"

    @property
    def size(self):
        return self.source.size

    @property
    def clock(self):
        """Return the duration of sound or video as 1:45."""
        return "" if self.form else self.file.clock


def downloads_for(material):
    """Return the DownloadOptions of a material, smallest first: mobile data costs money."""
    options = []
    for file in material.shown_files:
        if file.link:
            continue
        file.material = material
        options.append(DownloadOption(file, "", file))
        options += [
            DownloadOption(file, form, file.by_name[form]) for form in FORMS if form in file.by_name
        ]
    return sorted(options, key=lambda option: option.size)
