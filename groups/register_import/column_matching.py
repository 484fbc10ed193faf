"""Match the columns of a register to fields, by their headings or by the previous import."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from kimportal.web.search import fold


@dataclass(frozen=True)
class Field:
    """A field of a register: the headings that offices use, and words of other columns."""

    label: str
    headings: tuple
    others: frozenset = frozenset()


def field(label, headings, others=""):
    terms = tuple(frozenset(fold(heading).split()) for heading in headings.split("|"))
    return Field(label, terms, frozenset(others.split()))


#: Officers who are not the chair, and heads of offices: their names and numbers are others'.
OTHER_PEOPLE = "sekretaris bendahara wakil anggota seksi bidang kepala lurah camat kades pembina"
#: Earlier fields have priority where two headings fit equally.
FIELDS = {
    "name": field(
        _("Name of the KIM"),
        "nama kim|nama kelompok|nama komunitas|kim|nama|nama lembaga|nama organisasi"
        "|nama kelompok informasi masyarakat|nama komunitas informasi masyarakat"
        "|nama kelompok informasi masyarakat kim|nama komunitas informasi masyarakat kim"
        "|kelompok informasi masyarakat|komunitas informasi masyarakat|nama lks|name of the kim"
        "|nama lembaga komunikasi|nama kelompok kim",
        f"{OTHER_PEOPLE} ketua alamat sk surat keputusan desa kelurahan kecamatan kabupaten kota"
        " provinsi hp telepon email e kode id nomor no tanggal tgl jumlah penanggung koordinator"
        " pimpinan penandatangan website media",
    ),
    "code": field(
        _("Region code"),
        "kode wilayah|kode desa|kode kelurahan|region code|kode desa kelurahan|kode kemendagri"
        "|kode wilayah kemendagri|kode|kode desa kel|kode lokasi",
        "pos kim bps",
    ),
    "village": field(
        _("Village or kelurahan"),
        "desa kelurahan|kelurahan desa|desa kel|kel desa|kelurahan|desa|village|kalurahan"
        "|kalurahan kelurahan|gampong|nagari|pekon|kampung|negeri|lembang|nama desa"
        "|nama desa kelurahan|nama kelurahan|desa kelurahan gampong|tiyuh|marga"
        "|nama kalurahan|kelurahan kalurahan|nama gampong|village or kelurahan|lokasi desa"
        "|desa kampung|kampung kelurahan|nagari kelurahan|kel|ds kel|desa lokasi|wilayah desa",
        "kode kepala jumlah status sk",
    ),
    "district": field(
        _("District"),
        "kecamatan|kec|district|kapanewon|kemantren|distrik|nama kecamatan|kapanewon kemantren"
        "|kecamatan distrik|nama kapanewon|nama distrik|kecamatan kapanewon",
        "kode camat jumlah",
    ),
    "regency": field(
        _("Regency or city"),
        "kabupaten kota|kab kota|kabupaten|kota|kab|kota kabupaten|kota kab|regency"
        "|nama kabupaten kota|nama kabupaten|regency or city|daerah",
        "kode jumlah provinsi",
    ),
    "contact_name": field(
        _("Chair"),
        "nama ketua|ketua kim|ketua|penanggung jawab|nama ketua kim|nama penanggung jawab|chair"
        "|koordinator|nama koordinator|pimpinan|nama pimpinan|ketua kelompok|nama ketua kelompok"
        "|contact person|narahubung|nama kontak|ketua pengurus|pengurus ketua",
        f"{OTHER_PEOPLE} hp telepon telp wa no nomor email alamat sk penandatangan".replace(
            "anggota ", ""
        ),
    ),
    "contact_phone": field(
        _("Phone"),
        "no hp|nomor hp|no telepon|telepon|no wa|hp|whatsapp|telp|kontak|no hp ketua|phone|nohp"
        "|no telp|nomor telepon|nomor telp|no hp wa|hp wa|no whatsapp|nomor whatsapp|nomor wa|wa"
        "|no tlp|tlp|handphone|no handphone|no kontak|nomor kontak|telepon hp|telp hp|no telp hp"
        "|no telepon hp|nomor hp ketua|hp ketua|kontak person|no hp kontak|no ponsel|ponsel|cp"
        "|kontak ketua|no telepon wa|no hp telepon|contact|no contact|nomor handphone",
        f"{OTHER_PEOPLE} email sk",
    ),
    "contact_email": field(
        _("E-mail of the chair"),
        "email|e mail|surel|alamat email|email ketua|email kim|alamat e mail|alamat surel|mail"
        "|e mail of the chair|e mail ketua|email kelompok",
        OTHER_PEOPLE,
    ),
    "address": field(
        _("Secretariat address"),
        "alamat sekretariat|sekretariat|alamat|alamat kim|alamat lengkap|alamat kantor|jalan"
        "|alamat sekretariat kim|secretariat address|alamat kelompok|alamat jalan|domisili",
        f"{OTHER_PEOPLE.replace('sekretaris ', '')} email e mail surel website web media url rumah"
        " desa kelurahan kecamatan",
    ),
    "founded": field(
        _("Founded"),
        "tanggal berdiri|tanggal pembentukan|berdiri|tanggal terbentuk|tgl terbentuk|terbentuk"
        "|tgl berdiri|tahun berdiri|tahun pembentukan|tahun terbentuk|tgl pembentukan|pembentukan"
        "|dibentuk|tanggal dibentuk|tahun dibentuk|berdiri sejak|founded|tahun|sejak"
        "|tanggal bulan tahun berdiri|waktu pembentukan|thn berdiri|thn terbentuk"
        "|tanggal pendirian|pendirian",
        "sk surat keputusan nomor no dasar anggaran penghargaan",
    ),
    "decree_number": field(
        _("Decree number"),
        "nomor sk|no sk|nomor surat keputusan|sk|surat keputusan|no surat keputusan|nomor"
        "|nomor keputusan|no keputusan|sk pembentukan|sk no|nomor sk pembentukan|dasar pembentukan"
        "|no sk pembentukan|nomor sk pengukuhan|sk pengukuhan|no sk pengukuhan|legalitas"
        "|nomor surat keputusan sk|sk nomor|decree number|sk kepala desa|sk lurah|sk kades lurah"
        "|surat keputusan sk nomor|nomor dan tanggal sk",
        "tanggal tgl tahun penandatangan ttd oleh hp telepon urut ketua anggota file link scan"
        " penerbit berlaku",
    ),
    "decree_date": field(
        _("Decree date"),
        "tanggal sk|tgl sk|tanggal surat keputusan|tanggal keputusan|tanggal sk pembentukan|tanggal"
        "|tgl|tgl surat keputusan|tahun sk|tanggal sk pengukuhan|tanggal penetapan|tgl penetapan"
        "|tanggal pengukuhan|decree date|tanggal ditetapkan|tanggal penetapan sk",
        "berdiri terbentuk pembuatan lahir berlaku berakhir input berdirinya",
    ),
    "decree_signer_name": field(
        _("Decree signed by"),
        "penandatangan sk|penandatangan|ditandatangani oleh|sk ditandatangani oleh|ttd sk"
        "|yang menandatangani|pejabat penandatangan|penerbit sk|decree signed by"
        "|nama penandatangan|nama penandatangan sk|penanda tangan sk|penanda tangan",
        "jabatan",
    ),
    "kim_id_number": field(
        _("kim.id number"),
        "nomor kim id|no kim id|id kim|kim id|nomor registrasi kim|no registrasi kim|kode kim"
        "|kim id number|nomor registrasi|no registrasi|nomor induk kim|nomor id kim",
        "sk website web alamat url subdomain",
    ),
}
REQUIRED = ("name",)
#: Fields whose cells are dates.
DATES = ("founded", "decree_date")
#: Of a place, from the widest to the narrowest.
PLACES = ("regency", "district", "village", "code")
#: Other words of headings; a cell of such words alone is a heading, not content.
FURTHER_WORDS = (
    "no nomor urut nama keterangan ket jumlah status jenis jenjang kategori anggota pengurus"
    " sekretaris bendahara laki perempuan l p website web facebook instagram youtube twitter media"
    " sosial provinsi lokasi alamat tanggal tgl tahun bulan dan atau the of data kegiatan prestasi"
    " kim kelompok klasifikasi aktif tidak surat keputusan sk wilayah kode pos rt rw dusun"
    " masa bakti periode berlaku sampai foto link file scan potensi unggulan produk usaha jabatan"
    " penandatangan dasar pembentukan komunitas informasi masyarakat bidang wakil total koordinat"
    " lintang bujur latitude longitude catatan nik pekerjaan pendidikan jk kelamin orang"
).split()
HEADING_WORDS = frozenset(FURTHER_WORDS).union(
    *(terms for field in FIELDS.values() for terms in field.headings)
)


class Heading(NamedTuple):
    """The words of a heading: those in its lowest row, and all of them."""

    leaf: frozenset
    words: frozenset


def words_of(heading):
    """Return the Heading of a text such as "Ketua / Nama", whose last part is the lowest."""
    parts = [fold(part).split() for part in heading.split(" / ")]
    return Heading(frozenset(parts[-1]), frozenset(word for part in parts for word in part))


def is_heading(text):
    """Whether a cell consists of words that stand above columns."""
    words = fold(text).split()
    return bool(words) and not any(word.isdigit() for word in words) and (
        3 * sum(word in HEADING_WORDS for word in words) >= 2 * len(words)
    )  # fmt: skip


def score(heading, field):
    """Return how well a heading fits a field; 0 if it does not."""
    if not heading.words or heading.words & field.others - frozenset(
        word for term in field.headings for word in term if term == heading.words
    ):
        return 0
    best = 0
    for term in field.headings:
        if term == heading.words:
            return 1000 + len(term)
        if term <= heading.words and term & heading.leaf:
            # A single word in a longer heading says less than two that belong together.
            rest = len(heading.leaf - term)
            if len(term) > 1 or rest <= 2:
                best = max(best, 100 * len(term & heading.leaf) + 10 * len(term) - 5 * rest)
    return best


def guess(headings, previous):
    """Return {field: column}: as matched before, else the pairs that fit best, best first.

    `previous` is {heading: field}.
    """
    columns = {previous[text]: n for n, text in enumerate(headings) if previous.get(text) in FIELDS}
    split = [words_of(text) for text in headings]
    order = list(FIELDS)
    pairs = sorted(
        (-score(heading, FIELDS[name]), column, order.index(name), name)
        for column, heading in enumerate(split)
        for name in order
        if score(heading, FIELDS[name])
    )
    for _score, column, _order, name in pairs:
        if name not in columns and column not in columns.values():
            columns[name] = column
    return columns


def letter(column):
    """Return the letter of a column as spreadsheets name it: 0 → A, 26 → AA."""
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
