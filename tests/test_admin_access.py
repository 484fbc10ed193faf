"""Every address of the staff site × every role × inside and outside the jurisdiction, generated."""

import re

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from campaigns.models import Election
from groups.imports.sheet import Sheet
from groups.models import Register, StaffInvitation
from kimportal.models import Act, Decision, Letter, Proposal, Reason, SavedView
from kimportal.states import State
from tests.access import ROLES
from tests.exports import ready_job
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    PersonFactory,
)
from tests.kimportal.uploads.bad_files import pdf

pytestmark = pytest.mark.django_db

STAFF = ("reviewer", "far_reviewer", "national_reviewer", "editor", "administrator")
OUTSIDERS = [role for role in ROLES if role not in STAFF]
WRITE = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) (?!"django_session")', re.IGNORECASE)
#: Django's own helpers, which have no page of ours behind them.
OPEN = {"login", "logout"}
HELPERS = {"jsi18n", "autocomplete", "view_on_site", "password_change", "password_change_done"}


def patterns(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern


def staff_resolver():
    def search(resolver):
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                if pattern.namespace == "admin":
                    return pattern
                if found := search(pattern):
                    return found

    return search(get_resolver())


ADDRESSES = sorted({pattern.name for pattern in patterns(staff_resolver())} - OPEN - HELPERS)


class Staged:
    """One row of everything, each `here` (Kota Malang) and `far` (Kota Mataram)."""

    def __init__(self, world, place):
        near = place == "here"
        village = world.village if near else world.far_village
        self.sender = PersonFactory()
        self.group = GroupFactory(
            region=village, state=State.WAITING, submitted_by=self.sender, name=f"KIM {place}"
        )
        self.group.decree_file.save("a.pdf", ContentFile(pdf()))
        home = GroupFactory(region=village, name=f"KIM rumah {place}")
        self.outreachevent = EventFactory(
            group=home, region=village, state=State.WAITING, title=f"Rembug {place}"
        )
        self.material = MaterialFactory(
            group=home, state=State.WAITING, title=f"Poster {place}", submitted_by=self.sender
        )
        self.proposal = Proposal(thing=home, region_code=village.pk, new={"about": "Baru"})
        self.proposal.save()
        self.proposal.submit(by=self.sender)
        self.region = village
        self.decision = Decision.objects.record(home, Act.CONFIRM, by=self.sender)
        self.campaign, self.person = CampaignFactory(), self.sender
        self.election = Election.objects.create(name="Pemilihan", kind="regional")
        self.letter = Letter.objects.create(
            to="a@example.org", language="id", subject="x", text="x"
        )
        self.reason = Reason.objects.first()
        self.staffinvitation = StaffInvitation.send(
            by=world.administrator, email=f"{place}@example.org", role="reviewer"
        )
        self.register = Register.bring(
            Sheet(["Nama KIM"], [[2, [f"KIM {place}"]]]), by=world.reviewer, name="daftar.csv"
        )
        self.job = ready_job(world.administrator)
        self.savedview = SavedView.objects.create(person=world.administrator, name=place)

    def of(self, model):
        return getattr(self, model._meta.model_name, None) or model._base_manager.first()


def arguments(name, staged):
    """What fills each address, for one thing of `staged`."""
    if name == "view_remove":
        return [staged.savedview.pk]
    if name == "undo":
        return ["a" * 32]
    if name.startswith("register_") and name != "register_upload":
        return [staged.register.pk]
    if name in {"export", "export_order"}:
        return ["kim"]
    if name == "export_file":
        return [staged.job.pk]
    if name == "review_page":
        return ["group", staged.group.pk, "decree_file", 1]
    if name == "review_paper":
        return ["group", staged.group.pk, "decree_file"]
    if name.startswith("review"):
        return ["group", staged.group.pk]
    for model in admin.site._registry:
        table = f"{model._meta.app_label}_{model._meta.model_name}"
        if name in {f"{table}_change", f"{table}_delete", f"{table}_history"}:
            return [staged.of(model).pk]
    if name == "app_list":
        return ["groups"]
    return []


def where(name, staged):
    return reverse(f"admin:{name}", args=arguments(name, staged))


def meet(client, method, address, **data):
    """(status, what it wrote); what it wrote is undone."""
    cache.clear()
    client.raise_request_exception = False
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        response = getattr(client, method)(address, data)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response, [q["sql"][:100] for q in queries if WRITE.match(q["sql"])]


@pytest.mark.parametrize("name", ADDRESSES)
def test_only_staff_come_in(name, world, client, sign_in):
    address = where(name, Staged(world, "here"))

    for role in OUTSIDERS:
        someone = client if role == "anonymous" else sign_in(getattr(world, role))
        for method in ("get", "post"):
            response, written = meet(someone, method, address)
            assert response.status_code in ({302} if role == "anonymous" else {302, 403, 404}), role
            assert not written, role
            if response.status_code == 302:
                assert "login" in response.url, role


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_address_of_the_staff_site_fails(name, world, sign_in):
    address = where(name, Staged(world, "here"))

    for role in STAFF:
        for method in ("get", "post"):
            response, _written = meet(sign_in(getattr(world, role)), method, address)
            assert response.status_code < 500, f"{method} as {role}"


REGIONAL = [
    name
    for name in ADDRESSES
    if name.startswith("review")
    or name.startswith(("groups_group_", "campaigns_outreachevent_", "campaigns_material_"))
    or name.startswith("kimportal_decision_")
]


@pytest.mark.parametrize("name", REGIONAL)
def test_outside_the_jurisdiction_there_is_nothing(name, world, sign_in):
    here, far = Staged(world, "here"), Staged(world, "far")
    client = sign_in(world.reviewer)
    if name.endswith(("_changelist", "_add")):
        page, _written = meet(client, "get", where(name, here))
        for word in ("KIM far", "Rembug far", "Poster far", "KIM rumah far"):
            assert word not in page.content.decode(errors="replace")
        return

    for method in ("get", "post"):
        response, written = meet(client, method, where(name, far), note="Alasan.", version="2")
        assert response.status_code in {302, 403, 404, 405}
        assert not written
        assert "far" not in response.content.decode(errors="replace").replace("faraway", "")
        if response.status_code == 302:
            assert response.url in {"/admin/", "/admin/tables/"}


@pytest.mark.parametrize("kind", ["group", "outreachevent", "material", "proposal"])
@pytest.mark.parametrize("verb", ["", "_approve", "_send_back", "_reject", "_withdraw", "_restore"])
def test_no_verb_reaches_over_the_border(kind, verb, world, sign_in):
    thing = getattr(Staged(world, "far"), kind)
    address = reverse(f"admin:review{verb}", args=[kind, thing.pk])
    client = sign_in(world.reviewer)

    for method in ("get", "post"):
        response, written = meet(client, method, address, note="Alasan.", version=thing.version)
        assert response.status_code == (404 if bool(verb) == (method == "post") else 405)
        assert not written


@pytest.mark.parametrize("kind", ["group", "outreachevent", "material", "proposal"])
def test_inside_the_jurisdiction_the_same_is_open(kind, world, sign_in):
    thing = getattr(Staged(world, "here"), kind)
    client = sign_in(world.reviewer)

    page, _written = meet(client, "get", reverse("admin:review", args=[kind, thing.pk]))
    done, _written = meet(
        client,
        "post",
        reverse("admin:review_approve", args=[kind, thing.pk]),
        version=thing.version,
    )

    assert page.status_code == 200
    assert done.status_code == 302
    assert "urung=" in done.url


@pytest.mark.parametrize("name", ["index", "figures", "bulk"])
def test_no_page_of_ours_names_what_lies_outside(name, world, sign_in):
    here, far = Staged(world, "here"), Staged(world, "far")
    tokens = [
        f"{kind}:{getattr(one, kind).pk}:{getattr(one, kind).version}"
        for one in (here, far)
        for kind in ("group", "outreachevent", "material", "proposal")
    ]

    page, _written = meet(sign_in(world.reviewer), "get", reverse(f"admin:{name}"), item=tokens)

    text = page.content.decode()
    assert page.status_code == 200
    assert not [word for word in ("KIM far", "Rembug far", "Poster far") if word in text]


@pytest.mark.parametrize("role", STAFF)
def test_autocomplete_offers_nothing_from_outside(role, world, sign_in):
    here, far = Staged(world, "here"), Staged(world, "far")
    address = reverse("admin:autocomplete")

    asked = {
        "app_label": "campaigns",
        "model_name": "election",
        "field_name": "regions",
        "term": "kim",
    }
    response, _written = meet(sign_in(getattr(world, role)), "get", address, **asked)

    assert here.group.name not in response.content.decode()
    assert far.group.name not in response.content.decode()
    assert response.status_code < 500
