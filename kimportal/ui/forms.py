from crispy_forms.helper import FormHelper


class Tagless:
    """A form that crispy arranges, on a page that writes the <form> itself."""

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        return helper
