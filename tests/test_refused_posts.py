"""Posts that no form of ours sends: without a token, too much, cut off, in other clothes (R31, R39)."""

import gzip
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from kimportal.accounts.models import Person
from kimportal.audit.models import AuditEvent
from kimportal.drafts.models import FormDraft
from tests.forged import POSTS, STAFF_POSTS, form_of, snapshot, staff_form_of
from tests.test_access import not_ours

# Hundreds of posts: once is enough, where the stricter database answers.
pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
#: The staff site's pages that take no POST at all.
ONLY_READ = {
    "export_file",
    "exports",
    "register_errors",
    "register_report",
    "review_attachment_page",
}
ONLY_READ |= {"review_attachment"}
#: A form's second token (kimportal/drafts/models.py): whoever forges a form knows neither.
SECOND_TOKEN = "whose"
#: Browsers, mailboxes and phones' share menus send these by themselves: they change nothing, or the
#: address is the permission, or what comes bears its author's signed mark (drop).
TOKENLESS = {"csp_report", "drop", "invitation_stop", "reminders_stop", "shared"}
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
#: (Content-Type, body, other headers) that a form could never become.
STRANGE = {
    "bad JSON": ("application/json", b'{"name": ', {}),
    "XML": (
        "text/xml",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        {},
    ),
    "no type": ("", b"name=x", {}),
    "no boundary": (MULTIPART, b"--x\r\n\r\nname\r\n--x--", {}),
    "an endless boundary": (f"{MULTIPART}; boundary={'x' * 5000}", b"--x", {}),
    "cut off": (
        f"{MULTIPART}; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nKIM',
        {},
    ),
    "a file without an end": (
        f"{MULTIPART}; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.jpg"\r\n\r\n\xff\xd8',
        {},
    ),
    "empty, but said to be long": (FORM, b"", {"CONTENT_LENGTH": "5000"}),
    "a length below nothing": (FORM, b"name=x", {"CONTENT_LENGTH": "-1"}),
    "packed": (FORM, gzip.compress(b"name=x"), {"HTTP_CONTENT_ENCODING": "gzip"}),
    "another alphabet": (f"{FORM}; charset=utf-7", b"name=+ADw-script+AD4-", {}),
    "unknown alphabet": (f"{FORM}; charset=klingon", b"name=x", {}),
    "broken letters": (FORM, b"name=%ed%a0%80&title=%ff&note=%00", {}),
}


def strict(client):
    """The same person in a browser that another site makes send a form."""
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = client.cookies
    forged.cookies["csrftoken"] = "a" * 32
    return forged


def made(name, here, sign_in, client):
    """A form of ours, or of the staff site."""
    if name.startswith("admin:"):
        return staff_form_of(name.removeprefix("admin:"), here, sign_in)
    return form_of(name, here.world, sign_in, client)


EVERY = [*POSTS, *(f"admin:{name}" for name in STAFF_POSTS if name not in ONLY_READ)]


@pytest.mark.parametrize("name", [name for name in EVERY if name not in TOKENLESS])
def test_no_post_is_taken_without_its_token(name, sides, sign_in, client):
    form = made(name, sides[0], sign_in, client)
    fields = {name: value for name, value in form.fields.items() if name != SECOND_TOKEN}
    before, audit_events = snapshot(), AuditEvent.objects.count()

    for extra in (
        {},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_REFERER": "https://evil.example/"},
    ):
        answer = strict(form.client).post(form.address, fields, **extra)
        assert answer.status_code == 403

    assert (snapshot(), AuditEvent.objects.count()) == (before, audit_events)


def test_a_token_of_another_visitor_opens_nothing(world, sign_in):
    form = form_of("account_edit", world, sign_in, None)
    stranger = Client(enforce_csrf_checks=True)
    stranger.get(reverse("account_login"))
    forged = strict(form.client)

    told = {"csrfmiddlewaretoken": stranger.cookies["csrftoken"].value}
    changed = form.fields | {"name": ["Nama Lain"]}
    before = [*Person.objects.order_by("pk").values()]
    forged.post(form.address, changed | told)

    # The words are kept for their owner, and nothing else happens.
    assert [*Person.objects.order_by("pk").values()] == before
    assert FormDraft.objects.get().person == world.newcomer


# -- too much


# What a phone shares is for the service worker; without one, its body is never read.
@pytest.mark.parametrize("name", [name for name in EVERY if name != "shared"])
def test_too_many_fields_too_many_parts_and_too_long_a_body_are_refused(
    name, sides, sign_in, client
):
    form = made(name, sides[0], sign_in, client)
    address, someone, before = form.address, strict(form.client), snapshot()
    fields = "&".join(f"k{n}=1" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    parts = {f"k{n}": BytesIO(b"x") for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)}
    heavy = {"CONTENT_LENGTH": str(100 * 1024 * 1024)}

    answers = [
        someone.post(address, fields, content_type=FORM),
        someone.post(address, parts),
        someone.post(address, "name=x", content_type=FORM, **heavy),
    ]

    assert {answer.status_code for answer in answers} <= {400, 413}
    assert snapshot() == before


@pytest.mark.parametrize("name", [name for name in EVERY if name not in TOKENLESS])
def test_no_strange_body_is_a_fault(name, sides, sign_in, client):
    form = made(name, sides[0], sign_in, client)
    form.client.raise_request_exception = False

    def sent(kind, body, extra):
        return form.client.generic("POST", form.address, body, content_type=kind, **extra)

    faults = {
        what: answer.status_code
        for what, post in STRANGE.items()
        if (answer := sent(*post)).status_code >= 500
    }

    assert faults == {}


def test_every_table_of_the_staff_site_is_among_them():
    assert {"admin:kimportal_person_change", "admin:review_approve", "admin:bulk_reject"} <= set(
        EVERY
    )
    assert not [name for name in POSTS if not_ours(name)]
