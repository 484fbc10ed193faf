"""Renditions, their retries, and the public copies of files."""

import hashlib
import io
from datetime import timedelta

import pikepdf
import pytest
import segno
from django.core.files.base import ContentFile, File
from django.test import TestCase
from django.utils import timezone
from PIL import Image

from campaigns.materials import renditions, tasks, verification_labels
from campaigns.materials.models.files import MaterialFile
from campaigns.materials.models.material import Material
from kimportal.audit.models import AuditEvent
from kimportal.moderation.states import State
from kimportal.uploads.storage import copy_to_public, names_in, private_storage, public_storage
from kimportal.uploads.validation import validate_upload
from tests.factories import MaterialFactory
from tests.kimportal.uploads.bad_files import jpeg, pdf

pytestmark = pytest.mark.django_db
SIZES = {"social": (1080, 1080), "story": (1080, 1920), "link-preview": (1200, 630)}


@pytest.fixture
def draft(world):
    return MaterialFactory(
        group=world.group, state=State.DRAFT, alt_text="Pemandangan", kind="poster"
    )


def attach(material, content, name, by, role=None):
    return MaterialFile.objects.attach(
        material, validate_upload(File(io.BytesIO(content), name)), by=by, role=role
    )


def photo(width=4000, height=3000):
    """Return a 12 MP photo as phones take it: rotated, with a location in its EXIF."""
    noise = Image.effect_noise((width // 8, height // 8), 90).convert("RGB").resize((width, height))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90°
    exif.get_ifd(0x8825)[2] = (7.0, 58.0, 0.0)
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()


def publish(material, world, capture):
    with capture(execute=True):
        material.submit(by=world.member)
        material.approve(by=world.reviewer)


def test_a_12_megapixel_photo_in_every_form(draft, world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        file = attach(draft, photo(), "IMG_0001.jpg", world.member)
    publish(draft, world, django_capture_on_commit_callbacks)

    forms = {rendition.name: rendition for rendition in file.renditions.all()}
    pictures = {name: Image.open(form.content) for name, form in forms.items()}
    assert {name: pictures[name].size for name in SIZES} == SIZES
    for format in ("jpeg", "webp", "avif"):
        assert [pictures[f"{format}-{step}"].width for step in (360, 720, 1080)] == [360, 720, 1080]
    assert forms["low-data"].size <= 100 * 1024
    for name, picture in pictures.items():
        assert not picture.getexif(), name
        assert not {"exif", "xmp", "comment", "icc_profile"} & picture.info.keys(), name
    upright = pictures["jpeg-1080"]
    assert upright.height > upright.width
    for form in forms.values():
        content = form.content.storage.open(form.content.name).read()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (form.size, form.sha256)


def test_the_light_picture_is_the_lightest(draft, world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        attach(draft, photo(1200, 1500), "poster.jpg", world.member)
    publish(draft, world, django_capture_on_commit_callbacks)

    sizes = {option.form: option.size for option in Material.objects.get().download_options}
    assert sizes["low-data"] <= renditions.LOW_DATA_SHARE * min(
        size for form, size in sizes.items() if form != "low-data"
    )
    assert Material.objects.get().smallest_download.form == "low-data"


def test_only_approved_files_carry_the_code(draft, world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        file = attach(draft, jpeg(1200, 1500), "poster.jpg", world.member)
    assert not file.renditions.filter(name__in=tasks.DOWNLOAD_FORMS).exists()
    assert not file.renditions.exclude(stamp="").exists()

    publish(draft, world, django_capture_on_commit_callbacks)

    stamped = dict(file.renditions.exclude(stamp="").values_list("name", "stamp"))
    assert stamped == dict.fromkeys(tasks.DOWNLOAD_FORMS, draft.code)


def test_the_label_has_a_qr_code_of_the_verification_url(settings):
    label = verification_labels.label_strip("K7PM3XQ8", 1080)

    symbol = segno.make(f"{settings.SITE_URL}/v/K7PM-3XQ8/", error="m", micro=False)
    rows = [
        [bool(dot) for dot in row]
        for row in symbol.matrix_iter(border=verification_labels.QUIET_ZONE)
    ]
    scale = label.height // len(rows)
    grey = label.convert("L")
    middle = scale // 2
    decoded = [
        [grey.getpixel((x * scale + middle, y * scale + middle)) < 128 for x in range(len(rows))]
        for y in range(len(rows))
    ]
    assert decoded == rows


@pytest.mark.parametrize("size", [(1000, 250), (250, 1000), (1080, 1350)])
def test_download_forms_show_the_whole_picture(size):
    out = io.BytesIO()
    Image.new("RGB", size, "#c00000").save(out, "PNG")

    class Stored:
        kind, file, size = "picture", ContentFile(out.getvalue()), len(out.getvalue())

    for rendition in renditions.download_renditions(Stored, "K7PM3XQ8"):
        picture = Image.open(io.BytesIO(rendition.content)).convert("RGB")
        red = Image.merge("RGB", [picture.getchannel("G")] * 3).point(lambda v: 255 * (v < 60))
        label = verification_labels.label_strip("K7PM3XQ8", picture.width).height
        left, top, right, bottom = red.crop((0, 0, picture.width, picture.height - label)).getbbox()
        shape = (right - left) / (bottom - top)
        assert shape == pytest.approx(size[0] / size[1], rel=0.03), rendition.name


def test_a_pdf_shows_its_first_page_and_prints_with_its_code(
    draft, world, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        file = attach(draft, pdf(3), "leaflet.pdf", world.member)
    publish(draft, world, django_capture_on_commit_callbacks)

    assert (file.pages, file.kind, file.role) == (3, "document", "document")
    assert file.renditions.filter(name="webp-720").exists()
    printed = file.renditions.get(name="print")
    with pikepdf.open(printed.content) as document:
        assert len(document.pages) == 3
        first = b"".join(s.read_bytes() for s in document.pages[0].Resources.XObject.values())
        assert draft.formatted_code.encode() in first


def test_a_failed_rendition_keeps_the_original_and_is_retried(
    draft, world, monkeypatch, django_capture_on_commit_callbacks
):
    def broken(*args):
        raise OSError("no room")

    with monkeypatch.context() as fault, django_capture_on_commit_callbacks(execute=True):
        fault.setattr("kimportal.uploads.images.responsive", broken)
        file = attach(draft, jpeg(800, 1000), "poster.jpg", world.member)

    file.refresh_from_db()
    assert (file.rendered_at, file.tries, file.error) == (None, 1, "OSError: no room")
    assert file.file.storage.exists(file.file.name)
    assert tasks.render_due() == 0  # not yet its time
    MaterialFile.objects.update(next_try_at=file.created_at)
    assert tasks.render_due() == 1

    file.refresh_from_db()
    assert file.rendered_at
    assert file.renditions.filter(name="avif-720").exists()


def test_a_file_is_decoded_once_for_all_its_forms(
    draft, world, monkeypatch, django_capture_on_commit_callbacks
):
    decoded = []

    def counting(file):
        decoded.append(file.pk)
        return picture_of(file)

    picture_of = renditions.picture_of
    file = attach(draft, jpeg(1200, 1500), "poster.jpg", world.member)
    monkeypatch.setattr(renditions, "picture_of", counting)
    publish(draft, world, django_capture_on_commit_callbacks)

    assert decoded == [file.pk]
    assert {rendition.name for rendition in file.renditions.all()} >= {
        "avif-1080",
        "story",
        "print",
    }


def test_rendering_twice_makes_no_duplicates(draft, world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        file = attach(draft, jpeg(800, 1000), "poster.jpg", world.member)
    before = list(file.renditions.values_list("pk", "content"))

    MaterialFile.objects.update(rendered_at=None)
    tasks.render.call(file.pk)

    assert list(file.renditions.values_list("pk", "content")) == before


def test_a_small_picture_is_never_enlarged(draft, world):
    file = attach(draft, jpeg(500, 400), "kecil.jpg", world.member)

    assert (
        max(file.renditions.filter(name__startswith="webp").values_list("width", flat=True)) == 500
    )


def rows_of(material):
    """Return every row of a material that has a file: uploads and renditions."""
    files = list(material.files.all())
    return [*files, *(row for file in files for row in file.renditions.order_by("pk"))]


def test_public_copies_are_made_on_approval_and_removed_on_withdrawal(
    draft, world, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        attach(draft, jpeg(1200, 1500), "poster.jpg", world.member)
    assert {row.public_name for row in rows_of(draft)} == {""}

    publish(draft, world, django_capture_on_commit_callbacks)

    published = rows_of(draft)
    copies = [row.public_name for row in published]
    assert [row.url for row in published] == [f"/media/{name}" for name in copies]
    assert {row.stored.storage for row in published} == {private_storage()}
    for row in published:
        with public_storage().open(row.public_name) as copy:
            assert hashlib.sha256(copy.read()).hexdigest() == row.sha256

    with django_capture_on_commit_callbacks(execute=True):
        draft.withdraw(by=world.reviewer, note="Tanggalnya keliru.")

    hidden = rows_of(draft)
    assert [name for name in copies if public_storage().exists(name)] == []
    assert [row for row in hidden if row.public_name] == []
    assert [row for row in hidden if not private_storage().exists(row.stored.name)] == []
    assert len(hidden) == len(published)

    with django_capture_on_commit_callbacks(execute=True):
        draft.restore(by=world.reviewer)

    again = [row.public_name for row in rows_of(draft)]
    assert all(public_storage().exists(name) for name in again)
    assert not {*again} & {*copies}  # the old URLs were shared, and stay dead


def test_public_copies_of_a_newer_edition_keep_their_names(
    draft, world, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        attach(draft, jpeg(1200, 1500), "poster.jpg", world.member)
    publish(draft, world, django_capture_on_commit_callbacks)
    newer = draft.new_edition(by=world.member)
    publish(newer, world, django_capture_on_commit_callbacks)
    before = [row.public_name for row in rows_of(newer)]

    with django_capture_on_commit_callbacks(execute=True):
        draft.withdraw(by=world.reviewer, note="Tanggalnya keliru.")

    assert [row.public_name for row in rows_of(newer)] == before
    assert [name for name in before if not public_storage().exists(name)] == []
    assert draft.files.get().file.name == newer.files.get().file.name


def test_the_periodic_job_publishes_and_unpublishes_by_time(draft, world, time_machine):
    file = attach(draft, jpeg(400, 500), "poster.jpg", world.member)
    soon = timezone.now() + timedelta(hours=1)
    times = {"publish_at": soon, "expire_at": soon + timedelta(days=1)}
    Material.objects.filter(pk=draft.pk).update(**times)
    draft.refresh_from_db()
    draft.submit(by=world.member)
    draft.approve(by=world.reviewer)
    tasks.publish_files.call(draft.pk)
    assert tasks.publish_due() == 0
    assert public_storage_is_empty()

    time_machine.move_to(soon + timedelta(seconds=1))
    assert tasks.publish_due() == 1
    file.refresh_from_db()
    assert public_storage().exists(file.public_name)
    assert tasks.publish_due() == 0

    time_machine.move_to(soon + timedelta(days=1, seconds=1))
    assert tasks.publish_due() == 1
    assert public_storage_is_empty()
    assert tasks.publish_due() == 0


def public_storage_is_empty():
    return not any(names_in(public_storage(), "materials")) and not any(
        names_in(public_storage(), "renditions")
    )


def test_a_copy_made_while_the_material_was_withdrawn_is_removed(draft, world, monkeypatch):
    file = attach(draft, jpeg(400, 500), "poster.jpg", world.member)
    draft.submit(by=world.member)
    draft.approve(by=world.reviewer)

    def slow_copy(fieldfile):
        name = copy_to_public(fieldfile)
        Material.objects.filter(pk=draft.pk).update(state=State.WITHDRAWN, state_note="Keliru.")
        return name

    monkeypatch.setattr(tasks, "copy_to_public", slow_copy)
    tasks.publish_file(MaterialFile, file.pk)

    file.refresh_from_db()
    assert file.public_name == ""
    assert public_storage_is_empty()


def test_of_two_workers_that_copy_the_same_file_one_copy_stays(draft, world, monkeypatch):
    file = attach(draft, jpeg(400, 500), "poster.jpg", world.member)
    draft.submit(by=world.member)
    draft.approve(by=world.reviewer)

    def copied_twice(fieldfile):
        monkeypatch.setattr(tasks, "copy_to_public", copy_to_public)
        tasks.publish_file(MaterialFile, file.pk)
        return copy_to_public(fieldfile)

    monkeypatch.setattr(tasks, "copy_to_public", copied_twice)
    tasks.publish_file(MaterialFile, file.pk)

    file.refresh_from_db()
    assert list(names_in(public_storage(), "materials")) == [[file.public_name]]


def test_one_file_that_cannot_be_copied_does_not_stop_the_others(draft, world):
    lost, kept = (
        attach(draft, jpeg(400, side), f"{side}.jpg", world.member) for side in (500, 600)
    )
    draft.submit(by=world.member)
    draft.approve(by=world.reviewer)
    private_storage().delete(lost.file.name)

    tasks.publish_files.call(draft.pk)

    kept.refresh_from_db()
    lost.refresh_from_db()
    assert (bool(kept.public_name), lost.public_name) == (True, "")


def test_a_file_removed_after_an_undone_approval_leaves_no_copy(draft, world):
    """The worker that unpublishes it has not run yet."""
    file = attach(draft, jpeg(400, 500), "poster.jpg", world.member)
    draft.submit(by=world.member)
    draft.approve(by=world.reviewer)
    tasks.publish_files.call(draft.pk)
    draft.undo(AuditEvent.objects.about(draft).transitions().first(), by=world.reviewer)
    draft.send_back(by=world.reviewer, note="Ganti gambarnya.")
    file = draft.files.get()
    assert file.public_name
    assert not public_storage_is_empty()

    file.material = draft
    with TestCase.captureOnCommitCallbacks(execute=True):
        file.remove(by=world.member)

    assert public_storage_is_empty()
