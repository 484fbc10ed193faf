from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.materials.forms.members import MaterialForm, OfficialForm, TimesForm
from campaigns.materials.models.files import FileRole, MaterialFile
from campaigns.materials.models.material import Material
from kimportal.ui.fields import WebField
from kimportal.uploads.fields import UploadField


class StaffMaterialForm(TimesForm, forms.ModelForm):
    """Edit a material in the admin, which has its own version token."""

    class Meta(OfficialForm.Meta):
        model = Material
        widgets = MaterialForm.Meta.widgets


class StaffFileForm(forms.ModelForm):
    """Add a file or a link to a material."""

    new_file = UploadField(
        label=_("File"), required=False, help_text=_("JPEG, PNG, WebP, PDF, MP3, M4A, OGG or MP4.")
    )
    # The column heading in Django's tabular inline.
    new_file.short_description = _("new file")
    role = forms.ChoiceField(
        label=_("Use"),
        required=False,
        choices=[("", _("As its type says")), (FileRole.PRINT, FileRole.PRINT.label)],
    )

    class Meta:
        model = MaterialFile
        fields = ["link"]
        field_classes = {"link": WebField}

    def clean(self):
        data = super().clean()
        chosen = bool(data.get("new_file")), bool(data.get("link"))
        if self.has_changed() and not self.errors and sum(chosen) != 1:
            raise ValidationError(_("Choose a file or write a link: one of the two."))
        return data

    def _post_clean(self):
        """Skip model validation: MaterialFile's manager creates the row from the file."""
