"""Words by which people name places, as data.

Names of kinds are those of the laws named beside them; they only say on which level to look, so a
word is accepted in every province. Everyday short names are followed by the code they stand for.
"""

PROVINCE, REGENCY, DISTRICT, VILLAGE = 1, 2, 3, 4

#: Words for a kind, and the level they name. Those of regencies and cities are in TOWN_WORDS.
KIND_WORDS = {
    **dict.fromkeys("provinsi propinsi prov prop".split(), PROVINCE),
    **dict.fromkeys("kabupaten kab kota kotamadya kodya".split(), REGENCY),
    # UU 23/2014; Perda Istimewa DIY 1/2018 (kapanewon, kemantren); UU 21/2001 (distrik).
    **dict.fromkeys("kecamatan kec kapanewon kemantren distrik".split(), DISTRICT),
    # UU 6/2014; UU 11/2006 (gampong); Perda Istimewa DIY 1/2018 (kalurahan); Perda Sumatera Barat
    # 7/2018 (nagari); UU 21/2001 (kampung). The others are names that villages of Lampung (pekon,
    # tiyuh), Simalungun (nagori), Toraja (lembang), Maluku (negeri, ohoi) give themselves.
    **dict.fromkeys(
        "kelurahan kel desa ds gampong gampoeng kalurahan nagari kampung kampong kp pekon tiyuh"
        " nagori lembang negeri ohoi".split(),
        VILLAGE,
    ),
}
#: Cities and regencies share names (Malang), so these words decide between them.
TOWN_WORDS = {
    **dict.fromkeys("kabupaten kab".split(), "kabupaten"),
    **dict.fromkeys("kota kotamadya kodya".split(), "kota"),
}
#: Parts of a village, which the official list does not have; with their name they are left out.
SMALLER_WORDS = frozenset(
    "dusun dsn dukuh dukuhan padukuhan pedukuhan lingkungan jorong rt rw".split()
)
#: Parts of a kind's name that tell nothing apart.
IGNORED_WORDS = frozenset("administrasi adm administratif".split())
#: Words that official names and people write in full or short; the first one is the full one.
SPELLINGS = (
    ("kepulauan", "kep"),
    ("tanjung", "tj", "tjg", "tg"),
    ("gunung", "gn", "gng"),
    ("sungai", "sei", "s"),
    ("pulau", "p"),
    ("lubuk", "lbk", "lb"),
    ("teluk", "tlk"),
    ("pasar", "psr"),
    ("yogyakarta", "jogjakarta", "yogya", "jogja"),
)
#: Everyday short names, each with the code of the region.
SHORT_NAMES = {
    "sumut": "12",
    "sumbar": "13",
    "sumsel": "16",
    "babel": "19",
    "kepri": "21",
    "dki": "31",
    "jabar": "32",
    "jateng": "33",
    "diy": "34",
    "jatim": "35",
    "ntb": "52",
    "ntt": "53",
    "kalbar": "61",
    "kalteng": "62",
    "kalsel": "63",
    "kaltim": "64",
    "kaltara": "65",
    "sulut": "71",
    "sulteng": "72",
    "sulsel": "73",
    "sultra": "74",
    "sulbar": "76",
    "jakpus": "31.71",
    "jakut": "31.72",
    "jakbar": "31.73",
    "jaksel": "31.74",
    "jaktim": "31.75",
    "tangsel": "36.74",
    "solo": "33.72",
    "kukar": "64.02",
    "kutim": "64.08",
    "kubar": "64.07",
    "ppu": "64.09",
    "kobar": "62.01",
    "kotim": "62.02",
    "oki": "16.02",
    "muba": "16.06",
    "oku": "16.01",
    "inhu": "14.02",
    "inhil": "14.04",
    "rohul": "14.06",
    "rohil": "14.07",
    "kuansing": "14.09",
    "lobar": "52.01",
    "loteng": "52.02",
    "lotim": "52.03",
    "klu": "52.08",
    "sby": "35.78",
}
