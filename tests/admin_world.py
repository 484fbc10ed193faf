"""What the tests of the staff site walk through: its addresses, and one row of everything on
either side of a border."""

import re

from django.contrib import admin
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from campaigns.elections.models import Election
from campaigns.events.models.photo import EventPhoto
from groups.jurisdictions.models import StaffInvitation
from groups.register_import.models import Register
from groups.register_import.spreadsheet import Sheet
from kimportal.audit.models import Action, AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.models import CannedResponse, Note, SavedView
from kimportal.moderation.states import State
from tests.exports import ready_job
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MaterialFileFactory,
    PersonFactory,
)
from tests.kimportal.uploads.bad_files import pdf
from tests.world import World

WRITE = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) (?!"django_session")', re.IGNORECASE)
#: Django's own helpers, which have no page of ours behind them.
OPEN = {"login", "logout"}
HELPERS = {"jsi18n", "autocomplete", "password_change", "password_change_done"}
STAFF = ("reviewer", "far_reviewer", "national_reviewer", "editor", "administrator")
#: Part of every name on one side; nothing else is called so.
MARKS = {"here": "Dekatama", "far": "Jauhari"}


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
        self.world = world
        near = place == "here"
        village = world.village if near else world.far_village
        mark = MARKS[place]
        self.sender = PersonFactory(name=f"Warga {mark}")
        self.group = GroupFactory(
            region=village,
            state=State.WAITING,
            submitted_by=self.sender,
            name=f"KIM {mark}",
            decree_number="188/7/2024",
        )
        self.group.decree_file.save("a.pdf", ContentFile(pdf()))
        home = GroupFactory(region=village, name=f"KIM rumah {mark}")
        self.outreachevent = EventFactory(
            group=home, region=village, state=State.WAITING, title=f"Rembug {mark}"
        )
        self.material = MaterialFactory(
            group=home, state=State.WAITING, title=f"Poster {mark}", submitted_by=self.sender
        )
        # Look-alikes on either side of the border, which a hint could give away.
        MaterialFileFactory(material=self.material, fingerprint="f" * 64)
        EventPhoto.objects.create(
            event=self.outreachevent, file="a.jpg", fingerprint="f" * 64, width=1, height=1
        )
        self.change_request = ChangeRequest(
            item=home, region_code=village.pk, new={"about": "Baru"}
        )
        self.change_request.save()
        self.change_request.submit(by=self.sender)
        self.region = village
        self.audit_event = AuditEvent.objects.record(home, Action.CONFIRM, by=self.sender)
        self.campaign, self.person = CampaignFactory(), self.sender
        self.election = Election.objects.create(name="Pemilihan", kind="regional")
        self.letter = OutgoingEmail.objects.create(
            to="a@example.org", language="id", subject=f"Surat {mark}", text="x"
        )
        self.reason = CannedResponse.objects.first()
        self.staffinvitation = StaffInvitation.send(
            by=world.administrator, email=f"{place}@example.org", role="reviewer"
        )
        self.register = Register.bring(
            Sheet(["Nama KIM"], [[2, [f"KIM {mark}"]]]),
            by=world.reviewer if near else world.far_reviewer,
            name="daftar.csv",
        )
        Note.objects.create(
            target_type="groups.group", target_id=str(self.group.pk), by=self.sender, text=mark
        )
        self.job = ready_job(world.administrator)
        self.savedview = SavedView.objects.create(person=world.administrator, name=place)

    def of(self, model):
        return getattr(self, model._meta.model_name, None) or model._base_manager.first()


def both_sides():
    """Return (here, far) of one world in which the staff is there already."""
    world = World()
    for role in STAFF:
        getattr(world, role)
    return Staged(world, "here"), Staged(world, "far")


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
    if name in {"export_file", "export_forget"}:
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
