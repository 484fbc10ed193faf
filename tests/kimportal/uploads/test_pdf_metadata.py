"""PDFs that become public say nothing of the person and the phone that made them."""

import io
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from kimportal.uploads.fields import DocumentField, UploadField
from tests.kimportal.uploads.bad_files import gps
from tests.kimportal.uploads.make_files import jpeg, picture, saved, with_segment, written

XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>PLANTED</x:xmpmeta>"
Name = pikepdf.Name


def public(data):
    return UploadField().clean(SimpleUploadedFile("a.pdf", data)).read()


def everything_in(data):
    """Return all objects and streams of a PDF as one text, inflated."""
    parts = [data]
    with pikepdf.open(io.BytesIO(data)) as document:
        for obj in document.objects:
            parts.append(
                obj.unparse(resolved=False) if not isinstance(obj, pikepdf.Stream) else b""
            )
            if isinstance(obj, pikepdf.Stream):
                parts += [repr(dict(obj)).encode(), obj.read_raw_bytes()]
                if "/DCTDecode" not in str(obj.get("/Filter")) and "JPX" not in str(
                    obj.get("/Filter")
                ):
                    parts.append(obj.read_bytes())
        parts.append(document.trailer.unparse())
    return b"\n".join(parts)


def document_with(page=None, root=None, info=None, field=None):
    document = pikepdf.new()
    document.add_blank_page(page_size=(300, 200))
    for key, value in (page or {}).items():
        document.pages[0].obj[key] = value(document) if callable(value) else value
    for key, value in (root or {}).items():
        document.Root[key] = value(document) if callable(value) else value
    for key, value in (info or {}).items():
        document.docinfo[key] = value
    if field is not None:
        field = document.make_indirect(field)
        document.pages[0].obj["/Annots"] = pikepdf.Array(
            [*document.pages[0].get("/Annots", []), field]
        )
        document.Root.AcroForm = pikepdf.Dictionary(SigFlags=3, Fields=pikepdf.Array([field]))
    return written(document)


def with_picture(content, filters=Name.DCTDecode):
    def resources(document):
        photo = document.make_stream(content)
        photo.Type, photo.Subtype, photo.Filter = Name.XObject, Name.Image, filters
        photo.Width, photo.Height, photo.BitsPerComponent = 64, 48, 8
        photo.ColorSpace = Name.DeviceRGB
        photo.Metadata = document.make_stream(b"<x:xmpmeta>PLANTED</x:xmpmeta>")
        return pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=photo))

    return document_with(
        {
            "/Resources": resources,
            "/Contents": lambda document: document.make_stream(b"q 64 0 0 48 0 0 cm /F Do Q"),
        }
    )


def picture_in(data):
    with pikepdf.open(io.BytesIO(data)) as document:
        return document.pages[0].Resources.XObject.F.read_raw_bytes()


def note(kind, **keys):
    return pikepdf.Dictionary(
        Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=pikepdf.Array([0, 0, 9, 9]), **keys
    )


def test_information_and_xmp_are_removed():
    data = document_with(
        page={
            "/PieceInfo": pikepdf.Dictionary(Illustrator=pikepdf.String("PLANTED")),
            "/LastModified": pikepdf.String("D:PLANTED"),
            "/Thumb": lambda document: document.make_stream(b"PLANTED"),
        },
        root={"/Metadata": lambda document: document.make_stream(b"<rdf>PLANTED</rdf>")},
        info={"/Author": "PLANTED", "/Producer": "PLANTED Scanner 3", "/Phone": "PLANTED"},
    )
    assert b"PLANTED" in everything_in(data)

    clean = public(data)

    assert b"PLANTED" not in everything_in(clean)
    with pikepdf.open(io.BytesIO(clean)) as document:
        assert document.trailer.keys() == {"/Root", "/Size", "/ID"}
        assert document.Root.keys() == {"/Type", "/Pages"}


def test_an_earlier_revision_and_comments_between_objects_are_gone():
    first = document_with(info={"/Author": "PLANTED"})
    table = first.rindex(b"xref\n0")
    data = first[:table] + b"% PLANTED\n" + first[table:]
    data = data.replace(b"startxref\n%d" % table, b"startxref\n%d" % (table + 10))

    assert b"PLANTED" not in public(data)


PHOTOS = {
    "GPS": gps,
    "XMP": lambda: with_segment(jpeg(), 0xE1, XMP),
    "IPTC": lambda: with_segment(jpeg(), 0xED, b"Photoshop 3.0\0PLANTED"),
    "a comment": lambda: jpeg(comment=b"PLANTED"),
    "a second picture": lambda: jpeg() + gps(),
    "no end": lambda: gps()[:-2],
}


@pytest.mark.parametrize("photo", PHOTOS)
@pytest.mark.parametrize("wrapped", [False, True], ids=["alone", "compressed again"])
def test_a_photo_in_a_pdf_loses_its_metadata_and_keeps_its_pixels(photo, wrapped):
    content = PHOTOS[photo]()
    filters = pikepdf.Array([Name.FlateDecode, Name.DCTDecode])
    data = with_picture(zlib.compress(content), filters) if wrapped else with_picture(content)

    clean = public(data)

    assert b"PLANTED" not in everything_in(clean)
    stripped = picture_in(clean)
    assert b"Exif" not in stripped
    with Image.open(io.BytesIO(stripped)) as now, Image.open(io.BytesIO(content)) as before:
        if photo != "no end":
            assert now.convert("RGB").tobytes() == before.convert("RGB").tobytes()
        assert now.size == (64, 48)


def test_a_cmyk_photo_keeps_what_its_colours_need():
    content = saved(picture().convert("CMYK"), "JPEG", comment=b"PLANTED")

    stripped = picture_in(public(with_picture(content)))

    assert b"Adobe" in stripped
    with Image.open(io.BytesIO(stripped)) as now, Image.open(io.BytesIO(content)) as before:
        assert now.tobytes() == before.tobytes()


def test_a_jpeg_2000_picture_loses_its_metadata():
    content = saved(picture(), "JPEG2000")
    uuid = b"JpgTiffExif->JP2" + b"PLANTED"
    data = content + (len(uuid) + 8).to_bytes(4, "big") + b"uuid" + uuid

    stripped = picture_in(public(with_picture(data, Name.JPXDecode)))

    assert b"PLANTED" not in stripped
    with Image.open(io.BytesIO(stripped)) as now, Image.open(io.BytesIO(content)) as before:
        assert now.tobytes() == before.tobytes()


def test_comments_go_and_what_is_drawn_stays_without_its_author():
    secret = {"T": "PLANTED Budi", "M": "D:PLANTED", "NM": "PLANTED", "Subj": "PLANTED"}
    link = note(
        "Link", A=pikepdf.Dictionary(S=Name.URI, URI="https://kim.id"), Contents="To kim.id"
    )
    annotations = pikepdf.Array(
        [
            note("Text", Contents="PLANTED: not yet agreed", **secret),
            note("Popup", Contents="PLANTED"),
            note("Highlight", Contents="PLANTED", RC="PLANTED", **secret),
            note("FreeText", Contents="Come and vote", **secret),
            link,
        ]
    )
    field = note("Widget", FT=Name.Tx, T="name_of_field")

    clean = public(document_with({"/Annots": annotations}, field=field))

    assert b"PLANTED" not in everything_in(clean)
    with pikepdf.open(io.BytesIO(clean)) as document:
        kept = [dict(row) for row in document.pages[0].Annots]
    assert [str(row["/Subtype"])[1:] for row in kept] == ["Highlight", "FreeText", "Link", "Widget"]
    assert str(kept[1]["/Contents"]) == "Come and vote"
    assert str(kept[3]["/T"]) == "name_of_field"
    assert str(kept[2]["/Contents"]) == "To kim.id"


def test_a_signature_is_removed_from_a_public_file_and_kept_in_a_decree():
    """It would be invalid there, and it names the signer's place and reason."""
    signature = {"Name": "PLANTED", "Location": "PLANTED", "Reason": "PLANTED", "Type": Name.Sig}
    value = pikepdf.Dictionary(
        ByteRange=pikepdf.Array([0, 1, 2, 3]), Contents=b"PLANTED", **signature
    )
    field = note("Widget", FT=Name.Sig, T="signature", V=value)
    data = document_with(field=field)

    assert b"PLANTED" not in everything_in(public(data))
    assert DocumentField().clean(SimpleUploadedFile("sk.pdf", data)).read() == data
