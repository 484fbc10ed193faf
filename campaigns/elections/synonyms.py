"""Words that people use for the same subject of an election: a search for one finds the others.

Each row is one subject; its words are folded (lower case, no punctuation). A phrase counts where
all its words stand in a text, in any order: common ones ("tidak memilih") would find everything.
"""

SYNONYMS = (
    ("hoaks", "hoax", "berita bohong", "kabar bohong", "berita palsu", "disinformasi", "fake news"),
    ("covid", "covid19", "covid 19", "corona", "korona", "virus corona", "virus korona"),
    (
        *("politik uang", "money politics", "money politic", "serangan fajar", "jual beli suara"),
        *("suap", "vote buying"),
    ),
    ("golput", "golongan putih"),
    (
        *("disabilitas", "difabel", "penyandang disabilitas", "penyandang cacat", "tunanetra"),
        *("tunarungu", "disability", "disabled"),
    ),
    ("tps", "tempat pemungutan suara", "polling station"),
    ("dpt", "daftar pemilih tetap"),
    ("prokes", "protokol kesehatan"),
    ("pilkada", "pemilihan serentak", "pemilihan kepala daerah"),
    ("lansia", "lanjut usia"),
)
