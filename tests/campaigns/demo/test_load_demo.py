import logging
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
    """Replace the real posters, which test_materials.py tests, by small ones to save time."""

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
def debug(settings):
    reverse("home")  # load the URLs as in production, for later tests
    settings.DEBUG = True


def load_demo(**options):
    output = StringIO()
    call_command("load_demo", stdout=output, **options)
    return output.getvalue()


def test_it_is_refused_without_debug(regions):
    with pytest.raises(CommandError, match="DJANGO_DEBUG"):
        load_demo()

    assert not Person.objects.exists()


def test_it_requires_the_regions(debug):
    with pytest.raises(CommandError, match="load_regions"):
        load_demo()

    assert not Group.objects.exists()


def test_missing_packages_are_named(debug, regions, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("campaigns.demo")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "lameenc", None)

    with pytest.raises(CommandError, match=r"lameenc.* Install what requirements-demo\.txt locks"):
        load_demo()

    assert not Group.objects.exists()


def test_it_creates_groups_in_every_state_and_an_account_per_role(debug, regions, client):
    output = load_demo()

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
        assert email in output
        assert Person.objects.get(email=email).check_password(PASSWORD)
    assert PASSWORD in output


def test_it_creates_materials_in_every_state(debug, regions):
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


def test_it_sends_no_emails(debug, regions):
    load_demo()

    assert not OutgoingEmail.objects.exists()


def test_it_silences_the_security_log_only_while_it_loads(debug, regions):
    level = logging.getLogger("kimportal.audit").level

    load_demo()

    assert logging.getLogger("kimportal.audit").level == level == logging.INFO


def test_a_second_time_changes_nothing(debug, regions):
    load_demo()
    counts = [model.objects.count() for model in (Group, Person, Membership, AuditEvent)]

    output = load_demo()

    assert [model.objects.count() for model in (Group, Person, Membership, AuditEvent)] == counts
    assert PASSWORD in output


def test_if_empty_changes_no_used_portal_and_lists_the_accounts(debug, regions):
    make_region("35.73.04.1003")
    Group.objects.create(name="KIM Sendiri", slug="kim-sendiri")

    output = load_demo(if_empty=True)

    assert Group.objects.count() == 1
    assert PASSWORD in output


def test_some_pending_groups_are_overdue_and_some_are_new(debug, regions):
    load_demo()

    waiting = Group.objects.waiting()

    assert waiting.filter(state_since__lt=overdue_before()).exists()
    assert waiting.filter(state_since__gt=timezone.now() - timedelta(days=1)).exists()


def test_prepare_changes_no_used_portal_and_lists_the_accounts(debug, regions, capsys):
    Group.objects.create(name="KIM Sendiri", slug="kim-sendiri")

    call_command("prepare")

    assert Group.objects.count() == 1
    assert PASSWORD in capsys.readouterr().out


def test_prepare_prints_the_time_of_each_step(debug, regions, capsys):
    Group.objects.create(name="KIM Sendiri", slug="kim-sendiri")

    call_command("prepare")

    last = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(
        r"Ready: tables \d+ s, regions \d+ s, elections \d+ s, demo content \d+ s\.", last
    )
