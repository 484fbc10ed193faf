import pytest
from csp.middleware import CSPMiddleware
from django.core.files.base import ContentFile
from django.http import Http404
from django.test import RequestFactory

from kimportal.uploads.private_files import private_file_response
from kimportal.uploads.storage import private_storage
from kimportal.uploads.validation import validate_upload
from tests.kimportal.uploads.make_files import jpeg, pdf


class StoredFile:
    """The part of a FieldFile that the response needs."""

    def __init__(self, data, name):
        self.storage = private_storage()
        validated = validate_upload(ContentFile(data, name=name), keep_bytes=True)
        self.name = self.storage.save(f"decrees/ab/{validated.name}", validated)


@pytest.fixture
def decree():
    stored = StoredFile(pdf(), "SK.pdf")
    yield stored
    stored.storage.delete(stored.name)


@pytest.fixture
def photo():
    stored = StoredFile(jpeg(), "SK.jpg")
    yield stored
    stored.storage.delete(stored.name)


@pytest.fixture
def request_():
    return RequestFactory().get("/", headers={"Range": "bytes=0-9"})


def test_a_decree_is_sent_whole_and_never_cached(request_, decree):
    response = private_file_response(request_, decree, filename="SK KIM Melati")

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == pdf()
    assert dict(response.headers) == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(pdf())),
        "Content-Disposition": 'attachment; filename="SK KIM Melati.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Accept-Ranges": "none",
    }


def test_a_picture_is_shown_inline(request_, photo):
    response = private_file_response(request_, photo, filename="SK.jpg")

    assert response["Content-Disposition"] == 'inline; filename="SK.jpg"'
    assert response["Content-Type"] == "image/jpeg"


def test_a_decree_is_shown_inline_only_on_request(request_, decree):
    response = private_file_response(request_, decree, filename="SK", inline=True)

    assert response["Content-Disposition"] == 'inline; filename="SK.pdf"'


@pytest.mark.parametrize("name", ['SK"\r\nX-Planted: 1', "SK/../../x", "SK\u202efdp", "SK Désa"])
def test_a_name_cannot_inject_headers(request_, decree, name):
    response = private_file_response(request_, decree, filename=name)

    assert "X-Planted" not in response.headers
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert not set(response["Content-Disposition"]) & set("\r\n/\u202e")


def test_a_missing_file_is_not_found(request_, decree):
    decree.storage.delete(decree.name)

    with pytest.raises(Http404):
        private_file_response(request_, decree, filename="SK")


def test_nginx_can_send_the_content(request_, decree, settings):
    settings.PRIVATE_ACCEL_PREFIX = "/_private/"

    response = private_file_response(request_, decree, filename="SK")

    assert response["X-Accel-Redirect"] == f"/_private/{decree.name}"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="SK.pdf"'
    assert (response["Cache-Control"], response.content) == ("private, no-store", b"")


def test_the_csp_passes_the_middleware_unchanged(rf, decree):
    """The site's policy must not replace the stricter one of a private file."""
    get_response = CSPMiddleware(
        lambda request: private_file_response(request, decree, filename="SK")
    )

    assert get_response(rf.get("/"))["Content-Security-Policy"] == "default-src 'none'; sandbox"
