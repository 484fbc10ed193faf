"""Sessions: their lifetime, and what ends all of them."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kimportal.accounts.forms import PersonForm
from kimportal.accounts.models import Person, Role
from kimportal.mail.models import OutgoingEmail
from tests.kimportal.accounts.test_sign_in import RIGHT, try_password

pytestmark = pytest.mark.django_db


def test_a_session_is_invalid_after_signing_out(client, wati):
    try_password(RIGHT, client)
    stolen = client.cookies["sessionid"].value

    client.post(reverse("account_logout"))

    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert not thief.get(reverse("account_home")).wsgi_request.user.is_authenticated


def two_devices(person):
    devices = Client(), Client()
    for device in devices:
        try_password(RIGHT, device, email=person.email)
    return devices


def test_changing_the_password_ends_the_other_sessions(wati):
    here, there = two_devices(wati)

    here.post(
        reverse("account_change_password"),
        {
            "oldpassword": RIGHT,
            "password1": "bubur-ayam-tengah-malam",
            "password2": "bubur-ayam-tengah-malam",
        },
    )

    assert here.get(reverse("account_home")).status_code == 200
    assert there.get(reverse("account_home")).status_code == 302
    assert "Kata sandi" in OutgoingEmail.objects.latest("pk").subject


@pytest.mark.parametrize(("hours", "is_valid"), [(11, True), (13, False)])
def test_a_session_lasts_twelve_hours(client, wati, hours, is_valid):
    try_password(RIGHT, client)

    with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
        answer = client.get(reverse("account_home"))

    assert (answer.status_code == 200) == is_valid


def test_a_recorded_request_cannot_be_replayed_after_signing_out(client, wati):
    """A form logged while signed in, replayed with its cookies and token after signing out."""
    try_password(RIGHT, client)
    replayed = Client()
    replayed.cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
    assert replayed.get(reverse("account_home")).status_code == 200
    client.post(reverse("account_logout"))

    answer = replayed.post(reverse("account_edit"), {"name": "Orang lain", "language": "id"})

    wati.refresh_from_db()
    assert (answer.status_code, wati.name) == (302, "Wati Lestari")


def test_all_other_sessions_can_be_ended_at_once(wati):
    here, there = two_devices(wati)

    here.post(reverse("usersessions_list"))

    assert here.get(reverse("account_home")).status_code == 200
    assert there.get(reverse("account_home")).status_code == 302


@pytest.mark.parametrize(
    "action",
    [
        lambda person, by: person.disable(by=by),
        lambda person, by: person.change_role(Role.REVIEWER, by=by),
        lambda person, by: person.end_sessions(),
    ],
    ids=["disabled", "role changed", "ended"],
)
def test_a_change_by_staff_ends_all_sessions(wati, administrator, action):
    here, there = two_devices(wati)

    action(wati, administrator)

    assert here.get(reverse("account_home")).status_code == 302
    assert there.get(reverse("account_home")).status_code == 302
    assert not UserSession.objects.filter(user=wati).exists()


NEW = "bubur-ayam-tengah-malam"


def test_a_role_removed_while_a_password_is_hashed_does_not_come_back(
    wati, administrator, monkeypatch
):
    Person.objects.filter(pk=wati.pk).update(role=Role.EDITOR)
    here, encode = Client(), MD5PasswordHasher.encode
    try_password(RIGHT, here)

    def slow(self, password, salt):
        if password == NEW:
            Person.objects.get(pk=wati.pk).change_role(Role.NONE, by=administrator)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", slow)
    data = {"oldpassword": RIGHT, "password1": NEW, "password2": NEW}
    here.post(reverse("account_change_password"), data)

    wati.refresh_from_db()
    assert (wati.role, wati.check_password(NEW)) == (Role.NONE, True)


@pytest.mark.parametrize("change", ["disabled", "erased"])
def test_a_form_submitted_after_a_removal_does_not_undo_it(wati, administrator, change):
    data = {"name": "Wati Lestari", "phone": "081234567890", "language": "id"}
    form = PersonForm(data, instance=Person.objects.get(pk=wati.pk))
    {"disabled": wati.disable, "erased": wati.erase}[change](by=administrator)

    assert form.is_valid()
    form.save()

    wati.refresh_from_db()
    assert (wati.is_active, bool(wati.phone)) == (False, change == "disabled")
