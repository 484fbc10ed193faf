"""Forms that carry what a passkey or a security key answers."""

import struct

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as allauth_forms
from django.utils.translation import gettext_lazy as _

#: What fido2 raises of an answer that no authenticator gives.
GARBLED = (ValueError, TypeError, LookupError, AttributeError, RecursionError, struct.error)


class Answered:
    """An answer that cannot even be read is a wrong one."""

    def full_clean(self):
        try:
            super().full_clean()
        except GARBLED:
            self.cleaned_data, self.data = {}, {}  # it cannot be shown again either
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))


class PasskeyLoginForm(Answered, allauth_forms.LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class PasskeyStepForm(Answered, allauth_forms.AuthenticateWebAuthnForm):
    """A key as the second step."""


class PasskeyAgainForm(Answered, allauth_forms.ReauthenticateWebAuthnForm):
    """A key before something grave."""


class PasskeyForm(Answered, allauth_forms.AddWebAuthnForm):
    """A passkey opens the account by itself, unless its owner wants it as a second step only."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Sign in with this key alone, without a password")
        self.fields["passwordless"].help_text = _(
            "The device then asks for your fingerprint, face or PIN."
        )
