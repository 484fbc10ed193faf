from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from groups.jurisdictions.models import Jurisdiction
from kimportal.accounts.models import Person

#: The password of all demo accounts; they exist with DEBUG only.
PASSWORD = "desa-rukun-makmur-45"

#: key: (email, name, role, region codes of the jurisdiction, purpose)
ACCOUNTS = {
    "citizen": ("warga@example.org", "Nur Warga", "", [], "belum punya KIM: daftarkan satu"),
    "member": ("anggota@example.org", "Mega Lestari", "", [], "anggota KIM Sukun Berseri"),
    "chair": ("ketua@example.org", "Slamet Riyadi", "", [], "ketua KIM Sukun Berseri"),
    "regional_reviewer": (
        "peninjau.jatim@example.org",
        "Rini Astuti",
        "reviewer",
        ["35"],
        "peninjau Jawa Timur",
    ),
    "city_reviewer": (
        "peninjau.malang@example.org",
        "Agus Prasetyo",
        "reviewer",
        ["35.73"],
        "peninjau Kota Malang",
    ),
    "reviewer": ("peninjau@example.org", "Nadia Putri", "reviewer", [], "peninjau nasional"),
    "editor": ("penyunting@example.org", "Edi Nugroho", "editor", [], "penyunting materi"),
    "administrator": ("admin@example.org", "Ade Kurnia", "administrator", [], "administrator"),
}


def load_people():
    """Create missing accounts; return {key: person}."""
    password = make_password(PASSWORD)
    return {key: _person(account, password) for key, account in ACCOUNTS.items()}


def _person(account, password):
    email, name, role, codes, _purpose = account
    defaults = {"name": name, "role": role, "password": password}
    person, _created = Person.objects.get_or_create(email=email, defaults=defaults)
    EmailAddress.objects.get_or_create(
        user=person, email=email, defaults={"verified": True, "primary": True}
    )
    for code in codes:
        Jurisdiction.objects.get_or_create(person=person, region_id=code)
    return person


def account_lines():
    """Return the lines about accounts that load_demo prints."""
    width = max(len(email) for email, *_rest in ACCOUNTS.values())
    lines = [f"  {email:<{width}}  {purpose}" for email, _, _, _, purpose in ACCOUNTS.values()]
    return [f"Akun demo, semua dengan kata sandi {PASSWORD}", *lines]
