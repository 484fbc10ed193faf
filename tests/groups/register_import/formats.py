"""Writers of the formats that offices keep registers in: ODS and XLS as small as they may be."""

import io
import struct
import zipfile
from xml.sax.saxutils import escape

ODS = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def ods(rows):
    """Return an ODS with one sheet; merged cells are not in it, as this format is read."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p>'
            "</table:table-cell>"
            if cell not in ("", None)
            else "<table:table-cell/>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {NAMESPACES} office:version="1.2">'
        '<office:body><office:spreadsheet><table:table table:name="Daftar">'
        f"{body}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return file.getvalue()


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def xls(rows, merges=()):
    """Return an XLS (BIFF8) of text; `merges` are (first row, last row, first column, last)."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    sheet = record(0x0809, begin[:2] + struct.pack("<H", 0x0010) + begin[4:])
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell not in ("", None):
                text = str(cell)
                data = struct.pack("<HHHHB", r, c, 0, len(text), 1) + text.encode("utf-16-le")
                sheet += record(0x0204, data)
    if merges:
        areas = b"".join(struct.pack("<HHHH", *area) for area in merges)
        sheet += record(0x00E5, struct.pack("<H", len(merges)) + areas)
    sheet += record(0x000A)
    name = "Daftar".encode("latin-1")
    head = record(0x0809, begin)
    at = len(head) + 4 + 8 + len(name) + 4
    head += record(0x0085, struct.pack("<IHBB", at, 0, len(name), 0) + name) + record(0x000A)
    return compound_file("Workbook", head + sheet)


def compound_file(name, stream):
    """Return an OLE file of one stream, without the small sectors: it is padded beyond them."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    fat_sectors = 1
    while (sectors + fat_sectors + 1) > fat_sectors * 128:
        fat_sectors += 1
    end, free, special = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    # The FAT first, then the directory, then the stream.
    table = [special] * fat_sectors + [end]
    first = len(table)
    table += [first + n + 1 for n in range(sectors - 1)] + [end]
    table += [free] * (fat_sectors * 128 - len(table))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
        + struct.pack("<IIIIIIIII", 0, fat_sectors, fat_sectors, 0, 4096, end, 0, end, 0)
        + struct.pack("<109I", *range(fat_sectors), *[free] * (109 - fat_sectors))
    )  # fmt: skip

    def entry(label, kind, child, start, size):
        encoded = label.encode("utf-16-le")
        return (
            encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded) + 2 if label else 0, kind, 1)
            + struct.pack("<III", free, free, child) + b"\0" * 36 + struct.pack("<IQ", start, size)
        )  # fmt: skip

    directory = (
        entry("Root Entry", 5, 1, end, 0)
        + entry(name, 2, free, first, len(stream))
        + entry("", 0, free, 0, 0) * 2
    )
    fat = struct.pack(f"<{len(table)}I", *table)
    return header + fat + directory + stream
