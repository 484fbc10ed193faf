"""Keywords of gambling sites, and legitimate sentences that resemble them."""

import pytest

from kimportal.monitoring.defacement.injected_keywords import injected_keywords


@pytest.mark.parametrize(
    "text",
    [
        "Daftar slot gacor hari ini",
        "SITUS SLOT resmi, pasti maxwin!",
        "prediksi togel sydney",
        "RTP live pola gacor",
        "s-l-o-t g-a-c-o-r" + " slot-gacor",
        "raih m4xw1n malam ini",
        "t0gel hongkong",
        "Gаcor slоt terpercaya",  # Cyrillic а and о
        "sl\u200bot ga\u200bcor88",
        "link alternatif terbaru",
        "jackpot besar, scatter turun terus",
        "Stop ragu: slot gacor mudah menang",
    ],
)
def test_keywords_are_found(text):
    assert injected_keywords(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Burung murai Pak Darto gacor sejak pagi.",
        "Tersedia tiga slot waktu untuk rembuk warga.",
        "Waspada judi online: jangan klik tautan situs slot dari nomor tak dikenal.",
        "Awas togel! Laporkan bandar togel ke polisi.",
        "KIM Bandar Lampung dan KIM Bandar Baru",
        "Turnamen poker faces? Bukan: teater wajah datar.",
        "Deposit sampah plastik ditukar pulsa di bank sampah",
        "Kegiatan 88 di Dusun 777",
        "Toto dan Gates menonton Olympus di balai desa",
    ],
)
def test_legitimate_sentences_are_no_finding(text):
    assert injected_keywords(text) == []


def test_a_warning_far_away_does_not_excuse():
    text = (
        "Waspada penipuan. " + "Acara rembuk warga berjalan lancar. " * 5 + "Slot gacor klik sini"
    )

    assert injected_keywords(text) == ["slot gacor"]
