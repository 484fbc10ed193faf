"""The programme of Pemilihan Serentak 2020."""

from datetime import date

from campaigns.elections.installed import install
from campaigns.elections.models import Campaign, Pillar

NAME = "Pemilihan Serentak 2020"
SUMMARY = (
    "Kementerian Kominfo bersama Komunitas Informasi Masyarakat (KIM) mengajak warga menjadi "
    "pemilih cerdas, pemilih sehat, dan pemilih damai pada Pemilihan Serentak, 9 Desember 2020."
)
CHECKLIST = (
    "Pertemuan daring dan media sosial lebih diutamakan\n"
    "Tatap muka paling banyak 50 orang\n"
    "Masker menutup hidung, mulut, dan dagu\n"
    "Tempat cuci tangan dengan sabun atau cairan pembersih tangan\n"
    "Jarak antarorang paling dekat 1 meter\n"
    "Tanpa arak-arakan, konser, jalan santai, lomba, dan bazar"
)


def load_campaign():
    """Install the election, create its programme if it does not exist, and return the programme."""
    election = install("pemilihan_serentak_2020").election
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
