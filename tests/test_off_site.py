"""Nobody is led off the site, and the site itself goes nowhere (SECURITY_BAR R31, R40)."""

import socket
import threading
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import get_resolver, reverse

from tests.forged import form_of
from tests.test_access import TABLE, names

pytestmark = pytest.mark.django_db
#: One of each class; the sign-in page meets thirty (tests/kimportal/accounts/test_sign_in.py).
SOMEWHERE = ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
NAMES = ("next", "redirect_to", "url", "return", "r", "u", "continue", "dest")
#: Those that name one thing of the library's own.
NAMED = {
    *("account_confirm_email", "account_reset_password_from_key"),
    *("mfa_remove_webauthn", "mfa_edit_webauthn"),
}
ACCOUNT = sorted(set(names(get_resolver("allauth.urls"))) - NAMED - TABLE.keys())


def leaves(page, target):
    """Whether a browser on that page would go to another host, or run something."""
    read = target.replace("\\", "/").replace("\t", "")
    there = urlsplit(urljoin(f"http://testserver{page}", read))
    return there.netloc != "testserver" or there.scheme != "http"


def led_away(client, address, method):
    found = []
    for somewhere in SOMEWHERE:
        told = dict.fromkeys(NAMES, somewhere)
        for query, body in ((told, None), ({}, told)) if method == "post" else ((told, None),):
            answer = getattr(client, method)(address, body, query_params=query)
            target = answer.get("Location", "")
            if target and leaves(address, target):
                found.append((method, somewhere, target))
    return found


@pytest.mark.parametrize("name", [*sorted(TABLE), *ACCOUNT])
def test_no_address_leads_off_the_site(name, world, client, sign_in):
    row = TABLE.get(name)
    address = reverse(name, kwargs=row.kwargs(world) if row else {})
    role = row.roles[-1] if row and row.roles[-1] != "anonymous" else "member"
    somebody = sign_in(getattr(world, role))
    somebody.raise_request_exception = client.raise_request_exception = False

    found = [led_away(who, address, "get") for who in (client, somebody)]
    found += [led_away(who, address, "post") for who in (client, somebody)]

    assert found == [[], [], [], []]


@pytest.fixture
def listener():
    """(port, connections so far) of something on this machine that must never be called."""
    called = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    over = threading.Event()

    def listen():
        while not over.is_set():
            try:
                connection, whence = server.accept()
                called.append(whence)
                connection.close()
            except TimeoutError:
                continue

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], called
    over.set()
    thread.join()
    server.close()


INSIDE = """http://127.0.0.1:{0}/ https://127.0.0.1:{0}/ http://localhost:{0}/ http://[::1]:{0}/ http://0.0.0.0:{0}/
http://127.1:{0}/ http://2130706433:{0}/ http://0x7f000001:{0}/ http://0177.0.0.1:{0}/ http://127.0.0.1.nip.io:{0}/
http://user:pass@127.0.0.1:{0}/ http://127.0.0.1:{0}/a.jpg http://127.0.0.1:{0}/a.svg gopher://127.0.0.1:{0}/x
ftp://127.0.0.1:{0}/x file:///etc/passwd dict://127.0.0.1:{0}/x http://[::ffff:127.0.0.1]:{0}/ http://127.0.0.1:{0}/?a=b
http://169.254.169.254/latest/meta-data/ http://127.0.0.1:{0}#kpu.go.id http://kpu.go.id@127.0.0.1:{0}/
http://127.0.0.1:{0}/%2e%2e http://127。0。0。1:{0}/ //127.0.0.1:{0}/""".split()
LINKS = {
    "group_profile": ["website", "instagram", "facebook", "youtube", "tiktok"],
    "event_plan": ["link"],
    "event_report": ["links"],
    "material_file_add": ["link"],
}


@pytest.mark.parametrize("name", LINKS)
def test_no_address_that_is_typed_is_ever_called(name, world, sign_in, client, listener):
    port, called = listener
    form = form_of(name, world, sign_in, client)
    assert len(INSIDE) == 25

    for link in (one.format(port) for one in INSIDE):
        answer, _written, _held = form.send(**dict.fromkeys(LINKS[name], link))
        assert answer.status_code < 500

    assert called == []
    socket.create_connection(("127.0.0.1", port), timeout=5).close()
    for _turn in range(50):
        if called:
            break
        threading.Event().wait(0.1)
    assert len(called) == 1  # it did listen
