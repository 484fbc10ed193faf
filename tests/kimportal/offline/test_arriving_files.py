"""Photos that arrive piece by piece before their form, and go on where the line broke."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.receipt import SubmissionReceipt
from kimportal.offline import models
from kimportal.offline.models import ArrivingFile
from kimportal.privacy import providers
from kimportal.privacy.retention import rules
from tests.campaigns.events.event_forms import quick
from tests.kimportal.uploads.bad_files import jpeg

pytestmark = pytest.mark.django_db

URL = "/anggota/kegiatan/catat/"
JSON = {"HTTP_ACCEPT": "application/json", "HTTP_X_FROM_QUEUE": "1"}
CONTENT = jpeg(width=120)
HASH = hashlib.sha256(CONTENT).hexdigest()
ADDRESS = f"/anggota/luring/berkas/{HASH}/"


@pytest.fixture
def mega(world, sign_in):
    return sign_in(world.member)


def send_piece(client, start, content):
    piece = SimpleUploadedFile("piece", content)
    return client.post(ADDRESS, {"from": start, "piece": piece})


def arrive(client):
    return send_piece(client, 0, CONTENT)


def test_a_file_goes_on_where_it_stopped(mega):
    half = len(CONTENT) // 2
    assert mega.get(ADDRESS).json() == {"received": 0}

    first = send_piece(mega, 0, CONTENT[:half])
    again = send_piece(mega, 0, CONTENT[:half])
    too_early = send_piece(mega, half + 5, CONTENT[half + 5 :])
    assert [a.json()["received"] for a in (first, again, too_early)] == [half, half, half]
    assert mega.get(ADDRESS).json() == {"received": half}

    assert send_piece(mega, half, CONTENT[half:]).json() == {"received": len(CONTENT)}
    assert ArrivingFile.objects.get().content == CONTENT


def test_a_form_that_names_it_is_as_if_it_had_come_with_it(mega, world):
    arrive(mega)
    sent = quick(world, arrived=f"photos:{HASH}:foto.jpg")

    first = mega.post(URL, sent, **JSON)
    again = mega.post(URL, sent, **JSON)

    event = OutreachEvent.objects.get()
    assert (first.status_code, event.photos.shown().count()) == (201, 1)
    # The answer was lost: the phone asks, finds nothing here, and sends it once more.
    assert again.status_code == 425
    arrive(mega)
    assert mega.post(URL, sent, **JSON).status_code == 200
    assert (OutreachEvent.objects.count(), EventPhoto.objects.count()) == (1, 1)
    assert not ArrivingFile.objects.exists()


def test_in_pieces_or_whole_it_is_the_same_form(mega, world):
    sent = quick(world)
    arrive(mega)
    mega.post(URL, sent | {"arrived": f"photos:{HASH}:foto.jpg"}, **JSON)

    whole = SimpleUploadedFile("foto.jpg", CONTENT, "image/jpeg")
    assert mega.post(URL, sent | {"photos": [whole]}, **JSON).status_code == 200
    assert SubmissionReceipt.objects.count() == 1


def test_an_arrived_file_is_validated_like_any_other(mega, world):
    content = b"no picture"
    name = hashlib.sha256(content).hexdigest()
    piece = SimpleUploadedFile("piece", content)
    mega.post(f"/anggota/luring/berkas/{name}/", {"from": 0, "piece": piece})

    answer = mega.post(URL, quick(world, arrived=f"photos:{name}:foto.jpg"), **JSON)

    assert (answer.status_code, answer.json()["errors"].keys()) == (422, {"photos"})


def test_a_file_that_is_not_what_its_name_says_begins_anew(mega, world):
    send_piece(mega, 0, b"x" + CONTENT[1:])

    answer = mega.post(URL, quick(world, arrived=f"photos:{HASH}:foto.jpg"), **JSON)

    assert answer.status_code == 425
    assert mega.get(ADDRESS).json() == {"received": 0}


def test_nobody_takes_a_file_of_somebody_else(mega, sign_in, world):
    arrive(mega)
    other = sign_in(world.officer)

    answer = other.post(URL, quick(world, arrived=f"photos:{HASH}:foto.jpg"), **JSON)

    assert answer.status_code == 425
    assert other.get(ADDRESS).json() == {"received": 0}


@pytest.mark.parametrize("arrived", ["", "x", "photos", f"photos:{'0' * 64}", ":::", "\0:\0:"])
def test_a_name_that_makes_no_sense_names_nothing(mega, world, arrived):
    answer = mega.post(URL, quick(world, arrived=arrived), **JSON)

    assert answer.status_code == 425
    assert not OutreachEvent.objects.exists()


def test_pieces_are_bounded(mega, monkeypatch):
    monkeypatch.setattr(models, "MAX_SIZE", 100)
    assert send_piece(mega, 0, b"a" * 101).status_code == 413

    assert send_piece(mega, 0, b"").status_code == 400
    assert mega.post(ADDRESS, {"from": "x"}).status_code == 400
    assert send_piece(mega, 0, b"a" * (models.MAX_PIECE + 1)).status_code == 400
    assert not ArrivingFile.objects.filter(pieces__isnull=False).exists()


def test_without_a_session_no_piece_is_taken(client):
    assert arrive(client).status_code == 401


def test_files_whose_form_never_followed_are_deleted_after_a_week(mega):
    arrive(mega)
    [rule] = [rule for rule in rules() if rule.name == "arriving_files"]
    ArrivingFile.objects.update(at=timezone.now() - timedelta(days=6))
    assert list(rule.rows()) == []

    ArrivingFile.objects.update(at=timezone.now() - timedelta(days=8))
    rule.action(rule.rows())
    assert not ArrivingFile.objects.exists()


def test_erasing_the_account_erases_them(mega, world):

    arrive(mega)
    providers.erase(world.member)

    assert not ArrivingFile.objects.exists()
