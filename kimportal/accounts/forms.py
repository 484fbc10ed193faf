from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kimportal.accounts import constant_time, member_sessions
from kimportal.accounts.models import CONSENT_VERSION, Person, Role
from kimportal.mail.models import OutgoingEmail
from kimportal.ui.fields import MailField, NameField, PhoneField
from kimportal.ui.forms import Tagless

HONEYPOT = "homepage"
EMAIL_WIDGET = forms.EmailInput(attrs={"autocomplete": "email"})


def stay_signed_in_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Stay signed in on this device for 60 days"),
        help_text=_("Not on a phone or computer that others use too."),
        required=False,
    )


class SignupForm(Tagless, allauth_forms.SignupForm):
    """Creates an account; neither response nor response time reveals whether one exists."""

    account_already_exists: bool  # set by allauth

    name = NameField(
        label=_("Full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = MailField(
        help_text=_("We send a code there. For example: nama@contoh.id"), widget=EMAIL_WIDGET
    )
    is_adult = forms.BooleanField(
        label=_("I am 18 years old or older."),
        error_messages={"required": _("Accounts are for adults only.")},
    )
    agrees = forms.BooleanField(
        label=_("I agree to how my data are used."),
        error_messages={"required": _("Without your consent the portal may not keep an account.")},
    )
    stay_signed_in = stay_signed_in_field()
    field_order = [
        "name",
        "email",
        "password1",
        "password2",
        "is_adult",
        "agrees",
        "stay_signed_in",
        HONEYPOT,
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["email"].label = _("E-mail")
        self.fields["agrees"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("account_consent"), _("Read how (one page)")
        )
        self.fields[HONEYPOT] = forms.CharField(
            label=_("Leave this empty"),
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        visible = [name for name in self.field_order if name != HONEYPOT]
        helper.layout = Layout(*visible, Div(HONEYPOT, css_class="honeypot"))
        return helper

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "password1" in data and not self.has_error("password1"):
            # allauth compares with the email only; a password made of the name is as weak.
            person = Person(email=data.get("email", ""), name=data.get("name", ""))
            try:
                validate_password(data["password1"], person)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return data

    def try_save(self, request: HttpRequest) -> tuple[Person | None, HttpResponse | None]:
        constant_time.start(request)  # finished by AccountAdapter, for known and unknown addresses
        if self.cleaned_data[HONEYPOT]:
            return None, get_adapter().respond_email_verification_sent(request, None)
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:  # the address was registered meanwhile
                self.account_already_exists = True
        # Hash as for a new account, so that response time reveals nothing (SECURITY_BAR §0).
        Person().set_password(self.cleaned_data["password1"])
        return super().try_save(request)

    def custom_signup(self, request: HttpRequest, user: Person) -> None:
        user.name = self.cleaned_data["name"]
        user.language = get_language()
        user.save(update_fields=["name", "language"])
        user.consents.create(text_version=CONSENT_VERSION)
        member_sessions.choose(request, stay=self.cleaned_data["stay_signed_in"])


class LoginForm(allauth_forms.LoginForm):
    stay_signed_in = stay_signed_in_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = MailField(label=_("E-mail"), widget=self.fields["login"].widget)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        member_sessions.choose(request, stay=self.cleaned_data["stay_signed_in"])
        response = super().login(request, redirect_url)
        member_sessions.apply(request)  # again: allauth has just set a lifetime of its own
        return response


class RequestLoginCodeForm(Tagless, allauth_forms.RequestLoginCodeForm):
    """Asks for the address that gets a sign-in code. Staff get none, and are told by e-mail."""

    _user: Person | None  # set by allauth

    email = MailField(label=_("E-mail"), widget=EMAIL_WIDGET)
    stay_signed_in = stay_signed_in_field()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        # The button on the sign-in page sends that page's form, whose field is called "login".
        if data is not None and "login" in data and "email" not in data:
            data = data.copy()
            data["email"] = data["login"]
        super().__init__(data, *args, **kwargs)

    def clean_email(self) -> str:
        email = super().clean_email()
        person, self.staff_email = self._user, ""
        if person is not None and person.role != Role.NONE:
            self._user, self.staff_email = None, person.email
        return email


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    email = MailField(label=_("E-mail"), widget=EMAIL_WIDGET)

    def save(self, request: HttpRequest, **kwargs: Any) -> Any:
        with constant_time.constant_time(request):
            if not self.users:
                OutgoingEmail.objects.simulate(
                    "account_reset",
                    to=self.cleaned_data["email"],
                    language=get_language(),
                    context={"password_reset_url": reverse("account_reset_password")},
                )
            return super().save(request, **kwargs)


class EmailForm(allauth_forms.AddEmailForm):
    email = MailField(
        label=_("New e-mail address"),
        help_text=_("We send a code there; until then the old one stays."),
        widget=EMAIL_WIDGET,
    )


class PersonForm(Tagless, forms.ModelForm):
    """Edits one's own data, except the email address, which must be verified on its own page."""

    name = NameField(
        label=_("Full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = PhoneField(
        label=_("Phone"),
        required=False,
        help_text=_("For example: 0812 3456 7890. Only you and the staff who help you see it."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    class Meta:
        model = Person
        fields = ["name", "phone", "language", "wants_reminders"]
        widgets = {"language": forms.RadioSelect}
        help_texts = {
            "language": _("The language of our e-mails to you."),
            "wants_reminders": _(
                "The day before, and an hour after the end, when the report is due. Receipts and "
                "decisions come in any case."
            ),
        }

    def save(self, commit: bool = True) -> Person:
        """Update only these columns: a role removed or an account erased meanwhile must not come
        back."""
        Person.objects.filter(pk=self.instance.pk, erased_at=None).update(**self.cleaned_data)
        return self.instance


class ErasureForm(forms.Form):
    understood = forms.BooleanField(
        label=_("I understand that this can’t be undone. Delete my account.")
    )
