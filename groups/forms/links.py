import re
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kimportal.fields import WebField

HANDLE = re.compile(r"@?([A-Za-z0-9._-]{2,60})")
#: How each place writes the address of a person's or group's page.
PAGES = {
    "instagram.com": "https://www.instagram.com/{}",
    "facebook.com": "https://www.facebook.com/{}",
    "youtube.com": "https://www.youtube.com/@{}",
    "tiktok.com": "https://www.tiktok.com/@{}",
}


class LinkField(WebField):
    """An address on the web; with `host`, one of that place, where "@kimsukun" is enough."""

    def __init__(self, *, host="", **kwargs):
        self.host = host
        if host:
            kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "url"}))
            kwargs.setdefault("help_text", _("The address or the name, for example: @kimsukun."))
        super().__init__(max_length=200, **kwargs)

    def to_python(self, value):
        handle = HANDLE.fullmatch((value or "").strip()) if self.host else None
        if handle and not self.is_own(handle[0]):
            value = PAGES[self.host].format(handle[1])
        return super().to_python(value)

    def validate(self, value):
        super().validate(value)
        if not value:
            return
        try:
            parts = urlsplit(value)
        except ValueError:  # "https://[": half an IPv6 address
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if parts.scheme not in ("http", "https") or parts.username is not None:
            raise ValidationError(_("Write an address that begins with https://."), code="scheme")
        if self.host and not self.is_own(parts.hostname or ""):
            raise ValidationError(
                _("This is not an address of %(host)s."), code="host", params={"host": self.host}
            )

    def is_own(self, host):
        return host == self.host or host.endswith(f".{self.host}")
