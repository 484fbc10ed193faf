"""Materials for all three pillars: for speakers, and about what comes after the election."""

KIM_2020 = (
    "m.jpnn.com, “Lewat KIM, Kemenkominfo sosialisasikan Pemilihan Serentak 2020”, "
    "11 November 2020."
)
THREE = ["cerdas", "sehat", "damai"]
HANDBOOK = """\
**Cerdas.** Kenali visi, misi, dan rekam jejak. Suara tidak dijual dan tidak ditukar.

**Sehat.** Masker menutup hidung, mulut, dan dagu. Cuci tangan. Jarak 1 meter. Tatap muka paling \
banyak 50 orang.

**Damai.** Saring dulu, baru sebar. Beda pilihan, tetap bertetangga. Siapa pun yang terpilih, kita \
hormati.

**Tanggal.** Kampanye 26 September–5 Desember, masa tenang 6–8 Desember, pemungutan suara \
9 Desember 2020, pukul 07.00–13.00.

**Netral.** Jangan menampilkan nama, nomor, atau gambar peserta pemilihan.
"""
MEETING = "PKPU 6/2020 jo. 13/2020 (suara.com, 12 Oktober 2020); kompas.com, 5 dan 9 Desember 2020."

PROGRAMME = [
    {
        "key": "handbook",
        "kind": "buku-saku",
        "pillars": THREE,
        "title": "Buku saku pegiat KIM: cerdas, sehat, damai",
        "summary": "Delapan halaman kecil untuk dibawa ke rembuk warga.",
        "body": f"Cetak di kertas A6 atau baca di ponsel.\n\n{HANDBOOK}",
        "source": f"{KIM_2020} {MEETING}",
        "alt_text": "Buku saku delapan halaman; sampulnya kawung besar dengan tiga warna pilar.",
        "transcript": HANDBOOK.replace("**", ""),
        "share_caption": "Buku saku pegiat KIM, delapan halaman: cerdas, sehat, damai.",
    },
    {
        "key": "slides",
        "kind": "slide",
        "pillars": THREE,
        "title": "Salindia rembuk warga, 20 menit",
        "summary": "Enam salindia untuk layar, televisi balai desa, atau webinar.",
        "body": (
            "Urutan: pembuka, cerdas, sehat, damai, tanggal penting, tanya jawab. Kira-kira tiga "
            f"menit tiap salindia.\n\n{HANDBOOK}"
        ),
        "source": f"{KIM_2020} {MEETING}",
        "alt_text": "Salindia bergambar desa pagi hari, lalu satu salindia untuk tiap pilar.",
        "transcript": f"Rembuk warga, 20 menit.\n\n{HANDBOOK.replace('**', '')}",
        "share_caption": "Salindia rembuk warga: enam halaman, siap tayang.",
    },
    {
        "key": "article-seed",
        "kind": "artikel",
        "pillars": THREE,
        "title": "Pesan pemilihan lewat Kelompok Informasi Masyarakat",
        "summary": "Mengapa KIM menjadi motor penggerak sosialisasi Pemilihan Serentak 2020.",
        "body": (
            "Kelompok Informasi Masyarakat (KIM) adalah **motor penggerak**: mengajak warga "
            "berpartisipasi dengan aktif dan bijak dalam Pemilihan Serentak 2020.\n\n"
            "## Tiga pesan\n\n"
            "Di tengah euforia, anggota KIM mengingatkan protokol kesehatan – *selain memilih "
            "adalah pemilih tetap sehat* –, menjaga keguyuban, dan mengajak menghormati siapa pun "
            "yang menang sebagai pilihan rakyat: **pemilih cerdas, pemilih sehat, pemilih damai**."
            "\n\n## Lewat layar lebih dulu\n\n"
            "Pemerintah mengajak semua memakai media digital untuk seluruh kegiatan pemilihan. KPU "
            "sendiri memindahkan acara massa seperti pengundian nomor ke siaran langsung. Pada "
            "10 November 2020, 200 anggota KIM dari wilayah barat mengikuti webinar “Pemilihan "
            "Serentak 2020 Cerdas, Sehat dan Damai”."
        ),
        "source": f"{KIM_2020} mediacenter.slemankab.go.id (webinar 10 November 2020).",
        "share_caption": "KIM, motor penggerak pemilih cerdas, sehat, dan damai.",
    },
    {
        "key": "article-adinda",
        "kind": "artikel",
        "pillars": THREE,
        "title": "ADINDA: enam langkah kerja KIM",
        "summary": "Akses, Diskusi, Implementasi, Networking, Diseminasi, Aspirasi.",
        "body": (
            "Langkah kerja KIM diringkas dalam satu kata, **ADINDA**:\n\n"
            "- **A**kses informasi\n- **D**iskusi\n- **I**mplementasi\n- **N**etworking\n"
            "- **D**iseminasi\n- **A**spirasi\n\n"
            "Dalam laporan kegiatan, pilih langkah yang sedang dijalani, agar terlihat mana yang "
            "jarang tersentuh."
        ),
        "source": "kimkabbogor.id, “Fungsi, tugas, dan peran KIM”.",
        "share_caption": "ADINDA: enam langkah kerja KIM.",
    },
    {
        "key": "article-next",
        "kind": "artikel",
        "pillars": ["cerdas"],
        "fate": "scheduled",
        "title": "Pemilihan berikutnya: yang sudah dan yang belum pasti",
        "summary": "Putusan MK tentang pemilu nasional dan daerah, dan apa yang masih ditunggu.",
        "body": (
            "**Yang sudah pasti.** Putusan MK 135/PUU-XXII/2024 (26 Juni 2025) memisahkan "
            "pemilu nasional dan daerah: pemilu nasional pada 2029, pemilihan daerah 2 sampai 2,5 "
            "tahun sesudah pelantikan.\n\n"
            "**Yang belum pasti.** Tanggalnya. Pada Februari 2026 DPR menargetkan undang-undangnya "
            "selesai pada 2026 dan tahapan mulai 2027.\n\n"
            "Bila ada pesan berantai yang menyebut tanggal, tanyakan sumbernya."
        ),
        "source": "idntimes.com (putusan MK 135/PUU-XXII/2024); mediaindonesia.com, Februari 2026.",
        "share_caption": "Pemilihan berikutnya: apa yang sudah pasti dan apa yang belum?",
    },
]
