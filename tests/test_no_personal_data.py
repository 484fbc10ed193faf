"""Whatever an anonymous reader can reach says nothing private about anybody (UU 27/2022 PDP)."""

import re
from datetime import timedelta
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.related import Speaker
from campaigns.open_data.datasets import DATASETS
from campaigns.open_data.sitemaps import SECTIONS
from groups.members.models import MemberRole
from kimportal.accounts.models import Consent
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.states import State
from kimportal.uploads.validation import validate_upload
from tests.factories import (
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MaterialFileFactory,
    MembershipFactory,
    PersonFactory,
)
from tests.groups.access import invitation
from tests.groups.kim.registrations import change_request_for
from tests.kimportal.uploads.bad_files import jpeg, pdf
from tests.test_access import TABLE

pytestmark = pytest.mark.django_db

MARK = "Rahasiawati"  # part of every private word of this world
NIK, PHONE, ABROAD = "3573041203850007", "0812-3456-7890", "+6281345678901"
SECRET = f"{MARK}, NIK {NIK}, telepon {PHONE} atau {ABROAD}, {MARK}@example.org"
EXAMPLE = "nama@contoh.id"  # what an address looks like, on the way to an account
AGREED = "Bu Setuju Terbaca"  # officers and speakers whose names are meant to be read

E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
# A letter behind the digits means a check sum, such as an ETag that begins with 08….
TELEPHONE = re.compile(r"(?<![\w.])(\+?62|0)[ .()-]{0,2}8\d([ .()-]?\d){6,}(?!\w)")
SIXTEEN_DIGITS = re.compile(r"(?<![\w.])\d{16}(?!\w)")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LINK = re.compile(r"""\s(?:href|src|action)="([^"]+)"|<loc>([^<]+)</loc>|<link>([^<]+)</link>""")
ELSEWHERE = ("/static/", "/media/")


def private_person(**facts):
    return PersonFactory(name=f"{MARK} {PHONE}", phone=ABROAD, **facts)


def fill(group):
    """Give a group private words wherever it has room for them, and one officer who agreed."""
    private = {
        "contact_name": MARK,
        "contact_phone": PHONE,
        "contact_email": f"{MARK}@example.org",
        "address": SECRET,
        "decree_number": f"188/{MARK}/{NIK}",
        "decree_signer_name": MARK,
        "decree_file": ContentFile(pdf(), name=f"sk-{MARK}.pdf"),
    }
    for name, value in private.items():
        setattr(group, name, value)
    group.with_search_text().save()
    MembershipFactory(group=group, person=None, name=MARK, section=MARK, role=MemberRole.SECTION)
    agreed = {"role": MemberRole.TREASURER, "name_is_public": True}
    MembershipFactory(group=group, person=private_person(), name=AGREED, **agreed)


def report(group, **facts):
    """An event whose private words, rumours and hidden photos are marked."""
    by = private_person()
    event = EventFactory(
        group=group, questions=SECRET, begun_by=by, submitted_by=by, flags=f" {MARK} ", **facts
    )
    Speaker.objects.create(event=event, name=AGREED)
    photo = validate_upload(SimpleUploadedFile(f"{MARK}.jpg", jpeg()))
    EventPhoto.from_upload(photo, event=event, caption=SECRET, added_by=by).save()
    return event


@pytest.fixture
def marked_world(world):
    """Everything that is kept private, in every state a thing can be in."""
    for person in (world.member, world.officer, world.outsider, world.reviewer, world.editor):
        person.name, person.phone = f"{MARK} {person.pk}", PHONE
        person.save()
        Consent.objects.create(person=person, text_version="2026-11")
        person.memberships.update(name=person.name)
    fill(world.group)
    invitation(world, email=f"calon-{MARK}@example.org".lower())
    change_request_for(world.group, by=world.officer, sent=True, about=SECRET, contact_name=MARK)
    AuditEvent.objects.record(world.group, Action.EDIT, by=world.officer, note=SECRET)
    world.report = report(world.group)
    world.plan = report(world.group, plan=True, starts=timezone.now() + timedelta(days=3))
    world.shown = material(world)
    world.hidden = [
        address for state in State if state != State.LIVE for address in items(world, state)
    ]
    return world


def material(world, **facts):
    made = MaterialFactory(
        group=world.group, created_by=world.member, submitted_by=world.member, **facts
    )
    MaterialFileFactory(material=made, original_name=f"{MARK}-{PHONE}.jpg")
    return made


def items(world, state):
    """A group, an event and a material that the public may not read, with their public addresses."""
    note = {"state": state, "state_note": SECRET}
    group = GroupFactory(region=world.village, name=f"KIM {MARK} {state}", about=SECRET, **note)
    fill(group)
    event = report(world.group, title=f"{MARK} {state}", story=SECRET, **note)
    hidden = material(world, state=state, state_note="Alasan yang boleh dibaca.", body=SECRET)
    yield reverse("group_detail", args=[group.slug])
    yield reverse("event_detail", args=[event.pk])
    yield reverse("material_detail", args=[hidden.slug])


def starts(world):
    """Every public address of the access tables in both languages, with all their variants."""
    for name, row in TABLE.items():
        if not (row.public and row.gets):
            continue
        for language in ("id", "en"):
            with translation.override(language):
                yield reverse(name, kwargs=row.kwargs(world))
    yield from (reverse("data_csv", args=[name]) for name in DATASETS)
    yield from (reverse("sitemap_section", args=[name]) for name in SECTIONS)
    yield from world.hidden
    for page in ("material_list", "event_list", "group_list", "region_list", "event_feed"):
        yield from (f"{reverse(page)}?q={word}" for word in (MARK, NIK, "Sukun"))
    yield f"{reverse('region_search')}?q=Sukun"


def crawl(client, world):
    """{address: everything that was answered}, following each link of ours without its query."""
    waiting, answers = list(starts(world)), {}
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        response = client.get(address)
        text = body(response)
        asked = unquote(urlsplit(address).query).removeprefix("q=")
        # A search page repeats what was typed: that word came from the reader.
        answers[address] = told(response, text.replace(asked, "") if asked else text)
        waiting += links(address, text)
    return answers


def body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def told(response, text):
    return "\n".join([*(f"{name}: {value}" for name, value in response.items()), text])


def links(address, text):
    for match in LINK.finditer(text):
        url = urlsplit(urljoin(f"http://testserver{address}", next(filter(None, match.groups()))))
        if url.netloc == "testserver" and not url.path.startswith(ELSEWHERE):
            yield url.path


def private_words(text):
    text = UUID.sub("", text).replace(EXAMPLE, "")
    for own in (settings.CONTACT_EMAIL, settings.DATA_PROTECTION_CONTACT):
        text = text.replace(own, "")  # the portal's own, on every page
    if MARK.lower() in text.lower():
        yield text[max(0, text.lower().index(MARK.lower()) - 80) :][:160]
    for pattern in (E_MAIL, TELEPHONE, SIXTEEN_DIGITS):
        yield from (match[0] for match in pattern.finditer(text))


def test_no_public_answer_names_who_did_not_agree(client, marked_world):
    answers = crawl(client, marked_world)

    found = {address: list(private_words(text)) for address, text in answers.items()}

    assert {address: words for address, words in found.items() if words} == {}
    # The crawl came to where people are shown, and those who agreed are.
    group, event = marked_world.group.get_absolute_url(), marked_world.report.get_absolute_url()
    assert AGREED in answers[group] and AGREED in answers[event]
    assert AGREED in answers[f"/en{group}"] and AGREED in answers[f"/en{event}"]


@pytest.mark.parametrize(
    "text",
    [
        *(f"kata {MARK.upper()} kata", "a.b@desa.go.id", "mailto:x@y.id", NIK, PHONE, ABROAD),
        *("62 812 3456 7890", "(0812)34567890", "081234567890"),
    ],
)
def test_a_private_word_would_be_found(text):
    assert list(private_words(f"<p>{text}</p>"))


def test_a_check_sum_is_nobody_s_telephone():
    assert list(private_words('ETag: W/"0854405798ab12cd"')) == []
