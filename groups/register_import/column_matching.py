"""Which column holds what: guessed from the words above it, or as the office did last time."""

from django.utils.translation import gettext_lazy as _

from kimportal.web.search import fold

#: What a register may tell, and how Dinas head such a column; earlier fields choose first.
FIELDS = {
    "name": (_("Name of the KIM"), ["nama kim", "nama kelompok", "nama komunitas", "kim", "nama"]),
    "code": (_("Region code"), ["kode wilayah", "kode desa", "kode kelurahan", "region code"]),
    "village": (
        _("Village or kelurahan"),
        ["desa kelurahan", "kelurahan desa", "desa kel"] + ["kelurahan", "desa", "village"],
    ),
    "district": (_("District"), ["kecamatan", "kec", "district"]),
    "regency": (_("Regency or city"), ["kabupaten kota", "kab kota", "kabupaten", "kota", "kab"]),
    "contact_name": (_("Chair"), ["nama ketua", "ketua kim", "ketua", "penanggung jawab"]),
    "contact_phone": (
        _("Phone"),
        ["no hp", "nomor hp", "no telepon", "telepon", "no wa", "hp"]
        + ["whatsapp", "telp", "kontak"],
    ),
    "contact_email": (_("E-mail of the chair"), ["email", "e mail", "surel", "alamat email"]),
    "address": (_("Secretariat address"), ["alamat sekretariat", "sekretariat", "alamat"]),
    "founded": (_("Founded"), ["tanggal berdiri", "tanggal pembentukan", "berdiri"]),
    "decree_number": (_("Decree number"), ["nomor sk", "no sk", "nomor surat keputusan", "sk"]),
    "decree_date": (_("Decree date"), ["tanggal sk", "tgl sk", "tanggal surat keputusan"]),
    "decree_signer_name": (_("Decree signed by"), ["penandatangan sk", "penandatangan"]),
    "kim_id_number": (_("kim.id number"), ["nomor kim id", "no kim id"]),
}
NEEDED = ("name",)


def guess(head, remembered):
    """{field: column}: what the office chose before, else the words alone, else words within."""
    folded = [fold(word) for word in head]
    chosen = {remembered[word]: n for n, word in enumerate(head) if remembered.get(word) in FIELDS}
    for close in (str.__eq__, within):
        for field, (_label, words) in FIELDS.items():
            free = [n for n in range(len(head)) if n not in chosen.values() and folded[n]]
            if field not in chosen:
                found = [n for word in words for n in free if close(folded[n], word)]
                chosen |= {field: found[0]} if found else {}
    return chosen


def within(head, word):
    return " " in word and f" {word} " in f" {head} "
