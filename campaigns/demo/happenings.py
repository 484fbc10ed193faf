"""What KIM did in November 2020, real in kind (DOMAIN.md §2, §3): places, days, settings, words."""

# ruff: noqa: E501 (a table of texts: one event reads as one entry)

#: (KIM, title, local start, hours, mode, setting, venue, pillars, people or None, story)
REPORTED = [
    (
        "KIM Rahayu",
        "Webinar Pemilihan Serentak 2020 Cerdas, Sehat, dan Damai",
        "2020-11-10T09:00", 2, "online", "webinar", "", "cerdas sehat damai", (200, 96, 104, 35, 4),
        "Dua ratus pegiat KIM se-Indonesia bagian barat belajar menyampaikan pesan pemilihan dengan bahasa warga sendiri. Pertanyaan terbanyak: bagaimana memilih dengan aman.",
    ),
    (
        "KIM Kekalik Sekarbela",
        "Forum KPU dan KIM: corong informasi di kampung",
        "2020-11-17T13:30", 3, "in_person", "rembug-warga", "Aula Kelurahan Kekalik Jaya", "cerdas damai", (42, 20, 22, 9, 1),
        "KPU menjelaskan tahapan dan lima belas hal baru di TPS. KIM menyanggupi meneruskannya di setiap lingkungan, dengan tempat duduk berjarak dan masker.",
    ),
    (
        "KIM Kauman Batik",
        "Rembug warga: pemilih sehat datang ke TPS",
        "2020-11-19T19:30", 2, "in_person", "pos-ronda", "Pos kamling RT 03 RW 02", "sehat", (28, 19, 9, 5, 0),
        "Bapak-bapak ronda mencoba simulasi bilik khusus. Leaflet cara mencoblos dibagikan kepada setiap rumah.",
    ),
    (
        "KIM Sukun Berseri",
        "Dari posyandu ke TPS: ibu bertanya, KIM menjawab",
        "2020-11-26T08:00", 2, "in_person", "posyandu", "Posyandu Melati RW 05", "sehat cerdas", (36, 3, 33, 4, 2),
        "Para ibu bertanya tentang pengukuran suhu, sarung tangan, dan membawa anak. Semua pulang membawa poster untuk ditempel di rumah.",
    ),
    (
        "KIM Kebonsari Guyub",
        "Pertunjukan kecil: tetap rukun siapa pun yang terpilih",
        "2020-11-26T19:00", 2, "hybrid", "karang-taruna", "Balai RW 07 dan siaran langsung", "damai", (47, 25, 22, 18, 1),
        "Pemuda karang taruna memainkan ludruk pendek tentang tetangga yang berbeda pilihan. Tersiar langsung; seratus orang lagi menonton dari rumah.",
    ),
    (
        "KIM Sukomanunggal",
        "Lima pertanyaan sebelum meneruskan pesan",
        "2020-11-21T16:00", 1, "online", "grup-whatsapp", "", "damai cerdas", (184, None, None, None, None),
        "Selama satu jam warga mengirim pesan berantai yang mereka terima, dan KIM memeriksanya satu per satu bersama mereka.",
    ),
    (
        "KIM Keputih Hijau",
        "Siaran keliling: jam datang ke TPS",
        "2020-12-04T07:00", 3, "media", "siaran", "Keliling sembilan RT", "sehat", (None, None, None, None, None),
        "Pengeras suara di atas becak motor membacakan jam kedatangan dan perlengkapan yang dibawa.",
    ),
    (
        "KIM Ubud",
        "Sangkep banjar: kenali visi, misi, dan rekam jejak",
        "2020-11-22T18:30", 2, "in_person", "rembug-warga", "Bale Banjar Ubud Kelod", "cerdas", (50, 31, 19, 11, 2),
        "Warga membandingkan cara membaca visi dan misi tanpa menyebut satu nama pun. Batas lima puluh orang dijaga pecalang.",
    ),
    (
        "KIM Lasiolat Perbatasan",
        "Seusai misa: cara memilih bagi pemilih pemula",
        "2020-11-29T09:30", 1, "in_person", "rumah-ibadah", "Halaman Gereja Stasi Lasiolat", "cerdas damai", (44, 20, 24, 21, 0),
        "Di perbatasan sinyal sering hilang, jadi poster dicetak besar dan dipasang di papan pengumuman gereja.",
    ),
    (
        "KIM Malalayang",
        "Belajar bersama ibu PKK: pemilih sehat",
        "2020-11-24T15:00", 2, "in_person", "pkk", "Kantor Kelurahan Malalayang Satu", "sehat", (33, 1, 32, 3, 1),
        "Kader PKK mempraktikkan urutan di TPS dari cuci tangan sampai tetes tinta.",
    ),
    (
        "KIM Wainitu",
        "Pela gandong menjaga pemilihan damai",
        "2020-11-28T16:00", 2, "in_person", "rembug-warga", "Baileo Negeri", "damai", (49, 27, 22, 8, 0),
        "Tetua negeri mengingatkan ikatan saudara. Tidak ada lambang dan tidak ada nomor di dalam ruangan.",
    ),
    (
        "KIM Gurabesi",
        "Pasar pagi: membaca surat suara bersama mama-mama",
        "2020-11-30T06:30", 2, "in_person", "pasar", "Pasar Hamadi", "cerdas", (61, 18, 43, 6, 0),
        "Mama-mama pasar mencoba melipat contoh surat suara tanpa gambar. Yang hadir melewati lima puluh, maka dibagi dua giliran.",
    ),
]

#: (KIM, title, days from today, hour, mode, setting, venue, pillars, link)
PLANNED = [
    ("KIM Sukun Berseri", "Kelas cek fakta untuk warga senior", 3, 9, "in_person", "rembug-warga", "Balai RW 05", "cerdas damai", ""),
    ("KIM Kekalik Sekarbela", "Obrolan daring: data pemilih dan cara memeriksanya", 5, 20, "online", "webinar", "", "cerdas", "https://meet.example.org/kim-sekarbela"),
    ("KIM Gurabesi", "Temu pemuda: bijak bermedia sosial", 9, 15, "hybrid", "karang-taruna", "Aula SMA Negeri 4", "damai", ""),
    ("KIM Ubud", "Sangkep bulanan: papan informasi banjar", 14, 18, "in_person", "rembug-warga", "Bale Banjar Ubud Kelod", "damai", ""),
]

#: What waits, came back, was refused: (KIM, title, days ago, people, fate, note, field)
UNDER_WAY = [
    ("KIM Sukun Berseri", "Ronda bercerita: menyaring pesan berantai", 2, 31, "waiting", "", ""),
    ("KIM Klojen Ceria", "Pojok baca: mengenal lembaga pemilihan", 4, 4000, "waiting", "", ""),
    ("KIM Sukun Berseri", "Posyandu Melati: papan informasi baru", 6, 24, "returned", "Jumlah laki-laki dan perempuan belum diisi; adakah daftar hadirnya?", "men"),
    ("KIM Kebonsari Guyub", "Jalan sehat kampung", 8, 50, "rejected", "Foto memuat lambang peserta pemilihan. Kegiatan harus netral.", "photos"),
    ("KIM Sukun Berseri", "Arisan RT 02: rencana kelas daring", 1, None, "draft", "", ""),
    ("KIM Bontang Kuala", "Pelatihan menulis kabar kampung", 20, 22, "withdrawn", "Tercatat dua kali; laporan yang benar sudah tampil.", ""),
]
