"""Translations into regional languages of Indonesia and into English."""

from campaigns.demo.texts.peaceful import HOAX, RUKUN

TABLE = {"kind": "poster", "pillars": ["damai"], "translation_of": "one-table", "source": RUKUN}
SIFT = {"kind": "teks-whatsapp", "pillars": ["damai"], "translation_of": "saring", "source": HOAX}

LANGUAGES = [
    {
        **TABLE,
        "key": "one-table-jv",
        "language": "jv",
        "title": "Beda pilihan, tetep sedulur",
        "summary": "Poster kanggo warung, pos kamling, lan bale desa.",
        "body": "Pilihan kena beda, tangga tetep tangga. Ayo padha njaga guyub rukun.",
        "alt_text": "Poster ijo tuwa: nem cangkir kopi ing meja bunder, katon saka ndhuwur.",
        "transcript": "Beda pilihan, tetep sedulur. Ayo padha njaga guyub rukun.",
        "share_caption": "Beda pilihan, tetep sedulur. Ayo padha njaga guyub rukun.",
    },
    {
        **TABLE,
        "key": "one-table-su",
        "language": "su",
        "title": "Béda pilihan, tetep duduluran",
        "summary": "Poster pikeun warung, pos ronda, jeung balé désa.",
        "body": "Pilihan meunang béda, tatangga tetep tatangga. Hayu urang jaga karukunan.",
        "alt_text": "Poster: genep cangkir kopi dina hiji méja buleud, ditempo ti luhur.",
        "transcript": "Béda pilihan, tetep duduluran. Hayu urang jaga karukunan.",
        "share_caption": "Béda pilihan, tetep duduluran. Hayu urang jaga karukunan.",
    },
    {
        **TABLE,
        "key": "one-table-min",
        "language": "min",
        "title": "Babeda piliahan, tatok badunsanak",
        "summary": "Poster untuak lapau, pos rondo, jo balai nagari.",
        "body": "Piliahan buliah babeda, awak tatok badunsanak. Mari kito jago nagari nan damai.",
        "alt_text": "Poster: anam cangkia kopi di ciek meja bunda, dicaliak dari ateh.",
        "transcript": "Babeda piliahan, tatok badunsanak. Mari kito jago nagari nan damai.",
        "share_caption": "Babeda piliahan, tatok badunsanak. Mari kito jago nagari nan damai.",
    },
    {
        **TABLE,
        "key": "one-table-ban",
        "language": "ban",
        "title": "Pilihan dados lianan, tetep manyama braya",
        "summary": "Poster antuk warung, bale banjar, miwah pos ronda.",
        "body": "Pilihan dados lianan, manyama braya tetep kajaga. Ngiring sareng-sareng rukun.",
        "alt_text": "Poster: nem cangkir kopi ring meja bunter, kacingak saking duur.",
        "transcript": "Pilihan dados lianan, tetep manyama braya. Ngiring sareng-sareng rukun.",
        "share_caption": "Pilihan dados lianan, tetep manyama braya. Ngiring sareng-sareng rukun.",
    },
    {
        "key": "morning-en",
        "kind": "poster",
        "pillars": ["sehat", "cerdas", "damai"],
        "translation_of": "morning",
        "language": "en",
        "title": "Come, vote, go home healthy",
        "summary": "The polling day poster in English, for visitors and partners.",
        "body": "Wednesday, **9 December 2020**. Polling stations are open from 07.00 to 13.00.",
        "source": "m.jpnn.com, 11 November 2020; kompas.com, 9 December 2020 (opening hours).",
        "alt_text": "Poster: the sun rises over rice terraces and stilt houses; a ballot box.",
        "transcript": (
            "Wednesday, 9 December 2020. Come, vote, go home healthy. Well-informed, healthy, "
            "peaceful."
        ),
        "share_caption": "Wednesday, 9 December 2020: come, vote, go home healthy.",
    },
    {
        "key": "own-voice-jv",
        "kind": "poster",
        "pillars": ["cerdas"],
        "translation_of": "own-voice",
        "language": "jv",
        "title": "Swaramu, duwekmu",
        "summary": "Hak pilih ora didol lan ora diijolake.",
        "body": "Swara siji, pilihan dhewe. **Ora didol, ora diijolake.**",
        "source": "Kominfo dalam josstoday.com, 3 November 2020.",
        "alt_text": "Poster kuning: epek-epek tangan kanthi mangsi wungu ing jenthik.",
        "transcript": "Swaramu, duwekmu. Ora didol, ora diijolake.",
        "share_caption": "Swaramu, duwekmu. Ora didol, ora diijolake.",
    },
    {
        **SIFT,
        "key": "saring-jv",
        "language": "jv",
        "title": "Disaring dhisik, lagi disebar",
        "summary": "Pesen cekak kanggo grup kulawarga lan RT.",
        "body": (
            "Oleh kabar bab pilkada? **Disaring dhisik, lagi disebar.**\n\n"
            "1. Diwaca nganti rampung\n2. Digoleki sumber resmine\n3. Ditiliki tanggale\n"
            "4. Dipriksa ing cekfakta.com\n5. Mangu-mangu? Mandheg ing panjenengan"
        ),
        "share_caption": "Oleh kabar bab pilkada? Disaring dhisik, lagi disebar.",
    },
    {
        **SIFT,
        "key": "saring-su",
        "language": "su",
        "title": "Saring heula, kakara sebarkeun",
        "summary": "Talatah pondok pikeun grup kulawarga jeung RT.",
        "body": (
            "Meunang béja ngeunaan pilkada? **Saring heula, kakara sebarkeun.**\n\n"
            "1. Baca nepi ka réngsé\n2. Téangan sumber resmina\n3. Tempo tanggalna\n"
            "4. Pariksa di cekfakta.com\n5. Cangcaya? Eureun di anjeun"
        ),
        "share_caption": "Meunang béja ngeunaan pilkada? Saring heula, kakara sebarkeun.",
    },
    {
        **SIFT,
        "key": "saring-min",
        "language": "min",
        "title": "Sariang dulu, baru sebarkan",
        "summary": "Pasan singkek untuak grup kaluarga jo RT.",
        "body": (
            "Dapek kaba soal pilkada? **Sariang dulu, baru sebarkan.**\n\n"
            "1. Baco sampai salasai\n2. Cari sumber resminyo\n3. Caliak tanggalnyo\n"
            "4. Pareso di cekfakta.com\n5. Ragu? Baranti di awak"
        ),
        "share_caption": "Dapek kaba soal pilkada? Sariang dulu, baru sebarkan.",
    },
    {
        **SIFT,
        "key": "saring-en",
        "language": "en",
        "title": "Sift first, then share",
        "summary": "A short message for family and neighbourhood groups.",
        "body": (
            "Received news about the election? **Sift first, then share.**\n\n"
            "1. Read to the end, not just the headline\n2. Find the official source\n"
            "3. Check the date\n4. Look it up at cekfakta.com\n5. In doubt? Let it stop with you"
        ),
        "share_caption": "Received news about the election? Sift first, then share.",
    },
]
