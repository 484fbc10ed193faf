"""The words of the demo's materials, each from the facts and sources of DOMAIN.md."""

TPS_15 = """\
Pemungutan suara Rabu, **9 Desember 2020**, pukul 07.00–13.00. Ada 15 hal baru di TPS:

1. Pemilih paling banyak 500 orang per TPS
2. Waktu kedatangan diatur
3. Jaga jarak saat antre
4. Tidak bersalaman
5. Cuci tangan sebelum dan sesudah mencoblos
6. Memakai masker, tersedia masker cadangan
7. Sarung tangan untuk pemilih
8. Pelindung wajah bagi petugas KPPS
9. Membawa alat tulis sendiri
10. Tisu kering di TPS
11. Petugas KPPS menjalani tes cepat
12. Suhu tubuh diperiksa
13. TPS disemprot disinfektan berkala
14. Tinta diteteskan, bukan dicelup
15. Bilik khusus bagi pemilih bersuhu di atas 37,3 °C
"""

MATERIALS = [
    {
        "key": "tps-15",
        "kind": "poster",
        "pillars": ["sehat"],
        "title": "15 hal baru di TPS",
        "summary": "Apa yang berbeda di TPS pada 9 Desember 2020 agar memilih tetap sehat.",
        "body": TPS_15,
        "source": "KPU dalam kompas.com, 9 November 2020; kompas.tv, 2020.",
        "alt_text": "Poster dengan daftar lima belas hal baru di TPS.",
        "transcript": TPS_15.replace("**", ""),
        "share_caption": "15 hal baru di TPS, 9 Desember 2020. Datang, coblos, pulang dengan sehat.",
    },
    {
        "key": "saring",
        "kind": "teks-whatsapp",
        "pillars": ["damai"],
        "title": "Saring dulu, baru sebar",
        "summary": "Pesan singkat untuk grup keluarga dan RT tentang kabar bohong pilkada.",
        "body": (
            "Dapat kabar soal pilkada? **Saring dulu, baru sebar.**\n\n"
            "- Baca sampai habis, bukan judulnya saja\n- Cari sumber resminya\n"
            "- Periksa di cekfakta.com\n- Ragu? Berhenti di kamu\n\n"
            "Temukan hoaks? Laporkan ke aduankonten.id."
        ),
        "source": "Kominfo dalam kompas.com, 26 November 2020; cekfakta.com.",
        "share_caption": "Dapat kabar soal pilkada? Saring dulu, baru sebar.",
    },
    {
        "key": "saring-jv",
        "kind": "teks-whatsapp",
        "language": "jv",
        "pillars": ["damai"],
        "translation_of": "saring",
        "title": "Disaring dhisik, lagi disebar",
        "summary": "Pesen cekak kanggo grup kulawarga lan RT.",
        "body": (
            "Oleh kabar bab pilkada? **Disaring dhisik, lagi disebar.**\n\n"
            "- Diwaca nganti rampung\n- Digoleki sumber resmine\n- Dipriksa ing cekfakta.com\n"
            "- Mangu-mangu? Mandheg ing kowe"
        ),
        "source": "Kominfo dalam kompas.com, 26 November 2020; cekfakta.com.",
        "share_caption": "Oleh kabar bab pilkada? Disaring dhisik, lagi disebar.",
    },
]
