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
    """Upload a register of these rows, match its columns as guessed, and return it."""
    assert upload(client, xlsx(HEAD, *rows)).status_code == 302
    register = Register.objects.latest("pk")
    matching = guess(register.head, register.previous_matching)
    response = client.post(reverse("admin:register_match", args=[register.pk]), matching)
    assert response.status_code == 302
    register.refresh_from_db()
    return register
