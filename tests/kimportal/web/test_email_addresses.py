"""Equivalent spellings of an address have one account, one invitation and one limit."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from groups.members.models import Invitation, MemberRole
from kimportal.accounts.devices import device_owner
from kimportal.accounts.models import Person
from kimportal.audit.security_log import account_hash
from kimportal.mail.models import OutgoingEmail
from kimportal.ui.fields import MailField
from kimportal.web.email_addresses import canonical_email
from tests.factories import PersonFactory

#: Long s, Kelvin sign, full-width letters and signs, an ideographic full stop, capitals, blanks.
SARI = [
    "sari@example.org",
    " Sari@Example.ORG ",
    "\u017fari@example.org",
    "ｓａｒｉ@example.org",
    "sari＠example.org",
    "sari@ｅｘａｍｐｌｅ.org",
    "sari@example。org",
]
ABROAD = ["sari@bücher.example", "sari@BÜCHER.example", "sari@xn--bcher-kva.example"]


@pytest.mark.parametrize("typed", SARI)
def test_every_spelling_of_an_address_is_stored_as_one(typed):
    assert MailField().clean(typed) == "sari@example.org"


@pytest.mark.parametrize("typed", ABROAD)
def test_a_domain_is_stored_in_the_form_that_email_is_sent_to(typed):
    assert MailField().clean(typed) == "sari@xn--bcher-kva.example"


def test_a_letter_k_is_not_the_sign_for_kelvin():
    assert canonical_email("\u212aartini@example.org") == "kartini@example.org"


@pytest.mark.parametrize(
    "typed", ["sari", "sari@", "@example.org", "sari@ex\u00admple..org", "é@x.id"]
)
def test_an_invalid_address_is_still_refused(typed):
    with pytest.raises(ValidationError):
        MailField().clean(typed)


@given(st.text(max_size=300), st.text("aſKｓＡéß。İ-.@xn1", max_size=30))
def test_normalisation_is_idempotent(local, domain):
    for typed in (f"{local}@{domain}.org", f"sari@{local}.org", f"{domain}@contoh.id"):
        try:
            address = MailField().clean(typed)
        except ValidationError:
            continue
        assert MailField().clean(address) == address
        assert address.isascii()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", SARI[1:])
def test_one_address_gets_one_account(typed, client, sari):
    data = {"name": "Sari", "email": typed, "is_adult": "on", "agrees": "on", "homepage": ""}
    data |= {"password1": "kopi-pagi-di-teras-7", "password2": "kopi-pagi-di-teras-7"}

    client.post(reverse("account_signup"), data)

    assert list(Person.objects.all()) == [sari]
    assert OutgoingEmail.objects.get().subject == "Anda sudah memiliki akun di Portal KIM"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", SARI[1:])
def test_people_sign_in_with_any_spelling(typed, client, sign_in):
    sign_in(PersonFactory(email="sari@example.org"))

    client.post(reverse("account_login"), {"login": typed, "password": "kopi-pagi-di-teras-7"})

    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_one_address_is_counted_once_by_the_limits(world, officer, sign_in):
    client, url = sign_in(officer), reverse("group_invite", args=[world.group.slug])

    for typed in SARI:
        client.post(url, {"email": typed, "role": MemberRole.MEMBER})

    assert {invitation.email for invitation in Invitation.objects.all()} == {"sari@example.org"}
    assert Invitation.objects.open().count() == 1
    assert (
        len({device_owner(typed) for typed in SARI})
        == len({account_hash(typed) for typed in SARI})
        == 1
    )
