from django.db import migrations

PILLARS = [
    ("cerdas", "Cerdas", "Smart", "Kenali visi, misi, dan rekam jejak. Hak pilih tidak dijual.",
     "Know vision, mission and track record. Your vote is not for sale."),
    ("sehat", "Sehat", "Healthy", "Datang ke TPS dan pulang dengan sehat.",
     "Come to the polling station, go home healthy."),
    ("damai", "Damai", "Peaceful", "Saring sebelum sebar. Hormati siapa pun yang terpilih.",
     "Think before you share. Respect whoever is elected."),
]
SETTINGS = [
    ("rembug-warga", "Rembuk warga", "Residents' meeting"),
    ("rumah-ibadah", "Rumah ibadah", "House of worship"),
    ("posyandu", "Posyandu", "Posyandu (health post)"),
    ("pkk", "PKK", "PKK (family welfare group)"),
    ("karang-taruna", "Karang taruna", "Youth organisation"),
    ("sekolah", "Sekolah atau kampus", "School or campus"),
    ("pasar", "Pasar", "Market"),
    ("pos-ronda", "Pos ronda", "Night-watch post"),
    ("webinar", "Webinar", "Webinar"),
    ("grup-whatsapp", "Grup WhatsApp", "WhatsApp group"),
    ("siaran", "Siaran radio atau keliling", "Radio or mobile broadcast"),
    ("lainnya", "Lainnya", "Other"),
]
LANGUAGES = [
    ("id", "Indonesia", "Indonesian"), ("en", "Inggris", "English"), ("jv", "Jawa", "Javanese"),
    ("su", "Sunda", "Sundanese"), ("mad", "Madura", "Madurese"), ("ban", "Bali", "Balinese"),
    ("min", "Minang", "Minangkabau"), ("bug", "Bugis", "Buginese"), ("bjn", "Banjar", "Banjarese"),
    ("ace", "Aceh", "Acehnese"), ("sas", "Sasak", "Sasak"),
]


def install(apps, schema_editor):
    pillar = apps.get_model("campaigns", "Pillar")
    for order, (slug, name, name_en, summary, summary_en) in enumerate(PILLARS):
        pillar.objects.get_or_create(
            slug=slug,
            defaults={"name": name, "name_en": name_en, "summary": summary, "summary_en": summary_en, "order": order},
        )
    for model, rows in (("Setting", SETTINGS), ("Language", LANGUAGES)):
        for order, (slug, name, name_en) in enumerate(rows):
            apps.get_model("campaigns", model).objects.get_or_create(
                slug=slug, defaults={"name": name, "name_en": name_en, "order": order}
            )


class Migration(migrations.Migration):
    """Install pillars, event settings and languages; staff may add to them."""

    dependencies = [("campaigns", "0003_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
