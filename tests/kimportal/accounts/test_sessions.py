"""Sessions: how long one lasts, and what ends all of them."""

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


def test_a_session_is_dead_after_signing_out(client, wati):
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


@pytest.mark.parametrize(("hours", "stands"), [(11, True), (13, False)])
def test_a_session_lasts_twelve_hours_and_no_longer(client, wati, hours, stands):
    try_password(RIGHT, client)

    with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
        answer = client.get(reverse("account_home"))

    assert (answer.status_code == 200) == stands


def test_what_was_recorded_of_a_session_cannot_be_sent_again_after_it(client, wati):
    """A form logged while signed in, replayed with its cookies and token after signing out."""
    try_password(RIGHT, client)
    replayed = Client()
    replayed.cookies = SimpleCookie({name: one.value for name, one in client.cookies.items()})
    assert replayed.get(reverse("account_home")).status_code == 200
    client.post(reverse("account_logout"))

    answer = replayed.post(reverse("account_edit"), {"name": "Orang lain", "language": "id"})

    wati.refresh_from_db()
    assert (answer.status_code, wati.name) == (302, "Wati Lestari")


def test_all_other_sessions_end_in_one_act(wati):
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
def test_who_is_changed_by_staff_is_signed_out_at_once(wati, administrator, action):
    here, there = two_devices(wati)

    action(wati, administrator)

    assert here.get(reverse("account_home")).status_code == 302
    assert there.get(reverse("account_home")).status_code == 302
    assert not UserSession.objects.filter(user=wati).exists()


NEW = "bubur-ayam-tengah-malam"


def test_an_office_taken_away_while_a_password_is_hashed_stays_away(
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


@pytest.mark.parametrize("gone", ["disabled", "erased"])
def test_who_was_sent_away_while_a_form_was_on_its_way_does_not_come_back(
    wati, administrator, gone
):
    told = {"name": "Wati Lestari", "phone": "081234567890", "language": "id"}
    form = PersonForm(told, instance=Person.objects.get(pk=wati.pk))
    {"disabled": wati.disable, "erased": wati.erase}[gone](by=administrator)

    assert form.is_valid()
    form.save()

    wati.refresh_from_db()
    assert (wati.is_active, bool(wati.phone)) == (False, gone == "disabled")
