"""Pemilih damai."""

HOAX = "Kominfo dan Bawaslu dalam kompas.com, 26 November 2020; cekfakta.com."
RUKUN = "m.jpnn.com, 11 November 2020; josstoday.com, 3 November 2020."
SARING = (
    "Dapat kabar soal pilkada? **Saring dulu, baru sebar.**\n\n"
    "1. Baca sampai habis, bukan judulnya saja\n2. Cari sumber resminya\n"
    "3. Periksa tanggalnya\n4. Cek di cekfakta.com\n5. Ragu? Berhenti di tangan Anda\n\n"
)

PEACEFUL = [
    {
        "key": "one-table",
        "kind": "poster",
        "pillars": ["damai"],
        "title": "Beda pilihan, tetap satu meja",
        "summary": "Poster untuk warung kopi, pos ronda, dan balai warga.",
        "body": (
            "Pilihan boleh berbeda; tetangga tetap tetangga. Pemilih damai menjaga persaudaraan "
            "dan **keguyuban**, sebelum dan sesudah hari pemungutan suara."
        ),
        "source": RUKUN,
        "alt_text": "Poster merah bata: enam cangkir kopi di satu meja bundar, dilihat dari atas.",
        "transcript": "Beda pilihan, tetap satu meja. Tetangga hari ini, tetangga juga besok.",
        "share_caption": "Beda pilihan, tetap satu meja. #PemilihDamai",
    },
    {
        "key": "five-steps",
        "kind": "infografis",
        "pillars": ["damai", "cerdas"],
        "title": "Saring dulu, baru sebar: lima langkah",
        "summary": "Lima pertanyaan sebelum meneruskan kabar tentang pemilihan.",
        "body": (
            f"{SARING}Temukan hoaks? Pada 2020 laporannya dibuka di **aduankonten.id**. "
            "Periksa lagi salurannya sebelum dipakai sekarang."
        ),
        "source": HOAX,
        "alt_text": "Infografis: pesan jatuh ke corong penyaring, yang benar sampai di ponsel.",
        "transcript": (
            "Saring dulu, baru sebar.\n1 Baca sampai habis: bukan judulnya saja.\n2 Cari sumber "
            "resminya: siapa yang menerbitkan?\n3 Periksa tanggalnya: kapan kabar itu dibuat?\n"
            "4 Cek di cekfakta.com: jaringan media pemeriksa fakta.\n5 Ragu? Berhenti di tangan "
            "Anda: laporkan, jangan teruskan."
        ),
        "share_caption": "Lima langkah sebelum meneruskan kabar pilkada. Saring dulu, baru sebar.",
    },
    {
        "key": "hoax-routes",
        "kind": "infografis",
        "pillars": ["damai"],
        "title": "38 isu hoaks, dan ke mana melaporkannya (2020)",
        "summary": "Jumlah hoaks pilkada 1 September–18 November 2020 dan jalur pelaporannya.",
        "body": (
            "Dari 1 September sampai 18 November 2020 ditemukan **38 isu** hoaks pilkada dengan "
            "**217 tautan**. Bawaslu menilai 77 melanggar aturan; 13 sudah diturunkan dan 64 "
            "dalam proses.\n\n"
            "- Kementerian Kominfo: aduankonten.id, WhatsApp 0811-922-4545\n"
            "- Bawaslu: situs Bawaslu, Gowaslu, WhatsApp 0811-1414-1414\n"
            "- Periksa fakta: cekfakta.com\n\n"
            "Saluran ini berlaku pada **2020**. Periksa lagi sebelum memakainya sekarang."
        ),
        "source": HOAX,
        "alt_text": "Infografis: angka 38, pengeras suara, dan tiga jalur pelaporan tahun 2020.",
        "transcript": (
            "1 September–18 November 2020. 38 isu hoaks pilkada, 217 tautan. Temukan? Laporkan. "
            "Kementerian Kominfo: aduankonten.id, WhatsApp 0811-922-4545. Bawaslu: situs Bawaslu "
            "dan Gowaslu, WhatsApp 0811-1414-1414. Periksa fakta: cekfakta.com, jaringan media "
            "pemeriksa fakta. Saluran tahun 2020; periksa lagi sebelum memakai nomornya sekarang."
        ),
        "share_caption": "38 isu hoaks pilkada, 217 tautan (1 Sep–18 Nov 2020). Saring, laporkan.",
    },
    {
        "key": "respect",
        "kind": "poster",
        "pillars": ["damai"],
        "title": "Siapa pun yang terpilih, kita hormati",
        "summary": "Poster untuk sesudah hari pemungutan suara.",
        "body": (
            "Siapa pun yang terpilih adalah **pilihan rakyat**. Hormati hasilnya, jaga keguyuban, "
            "dan jangan biarkan gesekan berkepanjangan."
        ),
        "source": RUKUN,
        "alt_text": "Poster: dua tangan dari dua arah saling terulur di depan matahari.",
        "transcript": (
            "Siapa pun yang terpilih, kita hormati. Pilihan rakyat. Keguyuban tetap kita jaga."
        ),
        "share_caption": "Siapa pun yang terpilih, kita hormati. #PemilihDamai",
    },
    {
        "key": "quiet-night",
        "kind": "poster",
        "pillars": ["damai"],
        "title": "Masa tenang, 6–8 Desember 2020",
        "summary": "Tiga hari untuk menimbang dengan kepala dingin.",
        "body": "Masa tenang berlangsung **6–8 Desember 2020**, sebelum hari pemungutan suara.",
        "source": "kompas.com, 5 Desember 2020.",
        "alt_text": "Poster malam: bulan purnama di atas kampung, jendela rumah panggung menyala.",
        "transcript": (
            "6–8 Desember 2020. Masa tenang. Timbang dengan kepala dingin. Tidur nyenyak, pilih "
            "dengan yakin."
        ),
        "share_caption": "Masa tenang 6–8 Desember 2020: timbang dengan kepala dingin.",
    },
    {
        "key": "saring",
        "kind": "teks-whatsapp",
        "pillars": ["damai"],
        "title": "Saring dulu, baru sebar (teks WhatsApp)",
        "summary": "Pesan singkat untuk grup keluarga dan RT tentang kabar bohong pilkada.",
        "body": SARING,
        "source": HOAX,
        "share_caption": "Dapat kabar soal pilkada? Saring dulu, baru sebar.",
    },
    {
        "key": "jingle",
        "kind": "jingle",
        "pillars": ["cerdas", "sehat", "damai"],
        "title": "Jingle: Cerdas, Sehat, Damai",
        "summary": "Dengarkan, lalu nyanyikan: untuk PKK, karang taruna, dan anak sekolah.",
        "body": (
            "Nada dasar C, 4/4, riang.\n\n"
            "| Not angka | Lirik |\n|---|---|\n"
            "| 5 5 6 5 · 3 5 5 0 | A-yo te-man, ki-ta cer-das |\n"
            "| 5 5 6 5 · 2 4 4 0 | ba-ca du-lu ba-ru pi-lih |\n"
            "| 3 3 4 5 · 6 5 3 0 | pa-kai mas-ker, ja-ga se-hat |\n"
            "| 4 3 2 5 · 2 3 1 0 | be-da pi-lih, te-tap da-mai |\n\n"
            "Nyanyikan dua kali; yang kedua lebih cepat. Rekamannya tanpa vokal, agar dapat "
            "mengiringi. Lagu dan lirik dibuat untuk portal ini."
        ),
        "source": "Tiga pilar: m.jpnn.com, 11 November 2020. Lagu dan lirik: karya portal.",
        "alt_text": "Lembar lagu: empat baris not angka dengan lirik di atas gelombang warna.",
        "transcript": (
            "Musik tanpa vokal, 27 detik: calung memainkan lagunya dua kali, yang kedua lebih "
            "cepat.\n\nLirik: Ayo teman, kita cerdas, baca dulu baru pilih, pakai masker, jaga "
            "sehat, beda pilih, tetap damai."
        ),
        "share_caption": "Ayo teman, kita cerdas… Jingle untuk didengar dan dinyanyikan bersama.",
    },
    {
        "key": "speech",
        "kind": "naskah-ceramah",
        "pillars": ["damai", "cerdas"],
        "title": "Naskah ceramah: menjaga rukun pada musim pemilihan",
        "summary": "Teks lima menit yang dapat dibacakan di rumah ibadah mana pun.",
        "body": (
            "*Salam pembuka sesuai tradisi setempat.*\n\n"
            "Saudara-saudari yang saya hormati,\n\n"
            "Pada **Rabu, 9 Desember 2020**, warga di 270 daerah memilih kepala daerahnya. Izinkan "
            "saya menitipkan tiga pesan.\n\n"
            "**Pertama, jadilah pemilih yang cerdas.** Kenali visi, misi, dan rekam jejak. Jangan "
            "membeli kucing dalam karung, dan jangan menukar suara dengan pemberian.\n\n"
            "**Kedua, jadilah pemilih yang sehat.** Pakai masker yang menutup hidung, mulut, dan "
            "dagu. Cuci tangan. Jaga jarak satu meter. Selain memilih, yang penting kita tetap "
            "sehat.\n\n"
            "**Ketiga, jadilah pemilih yang damai.** Saring setiap kabar sebelum disebarkan. "
            "Tetangga yang berbeda pilihan tetaplah saudara. Siapa pun yang terpilih, kita hormati "
            "sebagai pilihan rakyat.\n\n"
            "Dari tempat ini saya tidak mengajak memilih siapa pun. Saya mengajak kita semua "
            "menjaga keguyuban.\n\n*Penutup sesuai tradisi setempat.*"
        ),
        "source": f"{RUKUN} kompas.com, 9 Desember 2020; medcom.id (270 daerah).",
        "share_caption": "Naskah lima menit untuk rumah ibadah: menjaga rukun saat pemilihan.",
    },
    {
        "key": "clarification-fake",
        "kind": "klarifikasi",
        "pillars": ["damai"],
        "title": "Klarifikasi: infografis bisa dipalsukan, begini memeriksanya",
        "summary": "Mafindo pernah menemukan infografis palsu yang mengatasnamakan Bawaslu.",
        "body": (
            "Infografis yang tampak resmi belum tentu resmi. Mafindo pernah menemukan **infografis "
            "palsu** yang mengatasnamakan Bawaslu.\n\n"
            "Setiap materi di portal ini punya kode dan QR. Untuk memeriksanya:\n\n"
            "1. Pindai QR, atau ketik kodenya di halaman *Periksa keaslian*.\n"
            "2. Baca statusnya: resmi, sudah diganti, atau ditarik.\n"
            "3. Cocokkan judul, penerbit, dan tanggalnya.\n\n"
            "Tidak ada kode? Cari dulu sumbernya, jangan langsung diteruskan."
        ),
        "source": (
            "rumahpemilu.org, “Hoax infografis penyelenggara untuk merusak legitimasi pilkada”."
        ),
        "share_caption": "Infografis bisa dipalsukan. Periksa kodenya sebelum diteruskan.",
    },
    {
        "key": "twelve",
        "kind": "teks-whatsapp",
        "pillars": ["sehat"],
        "fate": "withdrawn",
        "note": (
            "Jumlahnya keliru: yang benar 15 hal baru, bukan 12. Pakai infografis “15 hal baru "
            "di TPS”."
        ),
        "title": "Dua belas hal baru di TPS",
        "summary": "Ditarik karena jumlahnya keliru.",
        "body": "Ringkasan hal baru di TPS. Versi ini ditarik; lihat “15 hal baru di TPS”.",
        "source": "kompas.tv dan kompas.com, 9 November 2020.",
        "share_caption": "Hal baru di TPS.",
    },
]
