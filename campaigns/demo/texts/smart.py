"""Pemilih cerdas."""

AJAKAN = "Kominfo dalam medcom.id dan infopublik.id, 2020; josstoday.com, 3 November 2020."

SMART = [
    {
        "key": "cat",
        "kind": "poster",
        "pillars": ["cerdas"],
        "title": "Bukan kucing dalam karung",
        "summary": "Kenali visi, misi, dan rekam jejak sebelum menentukan pilihan.",
        "body": (
            "Ada pepatah lama: jangan membeli **kucing dalam karung**. Dalam pemilihan pun begitu. "
            "Sebelum hari pemungutan suara, luangkan waktu untuk tiga hal:\n\n"
            "1. **Visi** – daerah seperti apa yang dicita-citakan.\n"
            "2. **Misi** – langkah untuk mencapainya.\n"
            "3. **Rekam jejak** – apa yang pernah dikerjakan.\n\n"
            "Bicarakan bersama keluarga dan tetangga. Pilihan tetap milik Anda sendiri."
        ),
        "source": AJAKAN,
        "alt_text": "Poster nila: seekor kucing hitam mengintip dari karung jingga yang bertambal.",
        "transcript": (
            "Bukan kucing dalam karung. Kenali visi, misi, dan rekam jejaknya, baru tentukan "
            "pilihan. Portal KIM, Komunitas Informasi Masyarakat."
        ),
        "share_caption": (
            "Jangan pilih kucing dalam karung. Kenali visi, misi, dan rekam jejaknya dulu. "
            "#PemilihCerdas"
        ),
    },
    {
        "key": "open-book",
        "kind": "infografis",
        "pillars": ["cerdas"],
        "title": "Baca dulu sebelum memilih",
        "summary": "Visi, misi, dan rekam jejak: tiga hal yang patut dibaca, dengan pertanyaannya.",
        "body": (
            "Pakai tiga pertanyaan ini di rembuk warga, arisan, atau kelas pemilih pemula.\n\n"
            "| Yang dibaca | Pertanyaannya |\n|---|---|\n"
            "| Visi | Daerah seperti apa yang dicita-citakan? |\n"
            "| Misi | Langkah apa untuk mencapainya? |\n"
            "| Rekam jejak | Apa yang sudah pernah dikerjakan? Bagaimana hasilnya? |\n\n"
            "Pemandu tidak menyebut atau menyarankan peserta pemilihan mana pun."
        ),
        "source": AJAKAN,
        "alt_text": "Infografis: buku terbuka dengan tulisan Visi, Misi, dan Rekam jejak.",
        "transcript": (
            "Pemilih cerdas. Baca dulu sebelum memilih.\n\nVisi: daerah seperti apa yang "
            "dicita-citakan?\nMisi: langkah apa untuk mencapainya?\nRekam jejak: apa yang sudah "
            "pernah dikerjakan? Bagaimana hasilnya?\n\nYang dibaca bersama, bisa dibicarakan "
            "bersama."
        ),
        "share_caption": "Visi, misi, rekam jejak: baca dulu sebelum memilih.",
    },
    {
        "key": "own-voice",
        "kind": "poster",
        "pillars": ["cerdas"],
        "title": "Suara Anda, milik Anda",
        "summary": "Hak pilih tidak dijual dan tidak ditukar.",
        "body": (
            "Satu orang, satu suara, satu pilihan yang ditentukan sendiri. Pemilih cerdas "
            "**tidak pragmatis**: suaranya tidak dijual dan tidak ditukar dengan pemberian apa pun."
            "\n\nTempel poster ini di balai warga, pos ronda, dan warung."
        ),
        "source": "Kominfo dalam josstoday.com, 3 November 2020.",
        "alt_text": "Poster kuning: telapak tangan terbuka dengan tinta ungu di jari kelingking.",
        "transcript": "Suara Anda, milik Anda. Tidak dijual, tidak ditukar, apa pun tawarannya.",
        "share_caption": "Suara Anda, milik Anda. Tidak dijual, tidak ditukar. #PemilihCerdas",
    },
    {
        "key": "turnout",
        "kind": "infografis",
        "pillars": ["cerdas"],
        "title": "76,09 persen pemilih datang",
        "summary": "Partisipasi Pemilihan Serentak 2020: hasil, target, dan rinciannya.",
        "body": (
            "Target partisipasi Pemilihan Serentak 2020 adalah **77,5 persen**; yang tercapai "
            "**76,09 persen**.\n\n| Pemilihan | Partisipasi |\n|---|---|\n"
            "| Gubernur | 69,67% |\n| Bupati | 77,52% |\n| Wali kota | 69,04% |\n\n"
            "Angka ini adalah bagian pemilih yang memberikan suara, bukan perolehan peserta."
        ),
        "source": "medcom.id, “Belum Capai Target, Partisipasi Pemilih Pilkada 2020 76,09%”.",
        "alt_text": "Infografis: seratus orang kecil, 76 berwarna nila; tiga batang partisipasi.",
        "transcript": (
            "76,09%. Dari 100 pemilih, 76 datang ke TPS. Pemilihan gubernur 69,67%. Pemilihan "
            "bupati 77,52%. Pemilihan wali kota 69,04%. Target 77,5%."
        ),
        "share_caption": "Pemilihan Serentak 2020: 76,09% pemilih datang ke TPS. Target 77,5%.",
    },
    {
        "key": "dates",
        "kind": "infografis",
        "pillars": ["cerdas", "damai"],
        "title": "Catat tanggalnya: 9 Desember 2020",
        "summary": "Masa kampanye, masa tenang, dan hari pemungutan suara dalam satu lembar.",
        "body": (
            "- **26 September–5 Desember 2020**: masa kampanye\n"
            "- **6–8 Desember 2020**: masa tenang\n"
            "- **Rabu, 9 Desember 2020**, pukul 07.00–13.00: pemungutan suara di TPS\n\n"
            "Pemilihan berlangsung di **270 daerah**: 9 provinsi, 224 kabupaten, dan 37 kota."
        ),
        "source": (
            "kompas.com, 5 Desember 2020 (masa tenang) dan 9 Desember 2020 (jam TPS); medcom.id "
            "(270 daerah)."
        ),
        "alt_text": "Infografis: lembar kalender 9 Desember 2020 dan garis waktu empat titik.",
        "transcript": (
            "Catat tanggalnya. Rabu, 9 Desember 2020.\n26 September–5 Desember: masa kampanye.\n"
            "6–8 Desember: masa tenang, waktu menimbang dengan kepala dingin.\n9 Desember, pukul "
            "07.00–13.00: pemungutan suara di TPS.\n270 daerah: 9 provinsi, 224 kabupaten, 37 kota."
        ),
        "share_caption": "Rabu, 9 Desember 2020, pukul 07.00–13.00: sampai bertemu di TPS.",
    },
]
