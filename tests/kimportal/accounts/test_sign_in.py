"""Signing in: no account enumeration, no lock-out by strangers, no open redirects."""

import threading
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from kimportal.accounts import hashing
from kimportal.accounts.devices import COOKIE
from kimportal.mail.models import OutgoingEmail
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
RIGHT = "kopi-pagi-di-teras-7"
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def try_password(password, client=None, email="wati@example.org", ip=HERE, **more):
    client = client or Client()
    data = {"login": email, "password": password}
    return client.post(
        reverse("account_login") + more.pop("query", ""), data, REMOTE_ADDR=ip, **more
    )


def is_in(client):
    return "_auth_user_id" in client.session


def test_the_right_password_signs_in(client, wati):
    answer = try_password(RIGHT, client)

    assert answer.status_code == 302
    assert client.get(reverse("account_home")).status_code == 200


def test_the_welcome_is_shown_only_on_the_dashboard(client, wati):
    page = client.get(try_password(RIGHT, client)["Location"])

    assert list(page.context["messages"]) == []
    assert "Selamat datang, Wati Lestari" in page.content.decode()


def test_the_address_may_be_typed_in_capitals(client, wati):
    try_password(RIGHT, client, email=" WATI@Example.ORG ")

    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_response_and_work(wati, hashed):
    answers = []
    for email in ("wati@example.org", "nobody@example.org"):
        hashed.clear()
        answer = try_password("salah-sama-sekali", email=email)
        errors = answer.context["form"].errors.as_json()
        answers.append((answer.status_code, errors, len(hashed)))

    assert answers[0] == answers[1]
    assert answers[0][2] == 1


def test_the_session_gets_a_new_key_at_sign_in(client, wati):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "by somebody"
    session.save()
    client.cookies["sessionid"] = session.session_key

    try_password(RIGHT, client)

    assert is_in(client)
    assert client.cookies["sessionid"].value != session.session_key


def test_after_ten_wrong_tries_of_a_client_even_the_right_password_is_rejected(client, wati):
    for n in range(10):
        try_password(f"salah-sama-sekali-{n}")

    try_password(RIGHT, client)

    assert not is_in(client)


def test_tries_of_a_stranger_do_not_lock_the_owner_out(client, wati):
    for n in range(12):
        try_password(f"salah-sama-sekali-{n}", ip=ELSEWHERE)

    try_password(RIGHT, client, ip=HERE)

    assert is_in(client)


def test_a_forged_forwarding_header_does_not_reset_the_limit(client, wati):
    for n in range(10):
        try_password(f"salah-sama-sekali-{n}", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}")

    try_password(RIGHT, client, HTTP_X_FORWARDED_FOR="192.0.2.99")

    assert not is_in(client)


def database_is_down(execute, sql, params, many, context):
    raise OperationalError("the connection is lost")


def test_tries_without_a_database_do_not_count(client, wati):
    other_client = Client(raise_request_exception=False)
    with connection.execute_wrapper(database_is_down):
        status_codes = {try_password(RIGHT, other_client).status_code for _n in range(12)}

    try_password(RIGHT, client)

    assert status_codes == {503}
    assert is_in(client)


def test_tries_without_a_hashing_slot_do_not_count(client, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["kimportal.accounts.hashing.LimitedArgon2Hasher"]
    person = PersonFactory(email="wati@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    other_client = Client(raise_request_exception=False)
    with monkeypatch.context() as patch:
        patch.setattr(hashing, "ADMITTED", threading.Semaphore(0))
        status_codes = {try_password(RIGHT, other_client).status_code for _n in range(12)}

    try_password(RIGHT, client)

    assert status_codes == {503}
    assert is_in(client)


def many_tries_of_many_clients():
    for n in range(100):
        try_password("salah-sama-sekali", ip=f"198.51.100.{n}")


def test_tries_of_many_clients_make_new_clients_wait(client, wati):
    many_tries_of_many_clients()

    try_password(RIGHT, client, ip=HERE)

    assert not is_in(client)


def test_a_trusted_device_does_not_wait(client, wati):
    try_password(RIGHT, client)
    client.post(reverse("account_logout"))
    many_tries_of_many_clients()

    try_password(RIGHT, client)

    assert is_in(client)


def test_a_device_is_trusted_only_for_its_own_account(client, wati):
    other = PersonFactory(email="budi@example.org")
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    try_password(RIGHT, client, email=other.email)
    client.post(reverse("account_logout"))
    many_tries_of_many_clients()

    try_password(RIGHT, client)

    assert not is_in(client)


def test_a_forged_device_cookie_is_ignored(client, wati):
    many_tries_of_many_clients()
    client.cookies[COOKIE] = "0123456789abcdef:gadget:forged"

    try_password(RIGHT, client)

    assert not is_in(client)


@pytest.mark.parametrize(
    "where",
    """https://evil.example http://evil.example //evil.example ///evil.example ////evil.example
    /\\evil.example \\\\evil.example https:evil.example https:/evil.example https:///evil.example
    //evil.example@testserver //testserver@evil.example http://testserver.evil.example
    http://testserver:80@evil.example https://evil.example/#testserver javascript:alert(1)
    JaVaScRiPt:alert(1) data:text/html,x vbscript:x ftp://evil.example file:///etc/passwd
    %2f%2fevil.example /%09/evil.example /%5cevil.example .evil.example @evil.example
    http:%2f%2fevil.example https://evil.example%00testserver //google.com/%2f.. ?next=//evil.example http://[::1 https://[evil""".split(),
)
def test_signing_in_never_leads_off_the_site(client, wati, where):
    answer = client.post(
        reverse("account_login"),
        {"login": "wati@example.org", "password": RIGHT, "next": where},
    )

    target = answer["Location"]
    assert is_in(client)
    # Either the default, or the value read as a path of this site.
    assert target == reverse("dashboard") or not leaves(target)


def leaves(target):
    """Whether a browser on the sign-in page would go to another host."""
    read = target.replace("\\", "/").replace("\t", "")
    return urlsplit(urljoin("http://testserver/akun/login/", read)).netloc != "testserver"


@pytest.mark.parametrize(
    "forged",
    [
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "testserver.evil.example"},
        {"HTTP_HOST": "testserver:80@evil.example"},
        {"HTTP_HOST": "evil.example:testserver"},
        {"HTTP_HOST": "testserver evil.example"},
        {"HTTP_HOST": "testserver%00.evil.example"},
        {"HTTP_HOST": "127.0.0.1"},
        {"HTTP_HOST": "[::1]"},
    ],
)
def test_a_forged_host_is_rejected_and_no_email_sent(client, wati, forged):
    answer = client.post(reverse("account_reset_password"), {"email": wati.email}, **forged)

    assert answer.status_code == 400
    assert not OutgoingEmail.objects.exists()


def test_a_forwarded_host_does_not_change_the_email(client, wati):
    client.post(
        reverse("account_reset_password"),
        {"email": wati.email},
        HTTP_X_FORWARDED_HOST="evil.example",
    )

    email = OutgoingEmail.objects.get()
    assert "http://testserver/akun/password/reset/key/" in email.text
    assert "evil" not in email.text + email.html


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_logout", "account_reset_password",
     "account_email", "account_change_password", "account_reauthenticate", "account_edit",
     "usersessions_list", "mfa_reauthenticate"],
)  # fmt: skip
def test_account_forms_require_a_csrf_token(sign_in, wati, name):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in(wati).cookies

    assert strict.post(reverse(name), {"x": "1"}).status_code == 403


def test_the_sign_in_page_cannot_be_framed(client):
    answer = client.get(reverse("account_login"))

    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_a_disabled_person_cannot_sign_in(client, wati, administrator):
    wati.disable(by=administrator)

    answer = try_password(RIGHT, client)

    assert answer["Location"] == reverse("account_inactive")
    assert not is_in(client)


@pytest.fixture
def redis_is_down(settings):
    settings.CACHES = settings.CACHES | {
        "default": {
            "BACKEND": "kimportal.web.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }


def test_without_redis_sign_in_works_and_is_limited(client, wati, redis_is_down):
    for n in range(10):
        try_password(f"salah-sama-sekali-{n}", ip=ELSEWHERE)
    stranger = Client()

    try_password(RIGHT, stranger, ip=ELSEWHERE)
    try_password(RIGHT, client)

    assert not is_in(stranger)
    assert is_in(client)


def test_the_sign_in_page_offers_sign_up_before_the_form(client):
    page = client.get(reverse("group_register"), follow=True).content.decode()
    plain = client.get(reverse("account_login")).content.decode()

    assert page.index("Buat akun</a>") < page.index("<form")
    assert "Sesudahnya Anda langsung dibawa ke halaman yang dituju." in page
    assert "Sesudahnya" not in plain
