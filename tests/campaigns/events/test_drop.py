"""A form handed in without a session: kept for its author, and for nobody else."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.receipt import SubmissionReceipt
from campaigns.events.views import drop
from kimportal.drafts.models import FormDraft
from kimportal.offline.person import phone_of
from tests.campaigns.events.event_forms import quick
from tests.kimportal.offline.kim_files import head_of, kim_file, packed
from tests.kimportal.uploads.bad_files import jpeg

pytestmark = pytest.mark.django_db

JSON = {"HTTP_ACCEPT": "application/json", "HTTP_X_FROM_QUEUE": "1"}


def hand_in(client, content, **headers):
    file = SimpleUploadedFile("titip.kim", content)
    return client.post("/titip/", {"kim": file}, **(JSON | headers))


def pairs(world, key, **changes):
    fields = quick(world, key=key, **changes)
    return [[name, text] for name, text in fields.items() if isinstance(text, str)]


@pytest.fixture
def key():
    return str(uuid4())


def test_a_form_without_a_session_is_kept_for_its_author_with_its_photos(
    client, sign_in, world, key
):
    files = [("photos", "a.jpg", jpeg()), ("photos", "b.jpg", jpeg(width=70))]

    answer = hand_in(client, kim_file(world.member, pairs(world, key), files, key=key))

    assert (answer.status_code, answer.json()) == (202, {"receipt": f"TT-{key[:8].upper()}"})
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    draft = FormDraft.objects.get()
    assert (draft.person, draft.form) == (world.member, f"quick:{key}")
    assert EventPhoto.objects.unsent_by(world.member).count() == 2

    page = sign_in(world.member).get(reverse("event_quick"), {"kunci": key})
    assert page.context["form"].plan["title"].value() == "Arisan RW 05"
    assert len(page.context["form"].report.stored_photos) == 2
    assert str(page.context["draft_form"]["key"]) == key


def test_the_same_again_is_kept_once_and_sending_it_later_makes_one_event(
    client, sign_in, world, key
):
    content = kim_file(world.member, pairs(world, key), key=key)
    answers = [hand_in(client, content), hand_in(client, content)]
    assert answers[0].json() == answers[1].json()
    assert FormDraft.objects.count() == 1

    sent = dict(pairs(world, key))
    sign_in(world.member).post(reverse("event_quick"), sent, **JSON)
    late = hand_in(client, content)

    assert (late.status_code, late.json()["receipt"]) == (
        200,
        SubmissionReceipt.objects.get().number,
    )
    assert (OutreachEvent.objects.count(), FormDraft.objects.count()) == (1, 0)


def test_whoever_carries_it_gets_no_word_of_it_and_nothing_is_in_their_name(sign_in, world, key):
    carrier = sign_in(world.outsider)

    hand_in(carrier, kim_file(world.member, pairs(world, key), key=key))

    assert FormDraft.objects.get().person == world.member
    assert "Arisan" not in carrier.get(reverse("my_events")).content.decode()


def edited(content, chance):
    """The content with one of its bytes changed, or cut, or more at its end."""
    place = chance.randrange(len(content))
    kind = chance.choice(["change", "change", "change", "cut", "more"])
    if kind == "cut":
        return content[:place]
    if kind == "more":
        return content + bytes([chance.randrange(256)])
    other = chance.choice([b for b in range(256) if b != content[place]])
    return content[:place] + bytes([other]) + content[place + 1 :]


def test_200_edited_files_are_refused_200_times(client, world, key):
    chance = random.Random(14)
    files = [("photos", "a.jpg", jpeg(width=24))]
    content = kim_file(world.member, pairs(world, key), files, key=key)

    statuses = [hand_in(client, edited(content, chance)).status_code for _ in range(200)]

    assert statuses == [422] * 200
    assert (FormDraft.objects.count(), EventPhoto.objects.count()) == (0, 0)


def test_200_forged_files_are_refused_200_times(client, world, key):
    """Whoever carries a file knows the author's mark, but not the key that seals."""
    chance = random.Random(14)
    head = head_of(world.member, pairs(world, key), key=key)
    own_seal = packed(head_of(world.outsider, pairs(world, key))).split(b"\n")[1].decode()
    seals = [own_seal, "0" * 64, *(f"{chance.getrandbits(256):064x}" for _ in range(198))]

    statuses = [
        hand_in(client, packed(head | {"title": f"Palsu {n}"}, seal=seal)).status_code
        for n, seal in enumerate(seals)
    ]

    assert statuses == [422] * 200
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"mark": "x"},
        {"form": "quick:x"},
        {"form": "other:00000000-0000-4000-8000-000000000000"},
        {"key": "x"},
        {"at": "soon"},
        {"at": None},
        {"fields": [["title"]]},
        {"fields": "title"},
        {"files": [{"field": "photos"}]},
        {"files": [{"field": "photos", "name": "a", "size": "9", "sha256": ""}]},
        {"files": [{"field": "photos", "name": "a", "size": -1, "sha256": ""}]},
    ],
)
def test_a_sealed_file_that_makes_no_sense_is_refused(client, world, key, changes):
    head = head_of(world.member, pairs(world, key), key=key) | changes
    mark = phone_of(world.member).mark

    answer = hand_in(client, packed(head if "mark" in head else head | {"mark": mark}))

    assert answer.status_code == 422
    assert not FormDraft.objects.exists()


def test_ending_ones_sessions_revokes_what_was_sealed_before(client, world, key):
    content = kim_file(world.member, pairs(world, key), key=key)
    world.member.end_sessions()

    assert hand_in(client, content).status_code == 422


def test_words_written_later_elsewhere_are_not_overwritten(client, world, key):
    old = (timezone.now() - timedelta(hours=2)).timestamp() * 1000
    FormDraft.objects.store(world.member, f"quick:{key}", quick_data(world, key, story="Baru."))

    answer = hand_in(client, kim_file(world.member, pairs(world, key), key=key, at=old))

    assert answer.status_code == 409
    assert FormDraft.objects.get().values["story"] == ["Baru."]


def quick_data(world, key, **changes):
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    for name, text in pairs(world, key, **changes):
        data.appendlist(name, text)
    return data


def test_a_report_of_an_event_of_another_kim_is_refused(client, world, draft, key):
    head = kim_file(world.outsider, pairs(world, key), key=key, form=f"report:{draft.pk}")

    assert hand_in(client, head).status_code == 422
    assert not FormDraft.objects.exists()


def test_one_author_is_limited_and_not_the_address(client, world, monkeypatch):
    monkeypatch.setattr(drop, "LIMIT", drop.RateLimit("drop_test", 2, 60))

    def send(person):
        key = str(uuid4())
        return hand_in(client, kim_file(person, pairs(world, key), key=key))

    answers = [send(world.member) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert answers[-1]["Retry-After"] == "600"
    assert send(world.officer).status_code == 202


def test_without_javascript_the_answer_is_a_page(client, world, key):
    content = kim_file(world.member, pairs(world, key), key=key)

    taken = hand_in(client, content, HTTP_ACCEPT="text/html")
    refused = hand_in(client, content[:-9], HTTP_ACCEPT="text/html")
    nothing = client.post("/titip/")

    assert f"TT-{key[:8].upper()}" in taken.content.decode()
    assert "Nothing was taken" not in refused.content.decode()
    assert "diubah atau bukan dari portal ini" in refused.content.decode()
    assert [taken.status_code, refused.status_code, nothing.status_code] == [202, 422, 422]
    for path in ("/luring/",):
        assert 'action="/titip/"' in client.get(path).content.decode()
