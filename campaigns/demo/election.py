"""'Pemilihan Serentak 2020', with only the facts sourced in DOMAIN.md §3."""

from datetime import date

from campaigns.elections.models import Campaign, Election, ElectionKind, Pillar
from groups.regions.models import Region

NAME = "Pemilihan Serentak 2020"
SOURCE = (
    "Hari pemungutan suara Rabu, 9 Desember 2020; kampanye 26 September–5 Desember; "
    "masa tenang 6–8 Desember (kompas.com, 5 Desember 2020). 270 daerah: 9 provinsi, "
    "224 kabupaten, 37 kota (medcom.id); di sini tercatat 9 provinsi dan 37 kota yang "
    "namanya bersumber."
)
SUMMARY = (
    "Kementerian Kominfo bersama Komunitas Informasi Masyarakat (KIM) mengajak warga menjadi "
    "pemilih cerdas, pemilih sehat, dan pemilih damai pada Pemilihan Serentak, 9 Desember 2020."
)
PROVINCES = "13 15 17 21 62 63 65 71 72".split()
CITIES = (
    "Medan, Binjai, Sibolga, Tanjungbalai, Gunungsitoli, Pematangsiantar, Solok, Bukittinggi, "
    "Dumai, Sungai Penuh, Metro, Bandar Lampung, Batam, Depok, Pekalongan, Semarang, Magelang, "
    "Surakarta, Blitar, Surabaya, Pasuruan, Cilegon, Tangerang Selatan, Denpasar, Mataram, "
    "Banjarbaru, Banjarmasin, Samarinda, Balikpapan, Bontang, Bitung, Manado, Tomohon, Palu, "
    "Makassar, Ternate, Tidore Kepulauan"
).split(", ")
CHECKLIST = (
    "Pertemuan daring dan media sosial lebih diutamakan\n"
    "Tatap muka paling banyak 50 orang\n"
    "Masker menutup hidung, mulut, dan dagu\n"
    "Tempat cuci tangan dengan sabun atau cairan pembersih tangan\n"
    "Jarak antarorang paling dekat 1 meter\n"
    "Tanpa arak-arakan, konser, jalan santai, lomba, dan bazar"
)


def load_campaign():
    """Create the election and its programme if they do not exist, and return the programme."""
    election, is_new = Election.objects.get_or_create(
        name=NAME,
        defaults={
            "kind": ElectionKind.REGIONAL,
            "voting_day": date(2020, 12, 9),
            "campaign_starts": date(2020, 9, 26),
            "campaign_ends": date(2020, 12, 5),
            "quiet_starts": date(2020, 12, 6),
            "quiet_ends": date(2020, 12, 8),
            "source": SOURCE,
        },
    )
    if is_new:
        election.regions.set(voting_regions())
    campaign, is_new = Campaign.objects.get_or_create(
        slug="pemilihan-serentak-2020",
        defaults={
            "name": NAME,
            "election": election,
            "summary": SUMMARY,
            "starts": date(2020, 11, 10),
            "ends": date(2020, 12, 9),
            "health_checklist": CHECKLIST,
            "head_count_cap": 50,
            "turnout_target": "77.5",
        },
    )
    if is_new:
        campaign.pillars.set(Pillar.objects.all())
    return campaign


def voting_regions():
    """Return the nine provinces by code and the 37 cities by name."""
    names = [f"Kota {name}" for name in CITIES]
    return [
        *Region.objects.filter(code__in=PROVINCES),
        *Region.objects.filter(level=2, kind="city", name__in=names),
    ]
