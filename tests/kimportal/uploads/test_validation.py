"""The bad-upload set, each file in each field it concerns."""

import io
import tempfile

import pikepdf
import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.test.client import encode_multipart
from PIL import Image, ImageChops, ImageCms

from kimportal.uploads.fields import DocumentField, PictureField, UploadField
from tests.kimportal.uploads.bad_files import (
    ACCEPT,
    FURTHER,
    NAMES,
    REJECT,
    REPAIR,
    SANITISE,
    UNUSUAL,
)
from tests.kimportal.uploads.make_files import (
    jpeg,
    pdf,
    phone_photo,
    picture,
    png,
    root_pdf,
    saved,
    written,
)

MARKERS = (
    b"PLANTED",
    b"<script",
    b"<?php",
    b"Exif",
    b"xmpmeta",
    b"Photoshop",
    b"JFIF\0\1\1\1\0H\0H",
)
PICTURES = [case for case in (*ACCEPT, *SANITISE) if not case.name.endswith(".pdf")]
PDFS = [case for case in ACCEPT if case.name.endswith(".pdf")]


def upload_of(case):
    return SimpleUploadedFile(case.name, case.make())


@pytest.fixture(autouse=True)
def watched_folder(tmp_path, monkeypatch):
    """Check after each test that no temporary file is left."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert list(tmp_path.iterdir()) == []


def test_the_set_is_complete():
    assert [len(part) for part in (ACCEPT, SANITISE, REJECT, NAMES)] == [11, 19, 58, 21]


@pytest.mark.parametrize(
    "field",
    [PictureField(), DocumentField()],
    ids=lambda field: type(field).__name__,
)
@pytest.mark.parametrize("case", PICTURES, ids=str)
def test_a_picture_is_re_encoded_without_metadata(case, field):
    clean = field.clean(upload_of(case))

    data = clean.read()
    assert (clean.kind, clean.size, clean.original_name) == ("picture", len(data), case.name)
    assert [marker for marker in MARKERS if marker in data] == []
    assert data.endswith((b"\xff\xd9", b"IEND\xaeB`\x82"))
    with Image.open(io.BytesIO(data)) as again:
        again.load()
        assert again.size == (clean.width, clean.height)
        assert not again.getexif()
        assert again.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("case", [case for case in SANITISE if case.turned], ids=str)
def test_a_rotated_photo_is_turned_upright(case):
    clean = PictureField().clean(upload_of(case))

    with Image.open(clean) as upright:
        assert upright.size == (64, 48)
        for point in ((16, 12), (48, 12), (16, 36), (48, 36)):
            seen, expected = upright.getpixel(point), picture().getpixel(point)
            assert max(abs(a - b) for a, b in zip(seen, expected, strict=True)) < 12


@pytest.mark.parametrize("case", [*PDFS, *UNUSUAL], ids=str)
def test_a_harmless_document_is_accepted_byte_for_byte(case):
    clean = DocumentField().clean(upload_of(case))

    assert (clean.kind, clean.extension, clean.read()) == ("document", ".pdf", case.make())
    assert clean.pages in (1, 2, 3)


@pytest.mark.parametrize("case", [*PDFS, *UNUSUAL, *REPAIR], ids=str)
def test_a_pdf_that_becomes_public_is_written_anew(case):
    """Unlocked, with every page, readable without any repair, and the same bytes each time."""
    clean, again = (UploadField().clean(upload_of(case)) for _ in range(2))

    with pikepdf.open(clean, attempt_recovery=False) as written_anew:
        assert len(written_anew.pages) == clean.pages
        assert not written_anew.is_encrypted
        assert written_anew.get_warnings() == []
    assert clean.sha256 == again.sha256
    assert len(pypdfium2.PdfDocument(clean.open().read())) == clean.pages


@pytest.mark.parametrize("case", REPAIR, ids=str)
def test_a_damaged_document_is_repaired_with_its_content(case):
    clean = DocumentField().clean(upload_of(case))

    data = clean.read()
    assert data != case.make()
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as repaired:
        assert len(repaired.pages) == 1
        assert repaired.get_warnings() == []
        if "/X" in repaired.Root:
            assert repaired.Root.X.read_bytes().strip() == b"abcdef"


@pytest.mark.parametrize("case", [*REJECT, *FURTHER], ids=str)
def test_a_bad_file_is_rejected_with_its_reason(case):
    with pytest.raises(ValidationError) as refusal:
        DocumentField().clean(upload_of(case))

    assert refusal.value.code in case.codes
    assert "%" not in refusal.value.messages[0]


def test_a_pdf_written_incorrectly_or_signed_later_is_accepted():
    """No resources, links, an incremental update: such PDFs come from offices and signers."""
    plain = root_pdf(b"/OpenAction<</S/URI/URI(https://kim.id)>>")
    change = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R/Lang(id)>>\nendobj\n"
    table = b"xref\n1 1\n%010d 00000 n \ntrailer\n<</Size 4/Root 1 0 R/Prev %d>>\nstartxref\n%d\n"
    offsets = len(plain), plain.rindex(b"xref\n0"), len(plain) + len(change)
    revised = plain + change + table % offsets + b"%%EOF\n"
    linear = written(pikepdf.open(io.BytesIO(pdf(2))), linearize=True)

    for data in (plain, revised, linear):
        assert DocumentField().clean(SimpleUploadedFile("a.pdf", data)).read() == data


@pytest.mark.parametrize("case", [*REJECT, *FURTHER, *REPAIR, *PDFS], ids=str)
def test_a_picture_field_rejects_all_of_them(case):
    with pytest.raises(ValidationError) as refusal:
        PictureField().clean(upload_of(case))

    if case.name.endswith(".pdf"):
        assert refusal.value.code == "extension"
    else:
        assert refusal.value.code in case.codes


@pytest.mark.parametrize("kind", ["audio", "video"])
@pytest.mark.parametrize("case", [*ACCEPT, *REJECT], ids=str)
def test_a_media_field_rejects_pictures_and_pdfs(case, kind):
    with pytest.raises(ValidationError) as refusal:
        UploadField(kinds=(kind,)).clean(upload_of(case))

    assert refusal.value.code in ("extension", "empty", "heic", "size")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_bad_name_is_replaced(name):
    upload = SimpleUploadedFile("x.jpg", jpeg())
    # As a parser less careful than Django's would pass it.
    upload._name = name

    clean = PictureField().clean(upload)

    assert (len(clean.name), clean.name[-4:]) == (36, ".jpg")
    assert set(clean.name[:32]) <= set("0123456789abcdef")
    assert len(clean.original_name) <= 120
    assert clean.original_name.isprintable()
    assert not set(clean.original_name) & set("/\\\0\r\n\u202e\ufeff")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_bad_name_is_accepted_in_a_request(name):
    body = b"\r\n".join(
        (
            b"--x",
            b'Content-Disposition: form-data; name="photo"; filename="%s"'
            % name.replace("\r\n", "%0d%0a").encode(),
            b"Content-Type: image/jpeg",
            b"",
            jpeg(),
            b"--x--",
            b"",
        )
    )
    request = RequestFactory().post("/", body, content_type="multipart/form-data; boundary=x")

    clean = PictureField(required=False).clean(request.FILES.get("photo"))

    assert clean is None or (clean.width, clean.height) == (64, 48)


@pytest.mark.parametrize("lost", [1, 2, 60, 900])
def test_a_photo_without_its_last_bytes_is_accepted(lost):
    data = phone_photo()

    clean = PictureField(max_side=800).clean(SimpleUploadedFile("a.jpg", data[:-lost]))

    with Image.open(clean) as photo, Image.open(io.BytesIO(data)) as whole:
        photo.load()
        whole.thumbnail((800, 800))
        assert photo.size == whole.size == (800, 600)
        difference = ImageChops.difference(
            photo.crop((0, 0, 800, 580)), whole.crop((0, 0, 800, 580))
        )
        assert max(channel[1] for channel in difference.getextrema()) < 40


@pytest.mark.parametrize("lost", [0.1, 0.5])
def test_a_photo_without_a_visible_part_is_rejected(lost):
    data = phone_photo()

    with pytest.raises(ValidationError) as refusal:
        PictureField().clean(SimpleUploadedFile("a.jpg", data[: -int(len(data) * lost)]))

    assert refusal.value.code == "damaged"


def test_a_progressive_photo_is_accepted_from_its_last_scan_on():
    with Image.open(io.BytesIO(phone_photo())) as photo:
        data = saved(photo.resize((640, 480)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")

    for lost in (1, 2, 20):
        clean = PictureField().clean(SimpleUploadedFile("a.jpg", data[:-lost]))
        assert (clean.width, clean.height) == (640, 480)
    with pytest.raises(ValidationError) as refusal:
        PictureField().clean(SimpleUploadedFile("a.jpg", data[: last - 9]))
    assert refusal.value.code == "damaged"


@pytest.mark.parametrize("length", [255, 1000, 5000, 60_000])
def test_a_long_file_name_is_accepted_in_a_request(length):
    name = "dokumentasi rembuk warga " * (length // 20) + ".jpg"
    body = encode_multipart("x", {"photo": SimpleUploadedFile("x.jpg", jpeg())})
    body = body.replace(b"x.jpg", name[-length:].encode())
    request = RequestFactory().post("/", body, content_type="multipart/form-data; boundary=x")

    clean = PictureField().clean(request.FILES["photo"])

    assert (clean.width, clean.height) == (64, 48)
    assert clean.original_name.startswith(name[-length:].strip()[:60])
    assert clean.original_name.endswith(".jpg")
    assert len(clean.original_name) == 120


def test_a_field_may_limit_the_size():
    upload = SimpleUploadedFile("a.jpg", jpeg() + bytes(3000))

    with pytest.raises(ValidationError) as refusal:
        PictureField(max_size=2000).clean(upload)

    assert refusal.value.code == "size"


def test_a_field_may_limit_the_size_by_kind():
    field = UploadField(kinds=("picture", "document"), max_size={"picture": 500})

    assert field.clean(SimpleUploadedFile("a.pdf", pdf())).pages == 1
    with pytest.raises(ValidationError, match="500"):
        field.clean(SimpleUploadedFile("a.jpg", jpeg()))


def test_a_large_photo_is_scaled_down():
    clean = PictureField(max_side=1000).clean(SimpleUploadedFile("a.jpg", jpeg(3000, 1500)))

    assert (clean.width, clean.height) == (1000, 500)


@pytest.mark.parametrize(
    ("mode", "extension"), [("RGBA", ".png"), ("LA", ".png"), ("I;16", ".png"), ("1", ".png")]
)
def test_unusual_modes_keep_their_colours(mode, extension):
    image = Image.new("L", (40, 30), 200)
    if mode in ("RGBA", "LA"):
        image = image.convert(mode)
        image.putalpha(100)
    elif mode == "I;16":
        image = Image.frombytes("I;16", (40, 30), (200 * 257).to_bytes(2, "little") * 1200)
    else:
        image = image.convert(mode, dither=Image.Dither.NONE)

    clean = PictureField().clean(SimpleUploadedFile("a.png", saved(image, "PNG")))

    assert clean.extension == extension
    with Image.open(clean) as again:
        light = 255 if mode == "1" else 200
        assert again.getpixel((20, 15))[:3] == (light, light, light)
        assert again.mode == ("RGBA" if mode in ("RGBA", "LA") else "RGB")


def test_a_poster_is_stored_as_png_and_a_photo_as_jpeg():
    poster = PictureField().clean(SimpleUploadedFile("a.png", png(400, 300)))
    noise = [Image.effect_noise((400, 300), 90) for _ in "RGB"]
    noisy_png = saved(Image.merge("RGB", noise), "PNG")
    photo = PictureField().clean(SimpleUploadedFile("b.jpg", jpeg(400, 300)))

    assert (poster.extension, photo.extension) == (".png", ".jpg")
    assert PictureField().clean(SimpleUploadedFile("c.png", noisy_png)).extension == ".jpg"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_colours_are_converted_to_srgb(format):
    """With a profile whose red and blue are swapped, stored red is shown as blue."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    image = Image.new("RGB", (40, 30), (255, 0, 0))

    data = saved(image, format, icc_profile=bytes(profile))
    clean = PictureField().clean(SimpleUploadedFile(f"a.{format.lower()}", data))

    with Image.open(clean) as again:
        assert "icc_profile" not in again.info
        red, green, blue = again.convert("RGB").getpixel((20, 15))
    assert (red < 60, green < 60, blue > 200) == (True, True, True)


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_other_formats_are_turned_upright_too(format):
    block = Image.Exif()
    block[Image.ExifTags.Base.Orientation] = 6
    data = saved(picture().transpose(Image.Transpose.ROTATE_90), format, exif=block)

    clean = PictureField().clean(SimpleUploadedFile(f"a.{format.lower()}", data))

    assert (clean.width, clean.height) == (64, 48)
