"""Which addresses pages of other sites may read (CORS, CORP), and that all else stays closed."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse

from tests.test_access import TABLE

pytestmark = pytest.mark.django_db

#: Open data, API, transparency log, feeds, calendars, public files. Nobody is signed in there.
OPEN = {
    *(name for name in TABLE if name.startswith(("api-1:", "log_"))),
    *(
        "api_schema",
        "api_moved",
        "api_docs",
        "data",
        "data_csv",
        "data_xlsx",
        "datapackage",
        "data_catalog",
    ),
    *("coverage_csv", "coverage_region_csv", "material_feed", "event_feed"),
    *(
        "event_calendar",
        "event_invite",
        "transparency_log",
        "material_download",
        "material_file",
        "verify_qr",
    ),
}
OPEN_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@pytest.mark.parametrize("name", sorted(TABLE))
def test_only_open_data_is_open_to_other_sites(name, world, client, sign_in):
    row, role = TABLE[name], TABLE[name].roles[0]
    reader = client if role == "anonymous" else sign_in(getattr(world, role))
    address = reverse(name, kwargs=row.kwargs(world))

    answer = reader.get(address, row.query(world), headers={"Origin": "https://a.example"})

    headers = {header: answer.get(header) for header in OPEN_HEADERS}
    assert (headers == OPEN_HEADERS) == (name in OPEN)
    assert (headers["Access-Control-Allow-Origin"] is not None) == (name in OPEN)
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("name", sorted(OPEN))
def test_a_browser_that_asks_first_is_allowed(name, world, client):
    address = reverse(name, kwargs=TABLE[name].kwargs(world))

    answer = client.options(
        address,
        headers={
            "Origin": "https://a.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Methods"] == answer["Allow"] == "GET, HEAD, OPTIONS"
    assert (answer["Access-Control-Allow-Origin"], answer["Access-Control-Allow-Headers"]) == (
        "*",
        "*",
    )


@pytest.mark.parametrize("path", ["/data/tidak-ada.csv", "/api/v1/kim/tidak-ada/", "/media/x.jpg"])
def test_an_error_can_be_read_too(path, client):
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_public_files_are_open(client):
    name = storages["default"].save("materials/ab/uji.jpg", ContentFile(b"\xff\xd8\xff\xd9"))

    answer = client.get(f"/media/{name}")

    assert {header: answer[header] for header in OPEN_HEADERS} == OPEN_HEADERS


@pytest.mark.parametrize("path", ["/anggota/daftar.csv", "/admin/daftar.csv", "/akun/a.ics"])
def test_a_private_address_that_looks_like_a_file_stays_closed(path, client):
    assert "Access-Control-Allow-Origin" not in client.get(path).headers
