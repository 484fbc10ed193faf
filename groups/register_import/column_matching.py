"""Match the columns of a register to fields, by their headings or by the previous import."""

from django.utils.translation import gettext_lazy as _

from kimportal.web.search import fold

#: The fields of a register and the headings that offices use; earlier fields have priority.
FIELDS = {
    "name": (_("Name of the KIM"), ["nama kim", "nama kelompok", "nama komunitas", "kim", "nama"]),
    "code": (_("Region code"), ["kode wilayah", "kode desa", "kode kelurahan", "region code"]),
    "village": (
        _("Village or kelurahan"),
        ["desa kelurahan", "kelurahan desa", "desa kel", "kelurahan", "desa", "village"],
    ),
    "district": (_("District"), ["kecamatan", "kec", "district"]),
    "regency": (_("Regency or city"), ["kabupaten kota", "kab kota", "kabupaten", "kota", "kab"]),
    "contact_name": (_("Chair"), ["nama ketua", "ketua kim", "ketua", "penanggung jawab"]),
    "contact_phone": (
        _("Phone"),
        ["no hp", "nomor hp", "no telepon", "telepon", "no wa", "hp", "whatsapp", "telp", "kontak"],
    ),
    "contact_email": (_("E-mail of the chair"), ["email", "e mail", "surel", "alamat email"]),
    "address": (_("Secretariat address"), ["alamat sekretariat", "sekretariat", "alamat"]),
    "founded": (_("Founded"), ["tanggal berdiri", "tanggal pembentukan", "berdiri"]),
    "decree_number": (_("Decree number"), ["nomor sk", "no sk", "nomor surat keputusan", "sk"]),
    "decree_date": (_("Decree date"), ["tanggal sk", "tgl sk", "tanggal surat keputusan"]),
    "decree_signer_name": (_("Decree signed by"), ["penandatangan sk", "penandatangan"]),
    "kim_id_number": (_("kim.id number"), ["nomor kim id", "no kim id"]),
}
REQUIRED = ("name",)


def guess(headings, previous):
    """Return {field: column}: as matched before, else by equal, else by containing headings.

    `previous` is {heading: field}.
    """
    folded = [fold(text) for text in headings]
    columns = {previous[text]: n for n, text in enumerate(headings) if previous.get(text) in FIELDS}
    for matches in (str.__eq__, contains):
        for field, (_label, terms) in FIELDS.items():
            free = [n for n in range(len(headings)) if n not in columns.values() and folded[n]]
            if field not in columns:
                candidates = [n for term in terms for n in free if matches(folded[n], term)]
                columns |= {field: candidates[0]} if candidates else {}
    return columns


def contains(heading, term):
    """Whether a heading contains this term of two or more words."""
    return " " in term and f" {term} " in f" {heading} "
