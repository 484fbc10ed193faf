from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kimportal.ui.fields import DetailField, MultiLineField, NameField
from kimportal.ui.forms import Tagless
from kimportal.ui.names import validate_name

HONEYPOT = "homepage"
#: validate_name() reads 200 characters; parts overlap, so that no address falls between two.
PART, STEP = 200, 140


def refuse_links(text):
    """Refuse web addresses: the portal passes on no links of people it does not know."""
    for start in range(0, len(text), STEP):
        try:
            validate_name(text[start : start + PART])
        except ValidationError:
            raise ValidationError(
                _("Write without web and e-mail addresses, in Latin letters."), code="link"
            ) from None


class MessageForm(Tagless, forms.Form):
    """A message of anybody to the officers of a KIM."""

    name = NameField(
        label=_("Your name"),
        max_length=120,
        min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    reply_to = DetailField(
        label=_("Your phone number or e-mail address"),
        max_length=120,
        min_length=6,
        help_text=_("The officers answer you there. Nobody else sees it."),
    )
    message = MultiLineField(
        label=_("Message"),
        max_length=1500,
        min_length=10,
        validators=[refuse_links],
        help_text=_("A question, an invitation, or that you want to join. Without web addresses."),
    )
    homepage = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        visible = [name for name in self.fields if name != HONEYPOT]
        helper.layout = Layout(*visible, Div(HONEYPOT, css_class="honeypot"))
        return helper
