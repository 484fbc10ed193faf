"""Every form a client can send: our own pages', the accounts', the staff site's, and questions."""

import re
from itertools import product

import lxml.html
from allauth.mfa.models import Authenticator
from django.urls import NoReverseMatch, get_resolver, reverse

from kimportal.mail.models import OutgoingEmail
from tests.admin_world import URL_NAMES, Side, staff_url
from tests.forged import Form, form_of, read, staff_form_of
from tests.kimportal.accounts.test_sign_up import NEW
from tests.second_step import activate_totp
from tests.test_access import TABLE, names
from tests.test_attacks import PUBLIC
from tests.test_refused_posts import EVERY

ACCOUNTS = sorted(set(names(get_resolver("allauth.urls"))))
#: Addresses of the staff site that are lists: the others have nothing to search or filter.
LISTS = [
    name for name in URL_NAMES if not name.endswith(("_add", "_change", "_delete", "_history"))
]
#: (what for, name) of every address that may hold one.
ADDRESSED = [
    *product(["sent"], EVERY),
    *product(["account"], ACCOUNTS),
    *product(["question"], [*PUBLIC, *(f"admin:{name}" for name in LISTS)]),
]


def find_form(what_for, name, world, sign_in, client):
    """Return the form of this address, or None where nothing can be typed."""
    form = KINDS[what_for](name, world, sign_in, client)
    return form if form and (form.fields or form.shown) else None


def sent(name, world, sign_in, client):
    if name.startswith("admin:"):
        return staff_form_of(name.removeprefix("admin:"), Side(world, "here"), sign_in)
    if name == "account_erase":
        return read(Form(asked_again(sign_in(world.newcomer)), reverse(name), {}))
    return form_of(name, world, sign_in, client)


# -- accounts


def asked_again(member):
    """Return the session after its owner typed the password again, as some pages require."""
    member.post(reverse("account_reauthenticate"), {"password": NEW["password1"]})
    return member


def account(name, world, sign_in, client):
    """Return an account form as a stranger, else as a member, after the step that leads there."""
    member = asked_again(sign_in(world.newcomer))
    if name in STEPS:
        return read(Form(*STEPS[name](world, client, member), {}))
    try:
        address = reverse(name)
    except NoReverseMatch:
        return None
    forms = (read(Form(reader, address, {})) for reader in (client, member))
    return next((form for form in forms if form.shown - form.choices - {TOKEN}), None)


def after_signing_up(world, client, member):
    client.post(reverse("account_signup"), NEW)
    return client, reverse("account_email_verification_sent")


def after_the_password(world, client, member):
    activate_totp(world.newcomer)
    credentials = {"login": world.newcomer.email, "password": NEW["password1"]}
    client.post(reverse("account_login"), credentials)
    return client, reverse("mfa_authenticate")


def after_the_letter(world, client, member):
    client.post(reverse("account_reset_password"), {"email": world.newcomer.email})
    link = re.search(
        r"testserver(/akun/password/reset/key/\S+)", OutgoingEmail.objects.last().text
    )[1]
    return client, client.get(link).url


def with_a_passkey(world, client, member):
    key = Authenticator.objects.create(
        user=world.newcomer, type="webauthn", data={"name": "Kunci", "credential": {}}
    )
    return member, reverse("mfa_edit_webauthn", args=[key.pk])


STEPS = {
    "account_email_verification_sent": after_signing_up,
    "mfa_authenticate": after_the_password,
    "account_reset_password_from_key": after_the_letter,
    "mfa_edit_webauthn": with_a_passkey,
}
TOKEN = "csrfmiddlewaretoken"


# -- questions


def question(name, world, sign_in, client):
    """Return the filters and searches of a page as a form."""
    if name.startswith("admin:"):
        client = sign_in(world.administrator)
        address = staff_url(name.removeprefix("admin:"), Side(world, "here"))
    else:
        address = reverse(name, kwargs=TABLE[name].kwargs(world))
    page = client.get(address)
    if page.status_code != 200 or page.streaming or b"<form" not in page.content:
        return None
    forms = lxml.html.fromstring(page.content.decode()).forms
    asked = {name for one in forms if one.method == "GET" for name in one.inputs.keys()}  # noqa: SIM118
    return Form(client, address, {}, shown=asked)


KINDS = {"sent": sent, "account": account, "question": question}
