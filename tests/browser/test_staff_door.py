"""Staff meet the second step: told, enrolled with a passkey, let in; asked again next time."""

import pytest
from allauth.account.models import EmailAddress

from kimportal.audit.models import Action, AuditEvent
from tests.browser.test_signup import KEY_IN_THE_PHONE, PASSWORD, give_the_password_again
from tests.factories import StaffFactory


@pytest.fixture
def rini(transactional_db):
    person = StaffFactory(name="Rini", email="rini@example.org", role="administrator")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def test_a_passkey_opens_the_staff_site(page, live_server, rini, axe, no_sideways, shot):
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": KEY_IN_THE_PHONE})
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("E-mail").fill("rini@example.org")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()

    page.get_by_role("heading", name="Satu langkah lagi untuk petugas").wait_for()
    axe(page)
    no_sideways(page)
    shot(page, "staff-second-step")
    page.get_by_role("link", name="Tambahkan sidik jari / PIN HP").click()
    give_the_password_again(page)
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")

    page.goto(f"{live_server.url}/admin/")
    page.wait_for_url("**/webauthn/reauthenticate/**")
    axe(page)
    page.locator("#mfa_webauthn_reauthenticate").click()
    page.wait_for_url(f"{live_server.url}/admin/")

    assert AuditEvent.objects.filter(action=Action.LOGIN, by=rini).count() == 1


def test_a_passkey_alone_is_both_steps(page, live_server, rini):
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": KEY_IN_THE_PHONE})
    page.goto(f"{live_server.url}/akun/2fa/webauthn/add/")
    page.get_by_label("E-mail").fill("rini@example.org")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/reauthenticate/**")
    give_the_password_again(page)
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")
    page.context.clear_cookies()

    page.goto(f"{live_server.url}/akun/login/")
    page.locator("#passkey_login").click()

    page.wait_for_url(f"{live_server.url}/admin/")
