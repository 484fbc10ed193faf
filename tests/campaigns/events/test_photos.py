"""Photos: private until approved, clean of what the phone wrote into them, deleted on withdrawal."""

import io
import os
import time

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError
from PIL import Image

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto, storing_photos
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.states import State
from kimportal.uploads.validation import validate_upload
from tests.factories import EventFactory
from tests.kimportal.uploads.make_files import jpeg, picture, saved

pytestmark = pytest.mark.django_db


def with_place():
    """A photo as a phone writes it: where, with what, and lying on its side."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Telepon Bu Ani", 6
    exif.get_ifd(0x8825)[2] = (7.0, 58.0, 30.0)
    return saved(picture(800, 600), "JPEG", exif=exif, comment=b"rahasia")


@pytest.fixture
def event(world):
    return EventFactory(group=world.group, state=State.WAITING)


def add(event, content=None, consent=True, width=800):
    upload = SimpleUploadedFile(
        "IMG_0001.jpg", content or jpeg(width=width, height=600), "image/jpeg"
    )
    photo = EventPhoto.from_upload(
        validate_upload(upload), event=event, has_consent=consent, caption="Warga Sukun"
    )
    photo.save()
    return photo


@pytest.fixture
def approve(world, django_capture_on_commit_callbacks):
    def approved(event):
        with django_capture_on_commit_callbacks(execute=True):
            event.approve(by=world.reviewer)

    return approved


def public_files(photo):
    return [storages["default"].open(made["path"]).read() for made in photo.renditions]


def test_no_public_file_before_approval_and_three_formats_after(event, approve):
    photo = add(event)
    before = list(photo.renditions)

    approve(event)

    photo.refresh_from_db()
    assert before == []
    assert {made["name"].split("-")[0] for made in photo.renditions} == {"avif", "webp", "jpeg"}


def test_nothing_the_phone_wrote_is_in_any_size(event, approve):
    photo = add(event, with_place())

    approve(event)

    photo.refresh_from_db()
    for content in [*public_files(photo), photo.file.read()]:
        shown = Image.open(io.BytesIO(content))
        assert (dict(shown.getexif()), shown.info.get("comment")) == ({}, None)
        assert b"Telepon" not in content
        assert b"rahasia" not in content
        assert shown.height > shown.width


def test_a_photo_without_consent_is_never_public(event, approve):
    photo = add(event, consent=False)

    approve(event)

    photo.refresh_from_db()
    assert photo.renditions == []


def test_withdrawal_takes_the_public_files_and_restoring_brings_them_back(
    event, approve, world, django_capture_on_commit_callbacks
):
    photo = add(event)
    approve(event)
    photo.refresh_from_db()
    paths = [made["path"] for made in photo.renditions]

    with django_capture_on_commit_callbacks(execute=True):
        event.withdraw(by=world.officer, note="Salah tanggal")
    exists = [storages["default"].exists(path) for path in paths]
    with django_capture_on_commit_callbacks(execute=True):
        event.restore(by=world.reviewer)

    photo.refresh_from_db()
    assert (set(exists), len(photo.renditions)) == ({False}, len(paths))


def test_members_and_reviewers_see_the_private_photo_and_nobody_else(event, sign_in, world):
    photo = add(event)
    url = f"/anggota/kegiatan/{event.pk}/foto/{photo.pk}/"

    seen = {
        name: sign_in(getattr(world, name)).get(url).status_code
        for name in (
            *("member", "officer", "reviewer"),
            *("outsider", "far_reviewer", "newcomer", "editor"),
        )
    }

    assert seen == {
        "member": 200,
        "officer": 200,
        "reviewer": 200,
        "outsider": 404,
        "far_reviewer": 404,
        "newcomer": 404,
        "editor": 404,
    }
    looks = AuditEvent.objects.filter(action=Action.LOOK).values_list("by", "target_id", "field")
    assert list(looks) == [(world.reviewer.pk, str(event.pk), f"photo-{photo.pk}")]


def test_a_photo_that_nobody_has_sent_in_is_its_members_alone(event, sign_in, world):
    photo = add(event)
    EventPhoto.objects.filter(pk=photo.pk).update(is_shown=False)
    url = f"/anggota/kegiatan/{event.pk}/foto/{photo.pk}/"

    assert sign_in(world.reviewer).get(url).status_code == 404
    assert sign_in(world.member).get(url).status_code == 200


def test_a_photo_is_not_reached_through_another_event(event, sign_in, world):
    photo, other = add(event), EventFactory(group=world.other_group)

    answer = sign_in(world.outsider).get(f"/anggota/kegiatan/{other.pk}/foto/{photo.pk}/")

    assert answer.status_code == 404


def test_a_fault_while_rows_are_written_leaves_no_file(event):
    clean = validate_upload(SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg"))

    with pytest.raises(RuntimeError), storing_photos(event, [clean]) as [photo]:
        name = photo.file.name
        raise RuntimeError

    assert not storages["private"].exists(name)


def test_a_database_that_went_away_may_have_kept_the_row_so_the_file_stays(event):
    clean = validate_upload(SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg"))

    with pytest.raises(OperationalError), storing_photos(event, [clean]) as [photo]:
        name = photo.file.name
        raise OperationalError("server closed the connection unexpectedly")

    assert storages["private"].exists(name)


def test_the_sweep_takes_old_files_without_a_row_and_no_other(event, capsys):
    kept = add(event)
    fresh, orphan = add(event, jpeg(width=70)), add(event, jpeg(width=72))
    EventPhoto.objects.filter(pk__in=[fresh.pk, orphan.pk]).delete()
    old = time.time() - 7200
    for photo in (kept, orphan):
        os.utime(photo.file.path, (old, old))

    call_command("clean_up_photos")

    exists = [storages["private"].exists(photo.file.name) for photo in (kept, fresh, orphan)]
    assert exists == [True, True, False]
    assert capsys.readouterr().out == "1 files without a row removed.\n"


def test_the_sweep_keeps_public_files_in_use(event, approve):
    photo = add(event)
    approve(event)
    photo.refresh_from_db()
    old = time.time() - 7200
    for made in photo.renditions:
        os.utime(storages["default"].path(made["path"]), (old, old))

    call_command("clean_up_photos")

    assert all(storages["default"].exists(made["path"]) for made in photo.renditions)


def test_the_sweep_hides_what_a_killed_worker_left_public(event, approve, capsys):
    photo = add(event)
    approve(event)
    photo.refresh_from_db()
    paths = [made["path"] for made in photo.renditions]
    OutreachEvent.objects.filter(pk=event.pk).update(state="withdrawn", state_note="Keliru.")

    call_command("clean_up_photos")

    photo.refresh_from_db()
    assert {storages["default"].exists(path) for path in paths} == {False}
    assert photo.renditions == []
