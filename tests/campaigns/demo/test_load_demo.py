import re
import sys
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from campaigns.demo.texts import MATERIALS
from campaigns.materials.models.material import Material
from groups.demo.groups import GROUPS
from groups.demo.people import ACCOUNTS, PASSWORD
from groups.kim.models import Group
from groups.members.models import Membership
from kimportal.accounts.models import Person
from kimportal.audit.models import AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.business_days import overdue_before
from tests.factories import make_region
from tests.kimportal.uploads.make_files import pdf, png

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_posters(monkeypatch):
    """Drawing the real ones is tested in test_demo_materials.py; here they would only take time."""

    def files_of(spec):
        if spec["kind"] in {"buku-saku", "slide", "leaflet"}:
            return [(pdf(), "papers.pdf", "document")]
        return [(png(64, 80), "poster.png", "original")] if "alt_text" in spec else []

    monkeypatch.setattr("campaigns.demo.posters.sheets.files.files_of", files_of)


@pytest.fixture
def regions():
    for code, *_rest in GROUPS:
        make_region(code)


@pytest.fixture
def own_machine(settings):
    reverse("home")  # the addresses as they are in production, for whichever test comes next
    settings.DEBUG = True


def load_demo(**options):
    said = StringIO()
    call_command("load_demo", stdout=said, **options)
    return said.getvalue()


def test_a_real_portal_refuses_it(regions):
    with pytest.raises(CommandError, match="DJANGO_DEBUG"):
        load_demo()

    assert not Person.objects.exists()


def test_it_asks_for_the_regions_first(own_machine):
    with pytest.raises(CommandError, match="load_regions"):
        load_demo()

    assert not Group.objects.exists()


def test_without_its_packages_it_says_what_to_install(own_machine, regions, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("campaigns.demo")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "lameenc", None)

    with pytest.raises(CommandError, match="lameenc.* Install what requirements-demo.txt locks"):
        load_demo()

    assert not Group.objects.exists()


def test_it_makes_groups_in_every_state_and_one_account_a_role(own_machine, regions, client):
    said = load_demo()

    assert set(Group.objects.values_list("state", flat=True)) == {
        "draft",
        "waiting",
        "live",
        "returned",
        "rejected",
        "withdrawn",
    }
    assert Group.objects.count() == len(GROUPS)
    for email, *_rest in ACCOUNTS.values():
        assert email in said
        assert Person.objects.get(email=email).check_password(PASSWORD)
    assert PASSWORD in said


def test_it_leads_materials_along_every_road(own_machine, regions):
    load_demo()

    fates = Counter(spec.get("fate", "live") for spec in MATERIALS)
    live = Material.objects.live()
    assert Counter(Material.objects.values_list("state", flat=True)) == {
        "live": fates["live"] + fates["scheduled"],
        "withdrawn": 1,
        "waiting": 1,
        "returned": 1,
        "draft": 1,
    }
    assert live.count() == fates["live"]
    assert Material.objects.listed().count() == fates["live"] - 1
    assert live.get(title="15 hal baru di TPS").edition == 2
    assert {m.language.slug for m in live} >= {"id", "en", "jv", "su", "min", "ban"}
    assert live.filter(group__name="KIM Sukun Berseri").count() == 2


def test_it_writes_no_letters(own_machine, regions):
    load_demo()

    assert not OutgoingEmail.objects.exists()


def test_a_second_time_changes_nothing(own_machine, regions):
    load_demo()
    counts = [model.objects.count() for model in (Group, Person, Membership, AuditEvent)]

    said = load_demo()

    assert [model.objects.count() for model in (Group, Person, Membership, AuditEvent)] == counts
    assert PASSWORD in said


def test_if_empty_leaves_a_used_portal_alone_and_still_names_the_accounts(own_machine, regions):
    make_region("35.73.04.1003")
    Group.objects.create(name="KIM Sendiri", slug="kim-sendiri")

    said = load_demo(if_empty=True)

    assert Group.objects.count() == 1
    assert PASSWORD in said


def test_some_of_what_waits_is_overdue_and_some_is_fresh(own_machine, regions):
    load_demo()

    waiting = Group.objects.waiting()

    assert waiting.filter(state_since__lt=overdue_before()).exists()
    assert waiting.filter(state_since__gt=timezone.now() - timedelta(days=1)).exists()


def test_prepare_leaves_a_used_portal_alone_and_names_the_accounts(own_machine, regions, capsys):
    Group.objects.create(name="KIM Sendiri", slug="kim-sendiri")

    call_command("prepare")

    assert Group.objects.count() == 1
    assert PASSWORD in capsys.readouterr().out


def test_prepare_says_how_long_each_step_took(own_machine, regions, capsys):
    Group.objects.create(name="KIM Sendiri", slug="kim-sendiri")

    call_command("prepare")

    last = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(r"Ready: tables \d+ s, regions \d+ s, demo content \d+ s\.", last)
