"""Staff sessions: a second factor, half an hour idle, twelve hours in all."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.converters import UUIDConverter
from django.utils import timezone

from kimportal.accounts.models import Role
from kimportal.audit.models import Action, AuditEvent
from tests.factories import StaffFactory
from tests.second_step import activate_totp, code_now

pytestmark = pytest.mark.django_db
PASSWORD = "kopi-pagi-di-teras-7"
QUEUE = "/admin/"


@pytest.fixture
def rini(db):
    person = StaffFactory(name="Rini", email="rini@example.org", role=Role.ADMINISTRATOR)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def by_password(person):
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def by_both_steps(person):
    activate_totp(person)
    client = by_password(person)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    return client


#: Arguments for URL converters that do not accept "1".
CONVERTER_ARGS = {UUIDConverter: uuid4()}


def admin_urls():
    """Yield every URL of the staff site, with dummy arguments."""
    for pattern in patterns(admin.site.get_urls()):
        if pattern.name == "app_list":
            yield reverse("admin:app_list", args=["kimportal"])
        else:
            converters = pattern.pattern.converters.items()
            kwargs = {name: CONVERTER_ARGS.get(type(conv), "1") for name, conv in converters}
            yield reverse(f"admin:{pattern.name}", kwargs=kwargs)


def patterns(urls):
    for url in urls:
        if isinstance(url, URLPattern):
            if url.name and url.name not in ("login", "logout"):
                yield url
        else:
            yield from patterns(url.url_patterns)


def test_no_page_of_the_staff_site_opens_by_password_alone(rini):
    client = by_password(rini)
    urls = sorted(set(admin_urls()))

    opened = [
        f"{answer.status_code} {url}"
        for url in urls
        for answer in (client.get(url), client.post(url))
        if answer.status_code != 302 or not answer["Location"].startswith("/admin/login/")
    ]

    assert len(urls) > 20
    assert opened == []


def test_only_our_own_models_are_on_the_staff_site():
    labels = {model._meta.app_label for model in admin.site._registry}

    assert labels == {"kimportal", "groups", "campaigns"}


def test_without_a_second_step_the_page_explains_how_to_add_one(rini):
    answer = by_password(rini).get(QUEUE, follow=True)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert reverse("mfa_add_webauthn") in page
    assert reverse("mfa_activate_totp") in page


def test_both_steps_open_it(rini):
    assert by_both_steps(rini).get(QUEUE).status_code == 200


def test_a_second_step_added_in_this_session_is_required_at_once(rini):
    client = by_password(rini)
    activate_totp(rini)

    response = client.get(QUEUE, follow=True)
    client.post(response.redirect_chain[-1][0], {"code": code_now()})

    assert response.redirect_chain[-1][0].startswith(reverse("mfa_reauthenticate"))
    assert client.get(QUEUE).status_code == 200


def test_without_the_second_step_nobody_counts_as_staff(rini, rf):
    client = by_password(rini)

    person = client.get(reverse("account_home")).wsgi_request.user

    assert not person.is_staff
    assert not person.is_reviewer
    assert not person.is_administrator


def test_after_half_an_hour_idle_the_second_step_is_required_again(rini):
    client = by_both_steps(rini)
    client.get(QUEUE)

    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        answer = client.get(QUEUE, follow=True)
        assert answer.redirect_chain[-1][0].startswith(reverse("mfa_reauthenticate"))

        client.post(answer.redirect_chain[-1][0], {"code": code_now()})
        assert client.get(QUEUE).status_code == 200


def test_an_active_session_is_not_interrupted(rini):
    client = by_both_steps(rini)
    start = timezone.now()

    for minutes in (20, 40, 60):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert client.get(QUEUE).status_code == 200


def test_after_twelve_hours_even_an_active_session_ends(rini):
    client = by_both_steps(rini)
    start = timezone.now()
    for minutes in range(20, 12 * 60, 20):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            client.get(reverse("account_home"))

    with time_machine.travel(start + timedelta(hours=12, minutes=1), tick=False):
        answer = client.get(QUEUE, follow=True)

    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_visitors_get_the_sign_in_page_and_members_a_404(client, sign_in, sari):
    stranger = client.get(QUEUE, follow=True)
    member = sign_in(sari).get(QUEUE, follow=True)

    assert stranger.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert member.status_code == 404


def test_the_login_never_redirects_off_the_site(rini):
    client = by_both_steps(rini)

    for where in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"):
        assert client.get("/admin/login/", {"next": where})["Location"] == QUEUE


def test_the_second_step_can_be_switched_off(rini, settings):
    settings.STAFF_MFA = False

    assert by_password(rini).get(QUEUE).status_code == 200


def test_each_sign_in_of_staff_is_in_the_audit_log(rini):
    by_password(rini)

    audit_event = AuditEvent.objects.get(action=Action.LOGIN)
    assert audit_event.by == rini
    assert audit_event.target_id == str(rini.pk)


def test_a_change_of_role_is_in_the_audit_log_and_takes_effect_at_once(rini, administrator):
    client = by_both_steps(rini)

    rini.change_role(Role.EDITOR, by=administrator, note="Pindah tugas")

    audit_event = AuditEvent.objects.get(action=Action.ROLE)
    assert (audit_event.before, audit_event.after) == ("administrator", "editor")
    assert (audit_event.by, audit_event.note) == (administrator, "Pindah tugas")
    assert client.get(QUEUE).status_code == 302
