"""A report pasted from WhatsApp fills the quick form; nothing of it is lost or invented."""

from datetime import date

import pytest
from django.urls import reverse

from campaigns.events.models.photo import EventPhoto
from campaigns.events.pasted_report import read_report
from kimportal.drafts.models import FormDraft
from tests.campaigns.events.event_forms import photo, quick

TODAY = date(2020, 11, 27)

WHOLE = """*LAPORAN KEGIATAN KIM SUKUN BERSERI*

Hari/Tanggal : Kamis, 26 November 2020
Pukul : 19.30 WIB s/d selesai
Tempat : Balai RW 05 Kel. Sukun
*Kegiatan* : Sosialisasi pemilih cerdas
Peserta : 45 orang (20 laki-laki, 25 perempuan)
Narasumber : Bpk. Budi (PPS Sukun)
Hasil : Warga paham cara memeriksa DPT.
Warga meminta poster lagi.
https://kim.example/berita/1
"""


def test_a_whole_report_is_read_field_by_field():
    assert read_report(WHOLE, today=TODAY) == {
        "day": "2020-11-26",
        "time": "19:30",
        "venue": "Balai RW 05 Kel. Sukun",
        "title": "Sosialisasi pemilih cerdas",
        "attendance": "45",
        "men": "20",
        "women": "25",
        "speaker_0": "Bpk. Budi (PPS Sukun)",
        "story": "Warga paham cara memeriksa DPT.\nLAPORAN KEGIATAN KIM SUKUN BERSERI\n"
        "Warga meminta poster lagi.",
        "links": "https://kim.example/berita/1",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tgl: 26/11/2020", {"day": "2020-11-26"}),
        ("Hari/tgl : Kamis 26 Nov 2020 jam 09.00", {"day": "2020-11-26", "time": "09:00"}),
        ("Waktu: kemarin, 15:45", {"day": "2020-11-26", "time": "15:45"}),
        ("Waktu : hari ini pukul 8.05 WITA", {"day": "2020-11-27", "time": "08:05"}),
        ("Jumlah peserta: 1.200 orang", {"attendance": "1200"}),
        ("Hadir : ± 60 org", {"attendance": "60"}),
        ("Jumlah: 12 laki-laki dan 18 perempuan", {"attendance": "30", "men": "12", "women": "18"}),
        ("Tindak lanjut: cetak ulang", {"follow_up": "cetak ulang"}),
    ],
)
def test_lines_are_read_as_people_write_them(text, expected):
    assert read_report(text, today=TODAY) == expected


def test_an_hour_told_without_a_colon_is_read_too():
    read = read_report("Rembug warga\nPukul 19.30 di balai desa", today=TODAY)

    assert read["time"] == "19:30"


def test_the_chats_own_marks_are_left_out():
    text = "[26/11 20.10] Ani KIM: Arisan RW 05\n[26/11 20.11] Ani KIM: Peserta: 25"

    assert read_report(text, today=TODAY) == {"title": "Arisan RW 05", "attendance": "25"}


def test_free_prose_becomes_the_story():
    text = "Tadi malam pengajian di mushola, hadir 30 orang. Semua tertib."

    read = read_report(text, today=TODAY)

    assert (read["day"], read["attendance"]) == ("2020-11-26", "30")
    assert read["story"] == text
    assert "title" not in read


@pytest.mark.parametrize(
    "text", ["", "\n\n", ":", "Peserta:", "Tanggal: 31 Februari 2020", "*" * 9000, "1" * 9000]
)
def test_what_says_nothing_is_no_error(text):
    assert not {"day", "attendance"} & read_report(text, today=TODAY).keys()


@pytest.mark.django_db
def test_pasting_fills_what_is_empty_and_keeps_what_was_typed_and_chosen(mega, world):
    sent = quick(world, title="", attendance="", story="", venue="Sudah diketik", photos=[photo()])
    sent |= {"pasted": WHOLE, "time": ""}

    answer = mega.post(reverse("event_paste"), sent)

    assert answer.url == f"{reverse('event_quick')}?kunci={sent['key']}&tempel=1"
    page = mega.get(answer.url)
    form = page.context["form"]
    assert form.plan["title"].value() == "Sosialisasi pemilih cerdas"
    assert form.plan["venue"].value() == "Sudah diketik"
    assert form.report["attendance"].value() == "45"
    assert form.moment["time"].value() == "19:30"
    assert form.report["speaker_0"].value() == "Bpk. Budi (PPS Sukun)"
    assert len(form.report.stored_photos) == EventPhoto.objects.count() == 1
    assert FormDraft.objects.get().form == f"quick:{sent['key']}"


@pytest.mark.django_db
def test_the_day_of_the_message_is_chosen_as_another_day(mega, world):
    sent = quick(world) | {"pasted": "Tanggal: 3 Januari 2020", "key": quick(world)["key"]}
    del sent["day"]

    page = mega.get(mega.post(reverse("event_paste"), sent).url)

    moment = page.context["form"].moment
    assert (moment["day"].value(), moment["other_day"].value()) == ("other", "2020-01-03")
