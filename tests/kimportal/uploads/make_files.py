"""Small valid files, generated: for tests, and as the base of the bad ones."""

import functools
import io
import struct
import zlib

import pikepdf
from PIL import Image

from kimportal.uploads.sandbox import ogg as oggs


def picture(width=64, height=48):
    """Return four quarters of different colours, so that the orientation can be checked."""
    image = Image.new("RGB", (width, height), "#0f5b5f")
    image.paste("#c8553d", (0, 0, width // 2, height // 2))
    image.paste("#f2c14e", (width // 2, 0, width, height // 2))
    image.paste("#3b4a9c", (0, height // 2, width // 2, height))
    return image


def saved(image, format, **options):
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def jpeg(width=64, height=48, **options):
    return saved(picture(width, height), "JPEG", **{"quality": 90, **options})


def png(width=64, height=48, **options):
    return saved(picture(width, height), "PNG", **options)


def webp(width=64, height=48, **options):
    return saved(picture(width, height), "WEBP", **options)


@functools.cache
def phone_photo():
    """Return a photo of twelve megapixels with the grain of a small sensor."""
    grain = Image.effect_noise((1000, 750), 40).resize((4000, 3000))
    photo = Image.blend(picture(4000, 3000), grain.convert("RGB"), 0.3)
    return saved(photo, "JPEG", quality=88)


# -- JPEG segments and PNG chunks ---------------------------------------------------


def with_segment(data, marker, body):
    """Insert a segment after the start of a JPEG."""
    return data[:2] + segment(marker, body) + data[2:]


def segment(marker, body):
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width, height, depth, colour, rows):
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def with_chunks(data, chunks):
    """Insert chunks after the header of a PNG."""
    return data[:33] + chunks + data[33:]


# -- PDF ----------------------------------------------------------------------


def pdf(pages=1, **changes):
    """Return a PDF written by pikepdf; ``changes`` are keys of its root in PDF syntax."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    for key, value in changes.items():
        document.Root[f"/{key}"] = pikepdf.Object.parse(value)
    return written(document)


def written(document, **options):
    buffer = io.BytesIO()
    # The same document gives the same bytes, unless it is encrypted.
    document.save(buffer, deterministic_id="encryption" not in options, **options)
    return buffer.getvalue()


def raw_pdf(*objects, trailer=b""):
    """Return a PDF of exactly these objects, numbered from 1; the first is the root."""
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, trailer, len(out))
    )


PAGES = (b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>")


def root_pdf(extra, *objects):
    """Return a PDF of one page with ``extra`` in its root; ``objects`` are numbered from 4."""
    return raw_pdf(b"<</Type/Catalog/Pages 2 0 R%s>>" % extra, *PAGES, *objects)


def stream(body, extra=b""):
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(body), extra, body)


# -- audio and video ----------------------------------------------------------


def mp3(frames=20):
    """Return silence, 26 ms a frame: MPEG-1 layer III, 128 kbit/s, 44.1 kHz."""
    return (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def ogg_page(body, *, granule, number, first=False, serial=b"KIM1"):
    lacing = bytes([255] * (len(body) // 255) + [len(body) % 255])
    page = bytearray(
        b"OggS\0"
        + bytes([2 if first else 0])
        + struct.pack("<q", granule)
        + serial
        + struct.pack("<II", number, 0)
        + bytes([len(lacing)])
        + lacing
        + body
    )
    page[22:26] = oggs.checksum(page).to_bytes(4, "little")
    return bytes(page)


def ogg(comment=b"TITLE=x", seconds=2):
    """Return an Opus stream with one comment."""
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 312, 48000, 0, 0)
    tags = (
        b"OpusTags" + struct.pack("<I", 3) + b"kim" + struct.pack("<II", 1, len(comment)) + comment
    )
    pages = (head, 0), (tags, 0), (b"\xfc" + bytes(99), seconds * 48000 + 312)
    return b"".join(
        ogg_page(body, granule=granule, number=number, first=number == 0)
        for number, (body, granule) in enumerate(pages)
    )


def box(name, *parts):
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + name + body


def full_box(name, *parts):
    return box(name, bytes(4), *parts)


def mp4_track(handler, entry, *tables, size=(640, 360)):
    """Return a track with one sample entry; ``tables`` say where its samples lie."""
    head = full_box(b"tkhd", bytes(72), struct.pack(">II", size[0] << 16, size[1] << 16))
    described = full_box(b"stsd", struct.pack(">I", 1), entry)
    information = box(b"minf", box(b"stbl", described, *tables))
    return box(
        b"trak", head, box(b"mdia", full_box(b"hdlr", bytes(4), handler, bytes(13)), information)
    )


def video_entry(codec=b"avc1", profile=100):
    return box(codec, bytes(78), box(b"avcC", bytes((1, profile, 0, 31, 0xFF, 0xE0))))


def audio_entry(codec=b"mp4a", object_type=0x40):
    """Return a sample entry whose lengths take four bytes each, as ffmpeg writes them."""
    config = b"\x04\x80\x80\x80\x0d" + bytes((object_type, 0x15)) + bytes(11)
    descriptor = b"\x03\x80\x80\x80\x15" + bytes((0, 1, 0)) + config
    return box(codec, bytes(28), full_box(b"esds", descriptor))


def m4a(brand=b"M4A ", handler=b"soun", entry=None, owner=b"PLANTED"):
    """Return a voice memo of three seconds with its owner's name in it."""
    return b"".join(
        (
            box(b"ftyp", brand, bytes(4), b"isomM4A "),
            box(b"mdat", bytes(64)),
            box(
                b"moov",
                box(b"mvhd", bytes(12), struct.pack(">II", 1000, 3000), bytes(80)),
                mp4_track(handler, entry or audio_entry(), size=(0, 0)),
                box(b"udta", box(b"\xa9nam", owner)),
            ),
        )
    )


def mp4(
    location=b"+06.2088+106.8456/",
    seconds=3,
    brand=b"isom",
    handler=b"vide",
    video=None,
    audio=None,
    extra=b"",
    samples=bytes(64),
):
    """Return an MP4 of 640×360 pixels with a location, as phones write it.

    ``extra`` stands in the moov box behind the tracks of ``video`` and ``audio``."""
    length = struct.pack(">II", 1000, seconds * 1000)
    return b"".join(
        (
            box(b"ftyp", brand, bytes(4), b"isomavc1"),
            box(b"mdat", samples),
            box(
                b"moov",
                box(b"mvhd", bytes(12), length, bytes(80)),
                mp4_track(handler, video or video_entry()),
                mp4_track(b"soun", audio or audio_entry(), size=(0, 0)),
                box(b"udta", box(b"\xa9xyz", location)),
                extra,
            ),
        )
    )
