from crispy_forms.layout import HTML, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Group
from groups.pickers import ChoosesRegion
from kimportal.fields import name_the_blank
from kimportal.forms import Tagless

REMARK = '{% include "groups/_remark.html" with remark=form.remarks.FIELD only %}'


class KeptFileInput(forms.ClearableFileInput):
    """Shows that a file is there already by a link of ours; a private file has no address."""

    template_name = "groups/_kept_file.html"

    def __init__(self, attrs=None, *, may_clear=True):
        super().__init__(attrs)
        self.may_clear = may_clear

    def is_initial(self, value):
        return bool(value) and not hasattr(value, "content_type")

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["may_clear"] = self.may_clear and not self.is_required
        return context


class StepForm(Tagless, ChoosesRegion, forms.ModelForm):
    """One step of a registration. What is good is kept even while something else needs mending.

    `edition` names what the person saw; `remarks` are a reviewer's words and the state of a
    proposed change, by field name, shown right above the field.
    """

    edition = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    sections = ()

    class Meta:
        model = Group
        fields = []

    def __init__(self, *args, remarks=None, **kwargs):
        self.remarks = remarks or {}
        super().__init__(*args, **kwargs)
        name_the_blank(self)

    @property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            *(
                Fieldset(legend, *(part for name in names for part in self.with_remark(name)))
                for legend, names in self.sections
            ),
            Field("edition"),
        )
        return helper

    def with_remark(self, name):
        remark = [HTML(REMARK.replace("FIELD", name))] if name in self.remarks else []
        return [*remark, Field(name)]

    def kept_values(self):
        """What may be stored at once: changed, and good by itself."""
        return {
            name: self.cleaned_data[name]
            for name in self._meta.fields
            if name in self.cleaned_data and name in self.changed_data
        }

    def differences(self, stored):
        """(label, stored value) of each field that another window has left otherwise."""
        return [
            (self.fields[name].label, stored.in_words(name))
            for name in self._meta.fields
            if self.fields[name].has_changed(stored_initial(stored, name), self[name].data)
        ]


def stored_initial(group, name):
    value = getattr(group, name)
    return getattr(value, "pk", value)


OUTDATED = _(
    "Meanwhile this was changed in another window or by a fellow officer. What you typed is below, "
    "not yet saved: compare, and save again. A file has to be chosen again."
)
