"""Builders of register files as offices keep them."""

import csv
import io
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from groups.register_import.column_matching import guess
from groups.register_import.models import Register

HEAD = ["No", "Nama KIM", "Desa/Kelurahan", "Kecamatan", "Kab/Kota", "Nama Ketua", "No HP", "Email"]
HEAD += ["Nomor SK", "Tanggal SK"]
GOOD = [1, "KIM Sukun Guyub", "Kel. Sukun", "Sukun", "Kota Malang", "Pak Edi", 81234567890]
GOOD += ["edi@example.org", "188/1/2020", date(2020, 3, 2)]


def xlsx(*rows, formula=None):
    book = Workbook()
    book.active.append(["DAFTAR KIM KOTA MALANG"])
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_of(*rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def upload(client, content, name="daftar.xlsx"):
    return client.post(reverse("admin:register_upload"), {"file": file_of(content, name)})


def file_of(content, name="daftar.xlsx"):
    return SimpleUploadedFile(name, content)


def uploaded_register(client, *rows):
    """Upload a register of these rows, match its columns as guessed, and return it read."""
    assert upload(client, xlsx(HEAD, *rows)).status_code == 302
    return matched(client, Register.objects.latest("pk"))


def matched(client, register, **changed):
    """Match the columns of a register as guessed, and return it with its rows read."""
    matching = guess(register.head, register.previous_matching) | changed
    response = client.post(reverse("admin:register_match", args=[register.pk]), matching)
    assert response.status_code == 302, response.context["form"].errors
    register.refresh_from_db()
    return register


def rows_of(register):
    return list(register.lines_read.order_by("number"))


def post_action(client, verb, register, **data):
    return client.post(reverse(f"admin:register_{verb}", args=[register.pk]), data)


def book_of(sheets, hidden=(), merges=()):
    """Return a workbook of {name: rows}; `merges` are (name, "A1:C1")."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    for name, cells in merges:
        book[name].merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
