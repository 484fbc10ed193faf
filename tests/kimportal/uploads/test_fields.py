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
    """The form as a real multipart request fills it."""
    request = RequestFactory().post("/", files)
    return Form(request.POST, request.FILES)


def test_a_real_request_gives_clean_files():
    form = filled(
        photo=SimpleUploadedFile("Foto kegiatan.PNG", png()),
        decree=SimpleUploadedFile("SK.pdf", pdf(2)),
    )

    assert form.is_valid(), form.errors
    photo, decree = form.cleaned_data["photo"], form.cleaned_data["decree"]
    assert (photo.original_name, photo.width, photo.height) == ("Foto kegiatan.PNG", 64, 48)
    assert (decree.kind, decree.pages, len(decree.sha256)) == ("document", 2, 64)
    assert len(photo.fingerprint) == 64


def test_a_large_upload_that_django_put_on_disk_passes_too(settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10

    form = filled(photo=SimpleUploadedFile("a.jpg", jpeg()))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["photo"].width == 64


def test_nothing_sent_keeps_what_was_there():
    field = PictureField(required=False)

    assert field.clean(None, initial="logos/ab/x.jpg") == "logos/ab/x.jpg"
    assert field.clean(False, initial="logos/ab/x.jpg") is False


def test_a_required_file_is_asked_for():
    class Strict(forms.Form):
        photo = PictureField()
        photos = PicturesField()

    assert set(Strict({}, {}).errors) == {"photo", "photos"}


def test_several_pictures_come_in_together():
    form = filled(photos=[SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.png", png())])

    assert form.is_valid(), form.errors
    assert [one.original_name for one in form.cleaned_data["photos"]] == ["a.jpg", "b.png"]


def test_no_pictures_are_an_empty_list():
    form = filled()

    assert form.is_valid()
    assert form.cleaned_data["photos"] == []


def test_each_bad_picture_is_named_in_its_refusal():
    form = filled(
        photos=[SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.jpg", b"<html>")]
    )

    with translation.override("en"):
        assert [str(error).split(":")[0] for error in form.errors["photos"]] == ["b.jpg"]


def test_two_pictures_are_checked_at_the_same_time(monkeypatch):
    both = threading.Barrier(2)

    def waiting(upload, **limits):
        both.wait(20)
        return upload.name

    monkeypatch.setattr("kimportal.uploads.fields.validate_upload", waiting)

    form = filled(photos=[SimpleUploadedFile(f"{n}.jpg", jpeg()) for n in range(2)])

    assert form.is_valid(), form.errors
    assert form.cleaned_data["photos"] == ["0.jpg", "1.jpg"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "b.jpg: The file is larger than 1.5 KB."),
        ("id", "b.jpg: Ukuran berkas melebihi 1,5 KB."),
    ],
)
def test_pictures_are_refused_in_the_language_of_the_page(language, sentence):
    field = PicturesField(max_size=1536)

    with translation.override(language), pytest.raises(ValidationError) as refusal:
        field.clean([SimpleUploadedFile("b.jpg", bytes(2000))])

    assert refusal.value.messages[0].startswith(sentence)


def test_too_many_pictures_are_refused_before_any_is_opened(monkeypatch):
    monkeypatch.setattr("kimportal.uploads.fields.validate_upload", None)

    form = filled(photos=[SimpleUploadedFile(f"{n}.jpg", jpeg()) for n in range(3)])

    assert form.errors.as_data()["photos"][0].code == "too_many"


def test_heic_is_refused_with_a_way_out():
    form = filled(photo=SimpleUploadedFile("IMG_1.HEIC", HEIC))

    assert form.errors.as_data()["photo"][0].code == "heic"


def test_the_browser_is_told_what_to_offer():
    form = Form()

    assert 'accept="image/jpeg,image/png,image/webp"' in str(form["photo"])
    assert "application/pdf" in str(form["decree"])
    assert "multiple" in str(form["photos"])


def test_shown_names_keep_letters_and_lose_tricks():
    assert shown_name("../Kegiatan Désa ꦏꦶꦩ꧀.jpg") == "Kegiatan Désa ꦏꦶꦩ꧀.jpg"
    assert shown_name("foto\u202egpj.exe\x00") == "fotogpj.exe"
    assert shown_name("///") == "?"
