from django.db import models
from django.urls import reverse

from kimportal.uploads.storage import public_storage


class PublishedFile(models.Model):
    """A file of a material: stored privately, with a public copy while the material is live.

    The file itself never leaves the private store. `campaigns.materials.tasks.publish_files`
    makes the copy under a new random name and removes it as soon as the material is no longer
    live; a URL shared before a withdrawal therefore stays dead after a restoration too.
    """

    public_name = models.CharField(
        max_length=120, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        abstract = True

    @property
    def stored(self):
        """The file field's value, in the private store."""
        raise NotImplementedError

    @property
    def owner(self):
        """The material this file belongs to."""
        raise NotImplementedError

    @property
    def form(self):
        """The name of the rendition, or "" for the file as it was uploaded."""
        raise NotImplementedError

    @property
    def url(self):
        """Return where the file can be fetched now.

        Of a live material that is the public copy, or a view while the copy is not made yet (a
        scheduled material goes live at its second, without any job); of every other material it is
        the view of those who make or review it.
        """
        if self.owner.is_live and self.public_name:
            return public_storage().url(self.public_name)
        view = "material_file" if self.owner.is_live else "material_own_file"
        url = reverse(view, args=[self.owner.slug, self.file_pk])
        return f"{url}?bentuk={self.form}" if self.form else url

    @property
    def file_pk(self):
        """The key of the uploaded file, by which the views find this one."""
        raise NotImplementedError
