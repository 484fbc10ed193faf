"""The bad-upload set, generated: 11 files to accept, 19 to sanitise, 58 to reject, 21 names.

Rejecting one of the first eleven is as wrong as accepting one of the 58.
"""

import functools
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from itertools import chain

import pikepdf
from PIL import Image, PngImagePlugin

from tests.kimportal.uploads.make_files import (
    chunk,
    jpeg,
    pdf,
    phone_photo,
    picture,
    png,
    png_of,
    raw_pdf,
    root_pdf,
    saved,
    segment,
    stream,
    webp,
    with_chunks,
    with_segment,
    written,
)

__all__ = [
    "ACCEPT",
    "NAMES",
    "REJECT",
    "REPAIR",
    "SANITISE",
    "UNUSUAL",
    "Case",
    "jpeg",
    "pdf",
    "png",
]

SCRIPT = b"<script>alert('PLANTED')</script>"
PHP = b"<?php system('PLANTED'); ?>"


@dataclass(frozen=True)
class Case:
    """A file of the set; ``codes`` are the expected error codes, none if it is accepted."""

    title: str
    name: str
    make: object
    codes: tuple = ()
    turned: bool = False

    def __str__(self):
        return self.title


def case(title, name, make, *codes, turned=False):
    return Case(title, name, functools.cache(make), codes, turned)


# -- eleven to accept --------------------------------------------------------


def mpo():
    return saved(picture(), "MPO", save_all=True, append_images=[picture().rotate(180)])


def logo():
    image = picture().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return saved(image, "PNG")


def object_stream_pdf():
    document = pikepdf.open(io.BytesIO(pdf(3)))
    return written(document, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def chance_js_pdf():
    """Return noise with /JS and /JavaScript in it, as every fifth scan of 5 MB has by chance."""
    return root_pdf(b"/Metadata 4 0 R", stream(b"\x00\xff/JS (\x80/JavaScript/Launch" + bytes(99)))


ACCEPT = (
    case("phone photo of 12 MP", "IMG_20201209.jpg", phone_photo),
    case("CMYK from a print shop", "cetak.jpg", lambda: saved(picture().convert("CMYK"), "JPEG")),
    case("MPO as phones send", "IMG_0001.jpg", mpo),
    case("progressive JPEG", "wa.jpeg", lambda: jpeg(640, 480, progressive=True)),
    case("transparent logo", "logo.png", logo),
    case("WebP", "poster.webp", webp),
    case("PDF", "sk.pdf", lambda: pdf(2)),
    case("PDF with an OpenAction", "sk.pdf", lambda: root_pdf(b"/OpenAction[3 0 R/Fit]")),
    case("PDF with object streams", "sk.pdf", object_stream_pdf),
    case("PDF with /JS by chance", "sk.pdf", chance_js_pdf),
    case("PDF with an owner's password", "sk.pdf", lambda: encrypted(owner="a", user="")),
)


# -- nineteen to sanitise -----------------------------------------------------


def exif(**tags):
    block = Image.Exif()
    for tag, value in tags.items():
        block[getattr(Image.ExifTags.Base, tag)] = value
    return block


def gps():
    block = exif(Make="PLANTED")
    block.get_ifd(Image.ExifTags.IFD.GPSInfo).update({1: "S", 2: (6.0, 12.0, 31.0), 29: "PLANTED"})
    return jpeg(exif=block)


def turned(orientation):
    """Return the picture rotated, with the EXIF orientation that a camera would write."""
    back = {
        3: Image.Transpose.ROTATE_180,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    image = picture().transpose(back)
    return saved(image, "JPEG", quality=95, exif=exif(Orientation=orientation, Make="PLANTED"))


def looping_exif():
    """Return a JPEG with an EXIF directory whose next directory is itself."""
    entry = struct.pack("<HHII", 0x010F, 2, 8, 26) + b"PLANTED\0"
    tiff = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry[:12]
    return with_segment(jpeg(), 0xE1, b"Exif\0\0" + tiff + struct.pack("<I", 8) + entry[12:])


def hundred_app1():
    return functools.reduce(
        lambda data, number: with_segment(data, 0xE1, b"PLANTED%d" % number + bytes(60_000)),
        range(100),
        jpeg(),
    )


def jar():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Main-Class: PLANTED")
    return buffer.getvalue()


def commented_png():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SCRIPT.decode())
    info.add_itxt("XML:com.adobe.xmp", "PLANTED")
    return png(pnginfo=info)


def preview_in_exif():
    block = exif(Make="PLANTED")
    data = block.tobytes() + jpeg(32, 32) + b"PLANTED"
    return with_segment(jpeg(), 0xE1, data)


def sanitised(title, name, make, turned=False):
    return case(title, name, make, turned=turned)


XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>PLANTED</x:xmpmeta>"
SANITISE = (
    sanitised("GPS", "a.jpg", gps),
    sanitised("upside down", "a.jpg", lambda: turned(3), True),
    sanitised("on its side", "a.jpg", lambda: turned(6), True),
    sanitised("on its other side", "a.jpg", lambda: turned(8), True),
    sanitised("mirrored on its side", "a.jpg", lambda: turned(5), True),
    sanitised("EXIF XSS", "a.jpg", lambda: jpeg(exif=exif(ImageDescription=SCRIPT.decode()))),
    sanitised("EXIF loop", "a.jpg", looping_exif),
    sanitised("picture within EXIF", "a.jpg", preview_in_exif),
    sanitised("XMP", "a.jpg", lambda: with_segment(jpeg(), 0xE1, XMP)),
    sanitised("IPTC", "a.jpg", lambda: with_segment(jpeg(), 0xED, b"Photoshop 3.0\0PLANTED")),
    sanitised("100 APP1", "a.jpg", hundred_app1),
    sanitised("JPEG+PHP in a comment", "a.jpg", lambda: with_segment(jpeg(), 0xFE, PHP)),
    sanitised("JPEG+HTML", "a.jpg", lambda: jpeg() + SCRIPT),
    sanitised("JPEG+JAR", "a.jpg", lambda: jpeg() + jar()),
    sanitised("JPEG+PDF", "a.jpg", lambda: jpeg() + pdf() + b"PLANTED"),
    sanitised("PNG+HTML", "a.png", lambda: png() + SCRIPT),
    sanitised("PNG with comments", "a.png", commented_png),
    sanitised("JPEG named PNG", "a.png", lambda: jpeg(comment=b"PLANTED")),
    sanitised("WebP with XMP", "a.webp", lambda: webp(xmp=XMP, exif=exif(Make="PLANTED"))),
)


# -- fifty-eight to reject: bombs ----------------------------------------------


def flat(width, height):
    """Return a black PNG of one bit a pixel."""
    return png_of(width, height, 1, 0, bytes((width + 7) // 8 + 1) * height)


def oversized_jpeg():
    """Return a JPEG whose frame header declares 60,000 × 60,000."""
    data = bytearray(jpeg())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 60_000, 60_000)
    return bytes(data)


def oversized_webp():
    """Return a WebP whose VP8L header declares 16,384 × 16,384."""
    data = bytearray(webp(lossless=True))
    data[21:25] = struct.pack("<I", 0x3FFF | 0x3FFF << 14)
    return bytes(data)


def compressed_chunk(kind, start):
    return with_chunks(png(), chunk(kind, start + zlib.compress(bytes(64 * 1024 * 1024), 1)))


def three_thousand_scans():
    """Return a progressive JPEG with its last scan repeated."""
    data = jpeg(600, 600, progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * 3000 + data[-2:]


def animated(format, frames):
    """Return an animation of two alternating pictures."""
    first, second = Image.new("P", (4, 4), 0), Image.new("P", (4, 4), 1)
    first.putpalette(bytes(range(48)))
    second.putpalette(bytes(range(48)))
    more = ([second, first] * frames)[: frames - 1]
    return saved(first, format, save_all=True, append_images=more, duration=10, loop=0)


def ten_thousand_gif_frames():
    """Return a GIF with its third frame repeated."""
    two, three = animated("GIF", 2), animated("GIF", 3)
    return two[:-1] + three[len(two) - 1 : -1] * 9_998 + b";"


def ten_thousand_webp_frames():
    data = saved(
        picture(), "WEBP", save_all=True, append_images=[picture().rotate(180)], duration=9
    )
    frame = data.index(b"ANMF")
    size = 8 + int.from_bytes(data[frame + 4 : frame + 8], "little")
    body = data[8:frame] + data[frame : frame + size] * 10_000
    return b"RIFF" + struct.pack("<I", len(body)) + body


BOMBS = (
    case("400 MP of one bit", "a.png", lambda: flat(20_000, 20_000), "pixels"),
    case("just over 40 MP", "a.png", lambda: flat(6_400, 6_251), "pixels"),
    case("just over 12,000 across", "a.png", lambda: flat(12_001, 8), "pixels"),
    case("10^6 × 8", "a.png", lambda: flat(1_000_000, 8), "pixels"),
    case(
        "oversized PNG header", "a.png", lambda: png_of(50_000, 50_000, 8, 2, bytes(99)), "pixels"
    ),
    case("oversized JPEG header", "a.jpg", oversized_jpeg, "pixels"),
    case("oversized WebP header", "a.webp", oversized_webp, "pixels", "damaged"),
    case("zTXt of 64 MiB", "a.png", lambda: compressed_chunk(b"zTXt", b"Comment\0\0"), "damaged"),
    case("iCCP of 64 MiB", "a.png", lambda: compressed_chunk(b"iCCP", b"sRGB\0\0"), "damaged"),
    case(
        "60,000 chunks",
        "a.png",
        lambda: with_chunks(png(), chunk(b"tEXt", b"a\0b") * 60_000),
        "damaged",
    ),
    case("3,000 scans", "a.jpg", three_thousand_scans, "scans"),
    case("GIF of 10,000 frames", "a.gif", ten_thousand_gif_frames, "extension"),
    case("APNG of 10,000 frames", "a.png", lambda: animated("PNG", 10_000), "animated"),
    case("WebP of 10,000 frames", "a.webp", ten_thousand_webp_frames, "animated"),
)


# -- polyglots and files with the wrong extension        ----------------------

SVG = b'<svg xmlns="http://www.w3.org/2000/svg">%s</svg>'
LAUGHS = b'<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><svg>&b;</svg>'
GIF = b"GIF89a/*\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00;"
POLYGLOTS = (
    case("GIFAR", "a.jpg", lambda: GIF + jar(), "content"),
    case("GIF+JS", "a.jpg", lambda: GIF + b"*/=1;alert(1)", "content"),
    case("HTML+PDF", "a.pdf", lambda: SCRIPT + pdf(), "content"),
    case("PDF+ZIP", "a.pdf", lambda: pdf() + jar(), "pdf_damaged"),
    case("HTML named JPEG", "a.jpg", lambda: b"<!doctype html>" + SCRIPT, "content"),
    case("PHP named JPEG", "a.jpg", lambda: PHP, "content"),
    case("SVG with a script", "a.svg", lambda: SVG % SCRIPT, "extension"),
    case("SVG with entities", "a.svg", lambda: LAUGHS, "extension"),
    case(".htaccess", ".htaccess", lambda: b"AddType application/x-httpd-php .jpg", "extension"),
)


# -- PDF ----------------------------------------------------------------------


def js_in_object_stream():
    document = pikepdf.open(io.BytesIO(pdf()))
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    document.Root.OpenAction = document.make_indirect(action)
    return written(document, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def attached():
    document = pikepdf.open(io.BytesIO(pdf()))
    document.attachments["x.exe"] = pikepdf.AttachedFileSpec(document, b"MZ", filename="x.exe")
    return written(document)


def encrypted(**passwords):
    document = pikepdf.open(io.BytesIO(pdf()))
    return written(document, encryption=pikepdf.Encryption(**passwords))


def two_hundred_mib():
    body = zlib.compress(bytes(200 * 1024 * 1024), 1)
    return root_pdf(b"/Metadata 4 0 R", stream(body, b"/Filter/FlateDecode"))


def twice_compressed():
    body = zlib.compress(zlib.compress(bytes(200 * 1024 * 1024), 1))
    return root_pdf(b"/Metadata 4 0 R", stream(body, b"/Filter[/FlateDecode/FlateDecode]"))


def page_loop():
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>",
    )


def javascript(start):
    return root_pdf(b"/OpenAction" + start)


HEX_JS = b"<</S/J#61va#53cript/#4aS(app.alert\\(1\\))>>"
BUTTON = b"/AcroForm<</Fields[<</FT/Btn/AA<</U<</S/JavaScript/JS(x)>>>>>>]>>"
RICH_MEDIA = b"/AcroForm<</Fields[<</Subtype/RichMedia/RichMediaContent<<>>>>]>>"
PDFS = (
    case("JS", "a.pdf", lambda: javascript(b"<</S/JavaScript/JS(x)>>"), "pdf_script"),
    case("JS in hex", "a.pdf", lambda: javascript(HEX_JS), "pdf_script"),
    case("JS in an object stream", "a.pdf", js_in_object_stream, "pdf_script"),
    case("JS on a button", "a.pdf", lambda: root_pdf(BUTTON), "pdf_script"),
    case("launch", "a.pdf", lambda: javascript(b"<</S/Launch/F(cmd.exe)>>"), "pdf_action"),
    case("submits", "a.pdf", lambda: javascript(b"<</S/SubmitForm/F(x)>>"), "pdf_action"),
    case("attachment", "a.pdf", attached, "pdf_attachment"),
    case("rich media", "a.pdf", lambda: root_pdf(RICH_MEDIA), "pdf_media"),
    case("encrypted", "a.pdf", lambda: encrypted(owner="a", user="b"), "pdf_encrypted"),
    case("stream of 200 MiB", "a.pdf", two_hundred_mib, "pdf_bomb"),
    case("page loop", "a.pdf", page_loop, "pdf_damaged"),
    case("201 pages", "a.pdf", lambda: pdf(201), "pdf_pages"),
)


# -- Word, damaged, foreign ----------------------------------------------------


def docx(*entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in (("[Content_Types].xml", b"<Types/>"), *entries):
            archive.writestr(name, body)
    return buffer.getvalue()


def wrong_checksum():
    """Return a PNG with a wrong checksum, which Pillow ignores."""
    data = bytearray(png())
    data[data.index(b"IEND") - 5] ^= 0xFF
    return bytes(data)


OFFICE = (
    case("docx macro", "a.docx", lambda: docx(("word/vbaProject.bin", b"VBA")), "extension"),
    case("docx bomb", "a.docx", lambda: docx(("word/x.xml", bytes(10**7))), "extension"),
    case("docx slip", "a.docx", lambda: docx(("../../x.sh", b"#!")), "extension"),
)
DAMAGED = (
    case("0 bytes", "a.jpg", lambda: b"", "empty"),
    case("truncated JPEG", "a.jpg", lambda: jpeg(640, 480)[:-900], "damaged"),
    case("truncated PDF", "a.pdf", lambda: pdf(3)[:-60], "pdf_damaged"),
    case("wrong CRC", "a.png", wrong_checksum, "damaged"),
)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
JPX = b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99)
PSD = b"8BPS\0\1" + bytes(99)
SAVED_AS = "TIFF BMP GIF ICNS ICO EPS PCX PPM TGA SGI DDS AVIF".split()


def foreign(format):
    return case(
        f"{format} named JPEG", "a.jpg", lambda: saved(picture(256, 256), format), "content"
    )


FOREIGN = (
    *(foreign(format) for format in SAVED_AS),
    case("JPEG 2000 named JPEG", "a.jpg", lambda: JPX, "content"),
    case("PSD named JPEG", "a.jpg", lambda: PSD, "content"),
    case("HEIC named JPEG", "a.jpg", lambda: HEIC, "heic"),
    case("XBM named JPEG", "a.jpg", lambda: b"#define x_width 1\n#define x_height 1", "content"),
)
REJECT = (*BOMBS, *POLYGLOTS, *PDFS, *OFFICE, *DAMAGED, *FOREIGN)
# Further files, not counted in the set.
LINK = b"<</S/URI/URI(%s)>>"
UNREADABLE_CODES = ("pdf_script", "pdf_damaged")
UNREADABLE = b"<</S/JavaScript/JS(x)/A>> >>"


def hidden_object_stream(kind=b"/Type/ObjStm"):
    """Return a PDF with a script in an object stream that stands in no cross-reference table."""
    content = b"9 0 <</S/JavaScript/JS(app.alert\\(1\\))>>"
    head = b"<<%s/N 1/First 4/Length %d>>" % (kind, len(content))
    hidden = b"8 0 obj\n%sstream\n%s\nendstream\nendobj\n" % (head, content)
    plain = root_pdf(b"")
    table = plain.rindex(b"xref\n0")
    moved = plain[:table] + hidden + plain[table:]
    return moved.replace(b"startxref\n%d" % table, b"startxref\n%d" % (table + len(hidden)))


SHORT = b"<</Length %d>>stream\nabcdef\nendstream"
SIGNATURE = b"<</Type/Sig/ByteRange[0 1 2 3]>>"


def short_stream(length, *objects, extra=b""):
    return root_pdf(b"/X 4 0 R" + extra, SHORT % length, *objects)


# Defects of honest writers: those outside the document, and those that qpdf repairs.
UNUSUAL = (
    case("comment behind the end", "a.pdf", lambda: pdf() + b"% scanned by KIM\r\n"),
    case("line break in front", "a.pdf", lambda: b"\r\n" + pdf()),
)
REPAIR = (
    case("stream one byte longer than declared", "a.pdf", lambda: short_stream(5)),
    case("stream much longer than declared", "a.pdf", lambda: short_stream(3)),
    case("wrong xref offset", "a.pdf", lambda: pdf().replace(b"\nxref", b"xref")),
)
FURTHER = (
    case("link to a script", "a.pdf", lambda: javascript(LINK % b"javascript:x"), "pdf_action"),
    case("link to a file", "a.pdf", lambda: javascript(LINK % b"file:///etc/x"), "pdf_action"),
    case(
        "script in a partly unreadable object",
        "a.pdf",
        lambda: root_pdf(b"/X 4 0 R", UNREADABLE),
        *UNREADABLE_CODES,
    ),
    case("trailing text", "a.pdf", lambda: pdf() + b"PLANTED", "pdf_damaged"),
    case("hidden object stream", "a.pdf", lambda: hidden_object_stream(), "pdf_damaged"),
    case(
        "hidden object stream in hex",
        "a.pdf",
        lambda: hidden_object_stream(b"/Type/Obj#53tm"),
        "pdf_damaged",
    ),
    case(
        "damaged and signed",
        "a.pdf",
        lambda: short_stream(3, SIGNATURE, extra=b"/S 5 0 R"),
        "pdf_damaged",
    ),
    case("stream of 200 MiB compressed twice", "a.pdf", twice_compressed, "pdf_bomb"),
    case(
        "JPEG that never ends",
        "a.jpg",
        lambda: jpeg()[:-2] + segment(0xE1, b"x" * 9) * 9,
        "damaged",
    ),
)


# -- twenty-one names ---------------------------------------------------------

NAMES = (
    "../../etc/passwd.jpg",
    "..\\..\\windows\\system32\\x.jpg",
    "/etc/cron.d/x.jpg",
    "C:\\x.jpg",
    "a\x00.jpg",
    "shell.php.jpg",
    "x.jpg.",
    "x.jpg   ",
    "CON.jpg",
    "nul.jpg",
    "....jpg",
    "-rf.jpg",
    "a" * 300 + ".jpg",
    "foto\u202egpj.exe.jpg",
    "<script>alert(1)<script>.jpg",
    "x\r\nSet-Cookie: a=1.jpg",
    "%2e%2e%2fx.jpg",
    "$(reboot)`id`;'--.jpg",
    "PHOTO.JPG",
    "cafe\u0301 🎉 ꦏꦶꦩ꧀.jpg",
    "\ufeff\u200b.jpg",
)
EVERY = tuple(chain(ACCEPT, SANITISE, REJECT))
