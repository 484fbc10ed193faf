"""Base classes of forms."""

from crispy_forms.helper import FormHelper


class Tagless:
    """Mixin of crispy forms whose template writes the <form> element itself."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        return helper
