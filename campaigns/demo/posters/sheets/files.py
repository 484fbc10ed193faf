"""The files of each demo material, and the functions that draw them."""

from functools import partial

from campaigns.demo.posters import colours as c
from campaigns.demo.posters.pen import pdf
from campaigns.demo.posters.sheets import booklets, choosing, community, peace, polling, stories
from campaigns.demo.texts.made_by_kim import SUKUN

KIM = {"name": SUKUN, "tagline": "Kota Malang"}
ONE_TABLE = {
    "one-table": ("Beda pilihan,\ntetap satu meja.", "Tetangga hari ini, tetangga juga besok."),
    "one-table-jv": ("Beda pilihan,\ntetep sedulur.", "Ayo padha njaga guyub rukun."),
    "one-table-su": ("Béda pilihan,\ntetep duduluran.", "Hayu urang jaga karukunan."),
    "one-table-min": ("Babeda piliahan,\ntatok badunsanak.", "Mari kito jago nagari nan damai."),
    "one-table-ban": (
        "Pilihan dados lianan,\ntetep manyama braya.",
        "Ngiring sareng-sareng rukun.",
    ),
}
WOODS = {
    "one-table": (c.EARTH, "#8a3916", c.EARTH_DARK),
    "one-table-jv": (c.TEAL, "#094d4b", c.DEEP),
    "one-table-su": (c.LEAF, "#1f5c39", c.LEAF_DARK),
    "one-table-min": (c.INDIGO, "#363482", c.NIGHT),
    "one-table-ban": (c.VIOLET, "#4d2a70", "#331a4d"),
}
MORNING = {
    "morning": ("Datang,\ncoblos, pulang\ndengan sehat.",
                "Pemilih cerdas, pemilih sehat, pemilih damai.", "Rabu, 9 Desember 2020"),
    "morning-en": ("Come, vote,\ngo home\nhealthy.",
                   "Well-informed, healthy, peaceful.", "Wednesday, 9 December 2020"),
}  # fmt: skip
OWN_VOICE = {
    "own-voice": (
        "Suara Anda,\nmilik Anda.",
        "Tidak dijual,\ntidak ditukar,\napa pun\ntawarannya.",
    ),
    "own-voice-jv": ("Swaramu,\nduwekmu.", "Ora didol,\nora diijolake."),
}
DRAWN = {
    "tps-15": polling.fifteen,
    "masks": polling.masks,
    "metre": polling.metre,
    "cat": choosing.cat_in_a_sack,
    "open-book": choosing.open_book,
    "dates": choosing.dates,
    "turnout": choosing.turnout,
    "respect": peace.respect,
    "five-steps": peace.five_steps,
    "hoax-routes": peace.hoax_routes,
    "quiet-night": peace.quiet_night,
    "tps-15-first": stories.only_words,
    "pen": community.own_pen,
    "fifty-people": partial(community.fifty, KIM),
    "hand-washing-jv": partial(community.washing, KIM),
    "storyboard": stories.storyboard,
    "jingle": stories.song,
    **{key: partial(peace.one_table, ONE_TABLE[key], WOODS[key]) for key in ONE_TABLE},
    **{key: partial(polling.morning, text) for key, text in MORNING.items()},
    **{key: partial(choosing.own_voice, text) for key, text in OWN_VOICE.items()},
    "slides": booklets.slide_cover,
}
BOUND = {
    "leaflet-tps": booklets.leaflet,
    "handbook": booklets.handbook,
    "slides": booklets.slides,
}


def files_of(spec):
    """Return the files of a demo material as [(bytes, name, role)]."""
    key, files = spec["key"], []
    if key in DRAWN:
        files.append((DRAWN[key]().png(), f"{key}.png", "original"))
    if key in BOUND:
        files.append((pdf(BOUND[key]()), f"{key}.pdf", "document"))
    return files
