"""From nobody to somebody with a second step: code by letter, authenticator app, passkey."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils.translation import gettext

from kimportal.accounts.models import Person
from kimportal.mail.models import OutgoingEmail
from tests.factories import PersonFactory
from tests.second_step import activate_totp, code_now

PASSWORD = "kopi-pagi-di-teras-7"
KEY_IN_THE_PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def go(live_server):
    """go(page, name): open one of our addresses by its name."""
    return lambda page, name: page.goto(live_server.url + reverse(name))


@pytest.fixture
def wati(transactional_db):
    person = PersonFactory(email="wati@example.org", name="Wati Lestari")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def letter_code():
    return re.search(
        r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", OutgoingEmail.objects.latest("pk").text
    ).group()


def send(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def sign_up(page, go):
    go(page, "account_signup")
    page.get_by_label("Nama lengkap").fill("Wati Lestari")
    page.get_by_label("E-mail").fill("wati@example.org")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    page.get_by_label("Saya berumur 18 tahun atau lebih.").check()
    page.get_by_label("Saya menyetujui cara data saya digunakan.").check()
    send(page, "Buat akun")
    page.get_by_label("Kode").fill(letter_code())
    send(page, gettext("Confirm"))


def sign_in(page, go):
    go(page, "account_login")
    page.get_by_label("E-mail").fill("wati@example.org")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    send(page, "Masuk")
    page.wait_for_url("**/anggota/")


def give_the_password_again(page):
    page.get_by_label("Kata sandi").fill(PASSWORD)
    send(page, "Lanjutkan")


def test_a_visitor_gets_an_account(page, go, axe, no_sideways, shot):
    sign_up(page, go)

    go(page, "account_home")
    page.get_by_role("heading", name="Akun saya").wait_for()
    assert "wati@example.org" in page.get_by_role("main").inner_text()
    axe(page)
    no_sideways(page)
    shot(page, "account")


def test_a_visitor_gets_an_account_without_javascript(no_js_page, go):
    sign_up(no_js_page, go)

    go(no_js_page, "account_home")
    no_js_page.get_by_role("heading", name="Akun saya").wait_for()
    assert Person.objects.get().name == "Wati Lestari"


def test_what_is_wrong_is_said_and_linked(page, go, axe, no_sideways, shot):
    go(page, "account_signup")
    send(page, "Buat akun")

    summary = page.get_by_role("alert")
    summary.get_by_role("link", name=re.compile("^Nama lengkap")).click()
    assert page.evaluate("document.activeElement.name") == "name"
    assert not page.get_by_label("Biarkan kosong").is_visible() or off_the_page(page)
    axe(page)
    no_sideways(page)
    shot(page, "signup-faults")


def off_the_page(page):
    box = page.get_by_label("Biarkan kosong").bounding_box()
    return box["x"] + box["width"] < 0


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done",
     "account_consent", "account_erased", "account_inactive"],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_at_the_door_are_for_everyone(open_page, go, axe, no_sideways, name, scheme):
    page = open_page(color_scheme=scheme)
    go(page, name)

    assert page.locator("h1").count() == 1
    axe(page)
    no_sideways(page)


@pytest.mark.parametrize(
    "name",
    ["account_home", "account_edit", "account_email", "account_change_password", "mfa_index",
     "usersessions_list", "account_reauthenticate", "account_logout"],
)  # fmt: skip
def test_pages_of_the_account_are_for_everyone(page, go, wati, axe, no_sideways, name):
    sign_in(page, go)
    go(page, name)

    assert page.locator("h1").count() == 1
    axe(page)
    no_sideways(page)


def test_the_authenticator_app_is_added_and_asked_for(page, go, wati, axe, no_sideways, shot):
    sign_in(page, go)
    go(page, "mfa_activate_totp")
    give_the_password_again(page)
    page.wait_for_url("**/totp/activate/**")
    axe(page)
    no_sideways(page)
    shot(page, "totp")

    secret = page.locator("#authenticator_secret").input_value()
    code = code_now(secret)
    page.get_by_label("Kode dari aplikasi").fill(code)
    send(page, gettext("Activate"))

    page.wait_for_url("**/recovery-codes/**")
    axe(page)
    no_sideways(page)
    assert wati.authenticator_set.filter(type="totp").exists()


def test_the_second_step_at_the_door_is_for_everyone(page, go, wati, axe, no_sideways):
    activate_totp(wati)
    go(page, "account_login")
    page.get_by_label("E-mail").fill("wati@example.org")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    send(page, "Masuk")

    page.wait_for_url("**/2fa/authenticate/")
    axe(page)
    no_sideways(page)


def test_a_passkey_is_added_and_opens_the_door(page, go, wati, axe, no_sideways, shot):
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": KEY_IN_THE_PHONE})
    sign_in(page, go)
    go(page, "mfa_add_webauthn")
    give_the_password_again(page)
    page.wait_for_url("**/webauthn/add/**")
    axe(page)
    no_sideways(page)
    shot(page, "passkey")
    assert page.get_by_label("Masuk dengan kunci ini saja, tanpa kata sandi").is_checked()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")

    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url(lambda url: "/akun/" not in url)
    go(page, "account_login")
    page.get_by_label("Tetap masuk di perangkat ini selama 60 hari").check()
    page.get_by_role("button", name="Masuk dengan sidik jari / PIN HP").click()
    page.wait_for_url("**/anggota/")

    assert wati.authenticator_set.filter(type="webauthn").count() == 1
    assert 59 < days_of_the_session(page) <= 60


def days_of_the_session(page):
    cookie = next(c for c in page.context.cookies() if c["name"] == "sessionid")
    return (cookie["expires"] - time.time()) / 86400


def test_a_password_is_shown_and_hidden_again_before_it_is_sent(page, go, wati, axe, no_sideways):
    go(page, "account_login")
    password = page.get_by_label("Kata sandi", exact=True)
    password.fill("kopi-pagi")

    page.get_by_role("button", name="Tampilkan kata sandi yang diketik").click()
    shown = password.get_attribute("type")
    axe(page)
    no_sideways(page)
    page.get_by_role("button", name="Sembunyikan kata sandi yang diketik").click()

    assert (shown, password.get_attribute("type")) == ("text", "password")
    assert password.input_value() == "kopi-pagi"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_member_signs_in_with_a_code_from_the_email(
    script, open_page, go, wati, axe, no_sideways, shot
):
    page = open_page(java_script_enabled=script)
    go(page, "account_login")
    page.get_by_label("E-mail").fill("wati@example.org")
    page.get_by_label("Tetap masuk di perangkat ini selama 60 hari").check()
    shot(page, "sign-in")
    send(page, "Masuk dengan kode lewat e-mail")
    page.get_by_role("heading", name="Ketik kodenya").wait_for()
    if script:
        axe(page)
    no_sideways(page)
    shot(page, "sign-in-code")

    page.get_by_label("Kode").fill(letter_code().lower().replace("-", " "))
    send(page, "Masuk")

    page.wait_for_url("**/anggota/")
    assert 59 < days_of_the_session(page) <= 60
