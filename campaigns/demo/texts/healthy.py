"""Pemilih sehat."""

FIFTEEN = """\
1. Pemilih paling banyak 500 orang per TPS
2. Waktu kedatangan diatur
3. Jaga jarak saat antre
4. Tidak bersalaman
5. Cuci tangan
6. Memakai masker; tersedia masker cadangan
7. Sarung tangan untuk pemilih
8. Pelindung wajah bagi petugas KPPS
9. Membawa alat tulis sendiri
10. Tisu kering di TPS
11. Petugas KPPS mengikuti tes cepat
12. Suhu tubuh diperiksa
13. TPS disemprot disinfektan
14. Tinta diteteskan, bukan dicelup
15. Bilik khusus bagi pemilih bersuhu di atas 37,3 °C
"""
TPS = "kompas.tv dan kompas.com, “15 hal baru di TPS saat Pilkada 2020”, 9 November 2020."
PKPU = "PKPU 6/2020 sebagaimana diubah PKPU 13/2020, Pasal 58 (suara.com, 12 Oktober 2020)."

HEALTHY = [
    {
        "key": "morning",
        "kind": "poster",
        "pillars": ["sehat", "cerdas", "damai"],
        "title": "Datang, coblos, pulang dengan sehat",
        "summary": "Poster ajakan memilih untuk balai desa, pos ronda, dan grup warga.",
        "body": (
            "Rabu, **9 Desember 2020**, TPS buka pukul **07.00–13.00**. Datang pada waktu yang "
            "diatur, pakai masker, bawa alat tulis sendiri, lalu pulang.\n\n"
            "“Selain memilih adalah pemilih tetap sehat.”"
        ),
        "source": "m.jpnn.com, 11 November 2020; kompas.com, 9 Desember 2020 (jam TPS).",
        "alt_text": "Poster: matahari terbit di atas sawah dan rumah panggung, kotak suara hijau.",
        "transcript": (
            "Rabu, 9 Desember 2020. Datang, coblos, pulang dengan sehat. Pemilih cerdas, pemilih "
            "sehat, pemilih damai."
        ),
        "share_caption": "Rabu, 9 Desember 2020: datang, coblos, pulang dengan sehat.",
    },
    {
        "key": "tps-15-first",
        "kind": "poster",
        "pillars": ["sehat"],
        "title": "Lima belas hal baru di TPS (daftar)",
        "summary": "Edisi pertama: daftar kata. Sudah diganti oleh infografis bergambar.",
        "body": FIFTEEN,
        "source": TPS,
        "alt_text": "Poster berisi daftar lima belas hal baru di TPS, hanya huruf.",
        "transcript": f"Lima belas hal baru di TPS, 9 Desember 2020.\n\n{FIFTEEN}",
        "share_caption": "Lima belas hal baru di TPS, 9 Desember 2020.",
    },
    {
        "key": "tps-15",
        "kind": "infografis",
        "pillars": ["sehat"],
        "supersedes": "tps-15-first",
        "title": "15 hal baru di TPS",
        "summary": "Apa yang berbeda di TPS pada 9 Desember 2020 agar pemilih tetap sehat.",
        "body": f"Pemungutan suara berlangsung pukul 07.00–13.00.\n\n{FIFTEEN}",
        "source": TPS,
        "alt_text": "Infografis hijau: lima belas gambar kecil, satu untuk tiap hal baru di TPS.",
        "transcript": f"15 hal baru di TPS. 9 Desember 2020, pukul 07.00–13.00.\n\n{FIFTEEN}",
        "share_caption": "15 hal baru di TPS, 9 Desember 2020. Simpan dan teruskan ke keluarga.",
    },
    {
        "key": "masks",
        "kind": "poster",
        "pillars": ["sehat"],
        "title": "Hidung, mulut, dagu: tertutup",
        "summary": "Cara memakai masker di TPS dan di setiap pertemuan tatap muka.",
        "body": (
            "Masker dipakai **menutup hidung, mulut, dan dagu**, di TPS maupun di setiap pertemuan "
            "tatap muka. Di TPS tersedia masker cadangan."
        ),
        "source": PKPU,
        "alt_text": "Poster: empat warga bermasker – berpeci, berkerudung, bercaping, bersanggul.",
        "transcript": (
            "Hidung, mulut, dagu: tertutup. Pakai masker dengan benar, dari rumah sampai bilik "
            "suara."
        ),
        "share_caption": "Masker menutup hidung, mulut, dan dagu. #PemilihSehat",
    },
    {
        "key": "metre",
        "kind": "poster",
        "pillars": ["sehat"],
        "title": "Satu meter di antrean TPS",
        "summary": "Jaga jarak satu meter, tidak bersalaman.",
        "body": (
            "Beri jarak **1 meter** dengan orang di depan dan di belakang. Tidak bersalaman: "
            "senyum dan anggukan sudah cukup. Waktu kedatangan diatur supaya antrean pendek."
        ),
        "source": f"{TPS} Jarak 1 meter: infografik datawrapper.dwcdn.net/4oGlr.",
        "alt_text": "Poster: antrean dari atas, tiap orang bercaping di lingkaran satu meter.",
        "transcript": (
            "1 m. Cukup dekat untuk saling menyapa. Jaga jarak satu meter di setiap antrean TPS. "
            "Tidak bersalaman, senyum saja."
        ),
        "share_caption": "Antre di TPS: jarak 1 meter, salamnya pakai senyum. #PemilihSehat",
    },
    {
        "key": "pen",
        "kind": "poster",
        "pillars": ["sehat"],
        "title": "Bawa alat tulis sendiri",
        "summary": "Satu benda kecil yang mengurangi sentuhan di TPS.",
        "body": "Ke TPS, bawa **alat tulis sendiri** dan pakai masker. Tersedia tisu kering.",
        "source": TPS,
        "alt_text": "Poster hijau tua: pulpen kuning besar melintang menggoreskan garis.",
        "transcript": "Bawa alat tulis sendiri. Bekal kecil ke TPS, 9 Desember 2020.",
        "share_caption": "Sudah siap ke TPS? Bawa alat tulis sendiri.",
    },
    {
        "key": "leaflet-tps",
        "kind": "leaflet",
        "pillars": ["sehat"],
        "title": "Ke TPS dengan tenang: lembar untuk tiap rumah",
        "summary": "Dua halaman A5: sebelum berangkat, di TPS, dan lima belas hal baru.",
        "body": (
            "Cetak bolak-balik di kertas A5, hitam putih pun terbaca. Bagikan dari rumah ke "
            "rumah atau titipkan di posyandu dan warung.\n\n" + FIFTEEN
        ),
        "source": f"{TPS} {PKPU}",
        "alt_text": "Leaflet A5 dua halaman: langkah ke TPS dan daftar lima belas hal baru.",
        "transcript": (
            "Ke TPS dengan tenang.\n\nSebelum berangkat: pakai masker yang menutup hidung, mulut, "
            "dan dagu; bawa alat tulis sendiri; datang pada waktu yang diatur.\n\nDi TPS: cuci "
            "tangan, periksa suhu, pakai sarung tangan, jarak satu meter, tidak bersalaman.\n\n"
            "Sesudahnya: tinta diteteskan, cuci tangan lagi, langsung pulang.\n\n"
            f"Lima belas hal baru:\n{FIFTEEN}"
        ),
        "share_caption": "Lembar A5 untuk tiap rumah: ke TPS dengan tenang. Silakan cetak.",
    },
    {
        "key": "radio-sehat",
        "kind": "iklan-radio",
        "pillars": ["sehat"],
        "title": "Naskah iklan radio: Sudah siap, Bu?",
        "summary": "Naskah 60 detik untuk dua suara, dengan musik pembuka dan penutup siap putar.",
        "body": (
            "**[Musik pembuka, 8 detik, lalu suara ayam]**\n\n"
            "**Bu Tini:** Pak, sudah jam tujuh. TPS sudah buka.\n\n"
            "**Pak Joko:** Sebentar, masker dulu. Hidung, mulut, dagu.\n\n"
            "**Bu Tini:** Alat tulisnya?\n\n"
            "**Pak Joko:** Bawa sendiri, ini di saku.\n\n"
            "**Bu Tini:** Nanti jangan salaman, ya. Jaraknya satu meter.\n\n"
            "**Pak Joko:** Siap. Cuci tangan, coblos, tintanya diteteskan, lalu pulang.\n\n"
            "**Bu Tini:** Siapa pun yang terpilih?\n\n"
            "**Berdua:** Kita hormati, kita tetap bertetangga!\n\n"
            "**Penutup:** Rabu, 9 Desember 2020, pukul 07.00 sampai 13.00. Pemilih cerdas, pemilih "
            "sehat, pemilih damai. Pesan ini disampaikan Komunitas Informasi Masyarakat.\n\n"
            "**[Musik penutup sampai gong]**\n"
        ),
        "source": f"{TPS} Pesan tiga pilar: m.jpnn.com, 11 November 2020. Musik: karya portal.",
        "transcript": (
            "Musik tanpa kata, 18 detik, untuk membuka dan menutup siaran: saron dan slenthem "
            "melantunkan lagu pelog, pada putaran kedua lebih ramai, lalu gong. Seluruh kata yang "
            "dibacakan ada di naskah."
        ),
        "share_caption": "Naskah iklan radio 60 detik, silakan dibacakan di radio komunitas.",
    },
    {
        "key": "storyboard",
        "kind": "videografis",
        "pillars": ["sehat"],
        "title": "Papan cerita: satu pagi di TPS",
        "summary": "Naskah film 60 detik dalam enam adegan, siap direkam dengan ponsel.",
        "body": (
            "| Adegan | Gambar | Kata |\n|---|---|---|\n"
            "| 1 | Matahari terbit di desa | Rabu, 9 Desember 2020. |\n"
            "| 2 | Masker dipakai | Hidung, mulut, dagu. |\n"
            "| 3 | Antrean dari atas | Jarak satu meter, tidak bersalaman. |\n"
            "| 4 | Tangan dicuci | Cuci tangan. |\n"
            "| 5 | Tinta menetes di jari | Tinta diteteskan, bukan dicelup. |\n"
            "| 6 | Kopi di satu meja | Siapa pun yang terpilih, kita hormati. |\n\n"
            "Rekam tegak, beri teks di layar, dan sediakan juru bahasa isyarat bila ada. "
            "Jangan tampilkan nama, nomor, atau gambar peserta pemilihan."
        ),
        "source": TPS,
        "alt_text": "Papan cerita enam kotak: pagi, masker, antrean, cuci tangan, tinta, kopi.",
        "transcript": (
            "Satu pagi di TPS. 1 Rabu, 9 Desember 2020. 2 Hidung, mulut, dagu. 3 Jarak satu meter. "
            "4 Cuci tangan. 5 Tinta diteteskan. 6 Tetap satu meja."
        ),
        "share_caption": "Papan cerita enam adegan: silakan rekam versi kampung Anda.",
    },
]
