"""Materials of demo KIM, in every moderation state."""

from campaigns.demo.texts.healthy import PKPU, TPS

SUKUN, SEKARBELA, PAMEKASAN = "KIM Sukun Berseri", "KIM Kekalik Sekarbela", "KIM Larangan Luar"

MADE_BY_KIM = [
    {
        "key": "fifty-people",
        "kind": "infografis",
        "pillars": ["sehat"],
        "group": SUKUN,
        "title": "Rembuk warga paling banyak 50 orang",
        "summary": "Daftar periksa pertemuan tatap muka, dari KIM untuk KIM.",
        "body": (
            "Sebelum mengundang, hitung dulu: tatap muka **paling banyak 50 orang**, dan media "
            "sosial serta pertemuan daring diutamakan.\n\n"
            "- Masker menutup hidung, mulut, dan dagu\n- Tempat cuci tangan atau cairan pembersih\n"
            "- Jarak 1 meter"
        ),
        "source": PKPU,
        "alt_text": "Infografis: lima puluh orang kecil berbaris dan tiga butir daftar periksa.",
        "transcript": (
            "50 orang, tidak lebih. Rembuk warga tatap muka: masker menutup hidung, mulut, dan "
            "dagu; cuci tangan atau cairan pembersih; jarak 1 meter. KIM Sukun Berseri."
        ),
        "share_caption": "Mau rembuk warga? Paling banyak 50 orang, ya.",
    },
    {
        "key": "hand-washing-jv",
        "kind": "poster",
        "pillars": ["sehat"],
        "group": SUKUN,
        "language": "jv",
        "title": "Wijik dhisik, lagi nyoblos",
        "summary": "Poster cuci tangan karya warga Sukun.",
        "body": "Sadurunge mlebu TPS, **wijik nganggo sabun**. Masker aja lali.",
        "source": TPS,
        "alt_text": "Poster biru hijau: rong tangan ing ngisor pancuran banyu.",
        "transcript": "Wijik dhisik, lagi nyoblos. Masker aja lali. KIM Sukun Berseri.",
        "share_caption": "Wijik dhisik, lagi nyoblos. Masker aja lali.",
    },
    {
        "key": "first-voters",
        "kind": "teks-whatsapp",
        "pillars": ["cerdas"],
        "group": PAMEKASAN,
        "fate": "waiting",
        "title": "Pesan untuk pemilih pemula di Larangan Luar",
        "summary": "Teks untuk grup karang taruna.",
        "body": "Pertama kali memilih? Kenali visi, misi, dan rekam jejak. Suara Anda, milik Anda.",
        "source": "josstoday.com, 3 November 2020.",
        "share_caption": "Pertama kali memilih? Kenali dulu visi, misi, dan rekam jejaknya.",
    },
    {
        "key": "returned-slogan",
        "kind": "teks-whatsapp",
        "pillars": ["damai"],
        "group": SUKUN,
        "fate": "returned",
        "note": "Pesannya baik. Mohon sebutkan sumber untuk nomor pelaporan dan tahunnya.",
        "title": "Temukan hoaks? Lapor ke sini",
        "summary": "Teks untuk grup RT.",
        "body": "Temukan hoaks pilkada? Laporkan, jangan teruskan.",
        "source": "Dari grup WhatsApp RT.",
        "share_caption": "Temukan hoaks? Laporkan, jangan teruskan.",
    },
    {
        "key": "draft-story",
        "kind": "artikel",
        "pillars": ["damai"],
        "group": SUKUN,
        "fate": "draft",
        "title": "Cerita rembuk warga RW 05",
        "summary": "Draf: menunggu foto dan izin warga.",
        "body": "Warga berkumpul di balai, berjarak satu meter, dan bertanya tentang masa tenang.",
        "source": "Catatan KIM Sukun Berseri.",
    },
]
