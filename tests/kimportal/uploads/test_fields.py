import threading

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import translation

from kimportal.uploads.fields import DocumentField, PictureField, PicturesField
from kimportal.uploads.validated_file import shown_name
from tests.kimportal.uploads.bad_files import HEIC
from tests.kimportal.uploads.make_files import jpeg, pdf, png


class Form(forms.Form):
    photo = PictureField(required=False)
    decree = DocumentField(required=False)
    photos = PicturesField(required=False, max_files=2)


def filled(**files):
    """Return the form as a real multipart request fills it."""
    request = RequestFactory().post("/", files)
    return Form(request.POST, request.FILES)


def test_a_request_gives_validated_files():
    form = filled(
        photo=SimpleUploadedFile("Foto kegiatan.PNG", png()),
        decree=SimpleUploadedFile("SK.pdf", pdf(2)),
    )

    assert form.is_valid(), form.errors
    photo, decree = form.cleaned_data["photo"], form.cleaned_data["decree"]
    assert (photo.original_name, photo.width, photo.height) == ("Foto kegiatan.PNG", 64, 48)
    assert (decree.kind, decree.pages, len(decree.sha256)) == ("document", 2, 64)
    assert len(photo.perceptual_hash) == 64


def test_a_large_upload_stored_on_disk_is_accepted(settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10

    form = filled(photo=SimpleUploadedFile("a.jpg", jpeg()))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["photo"].width == 64


def test_without_an_upload_the_initial_value_stays():
    field = PictureField(required=False)

    assert field.clean(None, initial="logos/ab/x.jpg") == "logos/ab/x.jpg"
    assert field.clean(False, initial="logos/ab/x.jpg") is False


def test_a_required_file_is_missing():
    class Strict(forms.Form):
        photo = PictureField()
        photos = PicturesField()

    assert set(Strict({}, {}).errors) == {"photo", "photos"}


def test_several_pictures_are_accepted_together():
    form = filled(photos=[SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.png", png())])

    assert form.is_valid(), form.errors
    assert [picture.original_name for picture in form.cleaned_data["photos"]] == ["a.jpg", "b.png"]


def test_no_pictures_are_an_empty_list():
    form = filled()

    assert form.is_valid()
    assert form.cleaned_data["photos"] == []


def test_each_error_names_its_picture():
    form = filled(
        photos=[SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.jpg", b"<html>")]
    )

    with translation.override("en"):
        assert [str(error).split(":")[0] for error in form.errors["photos"]] == ["b.jpg"]


def test_two_pictures_are_validated_at_the_same_time(monkeypatch):
    both = threading.Barrier(2)

    def waiting(upload, **limits):
        both.wait(20)
        return upload.name

    monkeypatch.setattr("kimportal.uploads.fields.validate_upload", waiting)

    form = filled(photos=[SimpleUploadedFile(f"{n}.jpg", jpeg()) for n in range(2)])

    assert form.is_valid(), form.errors
    assert form.cleaned_data["photos"] == ["0.jpg", "1.jpg"]


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "b.jpg: The file is larger than 1.5 KB."),
        ("id", "b.jpg: Ukuran berkas melebihi 1,5 KB."),
    ],
)
def test_errors_are_in_the_language_of_the_page(language, message):
    field = PicturesField(max_size=1536)

    with translation.override(language), pytest.raises(ValidationError) as refusal:
        field.clean([SimpleUploadedFile("b.jpg", bytes(2000))])

    assert refusal.value.messages[0].startswith(message)


def test_too_many_pictures_are_rejected_before_validation(monkeypatch):
    monkeypatch.setattr("kimportal.uploads.fields.validate_upload", None)

    form = filled(photos=[SimpleUploadedFile(f"{n}.jpg", jpeg()) for n in range(3)])

    assert form.errors.as_data()["photos"][0].code == "too_many"


def test_heic_is_rejected_with_its_own_message():
    form = filled(photo=SimpleUploadedFile("IMG_1.HEIC", HEIC))

    assert form.errors.as_data()["photo"][0].code == "heic"


def test_the_widgets_name_the_accepted_types():
    form = Form()

    assert 'accept="image/jpeg,image/png,image/webp"' in str(form["photo"])
    assert "application/pdf" in str(form["decree"])
    assert "multiple" in str(form["photos"])


def test_shown_names_keep_text_and_lose_paths_and_control_characters():
    assert shown_name("../Kegiatan Désa ꦏꦶꦩ꧀.jpg") == "Kegiatan Désa ꦏꦶꦩ꧀.jpg"
    assert shown_name("foto\u202egpj.exe\x00") == "fotogpj.exe"
    assert shown_name("///") == "?"
