"""allauth's WebAuthn forms, for passkeys and security keys."""

import struct
from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as allauth_forms
from django.utils.translation import gettext_lazy as _

#: Raised by fido2 for malformed responses, which no authenticator sends.
PARSING_ERRORS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
    struct.error,
)

if TYPE_CHECKING:
    from django.forms import Form as _Base
else:
    _Base = object


class MalformedCredentialMixin(_Base):
    """Treats a response that cannot be parsed as an incorrect one."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except PARSING_ERRORS:
            self.cleaned_data, self.data = {}, {}  # it cannot be rendered again either
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))


class PasskeyLoginForm(MalformedCredentialMixin, allauth_forms.LoginWebAuthnForm):
    """Signs in with a passkey alone."""


class PasskeyAuthenticateForm(MalformedCredentialMixin, allauth_forms.AuthenticateWebAuthnForm):
    """Asks for a key as the second factor."""


class PasskeyReauthenticateForm(MalformedCredentialMixin, allauth_forms.ReauthenticateWebAuthnForm):
    """Asks for a key again before a sensitive action."""


class PasskeyForm(MalformedCredentialMixin, allauth_forms.AddWebAuthnForm):
    """Adds a passkey, by default one that signs in without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Sign in with this key alone, without a password")
        self.fields["passwordless"].help_text = _(
            "The device then asks for your fingerprint, face or PIN."
        )
