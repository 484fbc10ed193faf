"""Uploads to a full disk: the file is lost, the form fields are not."""

import errno

import pytest
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from kimportal.uploads.validation import validate_upload
from kimportal.web import error_pages
from kimportal.web.service_unavailable import is_outage

handler500 = error_pages.server_error
LARGE = b"\xff\xd8\xff" + b"x" * 3 * 1024 * 1024


def receive_photo(request):
    names = sorted(request.FILES)
    return HttpResponse(f"{names} {validate_upload(request.FILES['photo'])}")


urlpatterns = [path("kirim/", receive_photo)]


@pytest.fixture
def full_disk(monkeypatch):
    """Raise ENOSPC after the first chunk of the file."""

    def receive(self, raw_data, start):
        if start:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.file.write(raw_data)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", receive)


def send(**fields):
    photo = SimpleUploadedFile("f.jpg", LARGE, "image/jpeg")
    client = Client(raise_request_exception=False)
    return client.post("/kirim/", {"photo": photo, **fields})


@pytest.mark.urls(__name__)
def test_a_full_disk_is_a_503_with_the_submitted_text(full_disk):
    answer = send(story="Rembuk warga Sukun")

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Rembuk warga Sukun" in answer.content.decode()


@pytest.mark.urls(__name__)
def test_a_disk_that_is_full_from_the_start_is_the_same(monkeypatch):
    def begin(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", begin)

    assert send(story="Rembuk").status_code == 503


def test_a_lost_file_raises_the_error_of_the_disk(full_disk, rf):
    request = rf.post("/kirim/", {"photo": SimpleUploadedFile("f.jpg", LARGE, "image/jpeg")})

    file = request.FILES["photo"]

    assert (file.name, file.size) == ("f.jpg", len(LARGE))
    with pytest.raises(OSError) as raised:
        file.read()
    assert is_outage(raised.value) is True


def test_a_file_is_stored_whole(rf):
    request = rf.post("/kirim/", {"photo": SimpleUploadedFile("f.jpg", LARGE, "image/jpeg")})

    assert isinstance(request.FILES["photo"], TemporaryUploadedFile)
    assert request.FILES["photo"].read() == LARGE
