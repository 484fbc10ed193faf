"""Registers in the layouts that offices invent: the same KIM, written in any of them."""

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date

from hypothesis import strategies as st
from openpyxl import Workbook

from tests.groups.register_import.formats import ods, xls

#: (village as written, district, code) of tests.factories, and two more.
VILLAGES = [
    ("Sukun", "Sukun", "35.73.04.1003"),
    ("Ciptomulyo", "Sukun", "35.73.04.1001"),
    ("Kauman", "Klojen", "35.73.02.1005"),
    ("Oro-oro Dowo", "Klojen", "35.73.02.1007"),
]
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
MONTHS = MONTHS.split()
HEADINGS = {
    "name": ["Nama KIM", "NAMA KIM", "Nama Kelompok", "KIM", "Nama Komunitas"],
    "village": ["Desa/Kelurahan", "Kelurahan", "DESA / KEL.", "Nama Desa", "Kalurahan"],
    "district": ["Kecamatan", "KEC.", "Kapanewon", "Nama Kecamatan"],
    "regency": ["Kabupaten/Kota", "Kab/Kota", "KAB. / KOTA"],
    "contact_name": ["Nama Ketua", "Ketua", "Penanggung Jawab", "Ketua KIM"],
    "contact_phone": ["No HP", "No. HP", "Nomor WA", "Telepon", "No. HP/WA", "Kontak"],
    "contact_email": ["E-mail", "Email", "Surel", "Alamat Email"],
    "decree_number": ["Nomor SK", "No. SK", "SK", "Nomor Surat Keputusan"],
    "decree_date": ["Tanggal SK", "Tgl. SK", "TANGGAL SURAT KEPUTUSAN"],
    "founded": ["Tanggal Terbentuk", "Berdiri", "Tahun Berdiri", "Tgl. Pembentukan"],
}
#: Headings of two rows: the upper word, and the lower one of each field.
GROUPS = {
    ("village", "district"): ("Alamat", ["Desa/Kel", "Kecamatan"]),
    ("contact_name", "contact_phone"): ("Ketua", ["Nama", "No. HP"]),
    ("decree_number", "decree_date"): ("Surat Keputusan", ["Nomor", "Tanggal"]),
}
TITLES = [
    ["DAFTAR KOMUNITAS INFORMASI MASYARAKAT (KIM)"],
    ["DINAS KOMUNIKASI DAN INFORMATIKA"],
    ["KOTA MALANG"],
    ["Tahun 2020"],
    ["Lampiran Surat Nomor 555/12/2020"],
]
SIGNATURE = ["Malang, 12 Maret 2020", "Kepala Dinas Kominfo", "Drs. Budi Santoso", "NIP. 19700101"]
WORDS = ["Guyub", "Berseri", "Jaya", "Ma'mur", "Swara", "Rukun", "Mekar", "Sadar", "Maju", "Aktif"]


@dataclass
class Kim:
    """What must be found again."""

    name: str
    place: tuple
    chair: str
    phone: str
    email: str
    decree: str
    decree_date: date
    founded: date


@dataclass
class Written:
    """A file, the KIM in it, and how many of its rows are none."""

    content: bytes
    name: str
    kims: list
    #: The reasons for which rows must be left out, each as often as it must be.
    left_out: list = field(default_factory=list)


@st.composite
def kim(draw, number):
    day = st.dates(date(2001, 1, 13), date(2020, 12, 31)).filter(
        lambda d: (d.month, d.day) != (1, 1)
    )
    return Kim(
        name=f"KIM {draw(st.sampled_from(WORDS))} {number}",
        place=draw(st.sampled_from(VILLAGES)),
        chair=draw(st.sampled_from(["Pak Edi", "Bu Sri Ma’rifah", "H. Drs. La Ode, M.Si", ""])),
        phone=draw(st.from_regex(r"081[1-9][0-9]{7,8}", fullmatch=True) | st.just("")),
        email=draw(st.sampled_from(["", f"kim{number}@example.org"])),
        decree=f"188.45/{number}/2020",
        decree_date=draw(day),
        founded=draw(day),
    )


def day_forms(day, order):
    return {
        "words": f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        "short": f"{day.day}-{MONTHS[day.month - 1][:3]}-{day:%y}",
        "slashes": f"{day:%d/%m/%Y}" if order == "dmy" else f"{day:%m/%d/%Y}",
        "dots": f"{day:%d.%m.%Y}" if order == "dmy" else f"{day:%m.%d.%Y}",
        "iso": day.isoformat(),
        "serial": str((day - date(1899, 12, 30)).days),
    }


def phone_forms(phone):
    return [
        phone,
        phone[1:],
        f"+62 {phone[1:4]}-{phone[4:8]}-{phone[8:]}",
        f"{phone[:4]}–{phone[4:8]}–{phone[8:]}",
        f"({phone[:4]}) {phone[4:]}",
        f"{phone} (WA)",
        f"'{phone}",
    ]


@st.composite
def registers(draw, max_kims=7):
    """Draw a Written register."""
    kims = [draw(kim(n)) for n in range(1, draw(st.integers(2, max_kims)) + 1)]
    file_format = draw(st.sampled_from(["xlsx", "csv", "ods", "xls"]))
    has_merges = file_format in {"xlsx", "xls"}
    place = draw(st.sampled_from(["columns", "group rows", "merged" if has_merges else "once"]))
    two_rows = draw(st.booleans())
    blocks = [["name"], ["contact_email"], ["founded"]]
    blocks += [["decree_number", "decree_date"], ["contact_name", "contact_phone"]]
    blocks += [["village"] if place == "group rows" else ["village", "district"]]
    blocks = draw(st.permutations(blocks))
    if place != "group rows" and draw(st.booleans()):
        blocks.append(["regency"])
    orders = {name: draw(st.sampled_from(["dmy", "mdy"])) for name in ("decree_date", "founded")}
    styles = {
        name: draw(st.sampled_from(list(day_forms(date(2020, 3, 2), "dmy")))) for name in orders
    }
    placeholder = draw(st.sampled_from(["", "-", "–", "belum ada", "n/a"]))

    if place != "columns":
        kims.sort(key=lambda each: each.place[1])
    rows, merges, left_out = [], [], []
    for title in draw(st.lists(st.sampled_from(TITLES), max_size=3)):
        rows.append(["", *title] if draw(st.booleans()) else title)
    if rows and draw(st.booleans()):
        rows.append([])
    heads = head_rows(draw, blocks, two_rows, has_merges, len(rows), merges)
    rows += heads
    width = max(map(len, heads))
    if draw(st.booleans()):
        rows.append(
            [draw(st.sampled_from(["{}", "({})", "{}."])).format(n + 1) for n in range(width)]
        )
        left_out.append("numbering")
    if place in {"columns", "group rows"} or not has_merges:
        rows += [[]] * draw(st.integers(0, 1))

    district, began = None, None
    column = {name: n for n, name in enumerate(["", *(f for block in blocks for f in block)])}
    for number, each in enumerate(kims, start=1):
        is_new = each.place[1] != district
        if is_new and place == "group rows":
            pattern = draw(
                st.sampled_from(["Kecamatan {}", "KEC. {}", "Kecamatan : {}", "I. Kecamatan {}"])
            )
            rows.append([pattern.format(each.place[1].upper())])
            left_out.append("region")
        if is_new and place == "merged":
            began = len(rows)
        elif not is_new and place == "merged":
            merges[:] = [m for m in merges if m[0] != began or m[1] != column["district"]]
            merges.append((began, column["district"], len(rows), column["district"]))
        district = each.place[1]
        rows.append(kim_row(draw, each, number, blocks, placeholder, styles, orders,
                            with_district=is_new or place == "columns"))  # fmt: skip
        if place == "columns" and draw(st.integers(0, 9)) == 0:
            rows.append([])
    if draw(st.booleans()):
        rows.append(
            ["", draw(st.sampled_from(["Jumlah", "TOTAL", "Jumlah KIM"])), "", str(len(kims))]
        )
        left_out.append("total")
    if draw(st.booleans()):
        rows.append([])
        at = draw(st.integers(0, width - 1))
        rows += [[*[""] * at, text] for text in SIGNATURE]
        left_out += ["signature"] * len(SIGNATURE)
    content, name = written_as(draw, file_format, rows, merges)
    return Written(content, name, kims, left_out)


def head_rows(draw, blocks, two_rows, has_merges, at, merges):
    upper, lower = ["No"], [""]
    if two_rows and has_merges:
        merges.append((at, 0, at + 1, 0))
    for block in blocks:
        column = len(upper)
        group = GROUPS.get(tuple(block))
        if two_rows and group:
            upper += [group[0], *[""] * (len(block) - 1)]
            lower += group[1]
            if has_merges:
                merges.append((at, column, at, column + len(block) - 1))
            continue
        for name in block:
            upper.append(draw(st.sampled_from(HEADINGS[name])))
            lower.append("")
            if two_rows and has_merges:
                merges.append((at, len(upper) - 1, at + 1, len(upper) - 1))
    if not two_rows:
        return [upper]
    if not any(lower):  # no group in it: the second row would be empty
        merges[:] = [merge for merge in merges if merge[0] != at]
        return [upper]
    return [upper, lower]


def kim_row(draw, each, number, blocks, placeholder, styles, orders, *, with_district):
    village, district, _code = each.place
    texts = {
        "name": each.name,
        "village": draw(st.sampled_from([village, f"Kel. {village}", village.upper()])),
        "district": draw(st.sampled_from([district, f"Kec. {district}"])) if with_district else "",
        "regency": draw(st.sampled_from(["Kota Malang", "KOTA MALANG", "Malang"])),
        "contact_name": each.chair or placeholder,
        "contact_phone": draw(st.sampled_from(phone_forms(each.phone)))
        if each.phone
        else placeholder,
        "contact_email": (each.email if each.chair else "") or placeholder,
        "decree_number": each.decree,
        "decree_date": day_forms(each.decree_date, orders["decree_date"])[styles["decree_date"]],
        "founded": day_forms(each.founded, orders["founded"])[styles["founded"]],
    }
    return [str(number), *(texts[name] for block in blocks for name in block)]


def written_as(draw, file_format, rows, merges):
    if file_format == "xlsx":
        book = Workbook()
        for r, row in enumerate(rows, start=1):
            for c, cell in enumerate(row, start=1):
                if cell:
                    book.active.cell(r, c, value_of(cell))
        for top, left, bottom, right in merges:
            if (top, left) != (bottom, right):
                book.active.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue(), "daftar.xlsx"
    if file_format == "xls":
        areas = [(top, bottom, left, right) for top, left, bottom, right in merges]
        return xls(rows, [a for a in areas if a[0] != a[1] or a[2] != a[3]]), "daftar.xls"
    if file_format == "ods":
        return ods(rows), "daftar.ods"
    return as_csv(draw, rows), "daftar.csv"


def value_of(cell):
    """Return what Excel makes of a typed cell: a number of what looks like one."""
    return int(cell) if re.fullmatch(r"[1-9][0-9]{0,14}", cell) else cell


def as_csv(draw, rows):
    delimiter = draw(st.sampled_from(",;\t|"))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    content = text.getvalue()
    if delimiter == ";" and draw(st.booleans()):
        # Opened in an Excel of the other delimiter, and saved again: each line is one cell.
        again = io.StringIO(newline="")
        csv.writer(again).writerows([line] for line in content.splitlines())
        content = again.getvalue()
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]))
    return content.encode(encoding, errors="replace")
