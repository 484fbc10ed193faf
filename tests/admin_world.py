"""URLs of the staff site, and one row of every model on either side of a regional border."""

import re

from django.contrib import admin
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from campaigns.elections.models import Election, ElectionFact
from campaigns.events.models.photo import EventPhoto
from groups.jurisdictions.models import StaffInvitation
from groups.register_import.models import Register, Stage
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
OPEN = {"login", "logout"}
#: Django's own helper views.
HELPERS = {"jsi18n", "autocomplete", "password_change", "password_change_done"}
STAFF = ("reviewer", "far_reviewer", "national_reviewer", "editor", "administrator")
#: Part of every name on one side, and of no other text.
MARKS = {"here": "Dekatama", "far": "Jauhari"}


def patterns(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern


def staff_resolver():
    def find_admin(resolver):
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                if pattern.namespace == "admin":
                    return pattern
                if admin_resolver := find_admin(pattern):
                    return admin_resolver

    return find_admin(get_resolver())


URL_NAMES = sorted({pattern.name for pattern in patterns(staff_resolver())} - OPEN - HELPERS)


class Side:
    """One row of everything, either `here` (Kota Malang) or `far` (Kota Mataram)."""

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
        # Similar pictures on either side of the border, which a hint could give away.
        MaterialFileFactory(material=self.material, perceptual_hash="f" * 64)
        EventPhoto.objects.create(
            event=self.outreachevent, file="a.jpg", perceptual_hash="f" * 64, width=1, height=1
        )
        self.changerequest = ChangeRequest(item=home, region_code=village.pk, new={"about": "Baru"})
        self.changerequest.save()
        self.changerequest.submit(by=self.sender)
        self.region = village
        self.auditevent = AuditEvent.objects.record(home, Action.CONFIRM, by=self.sender)
        self.campaign, self.person = CampaignFactory(), self.sender
        self.election = Election.objects.create(name="Pemilihan", kind="regional")
        self.electionfact = ElectionFact.objects.create(
            election=self.election, label="DPT", label_en="Voters", number=100, source="KPU"
        )
        self.outgoingemail = OutgoingEmail.objects.create(
            to="a@example.org", language="id", subject=f"Surat {mark}", text="x"
        )
        self.cannedresponse = CannedResponse.objects.first()
        self.staffinvitation = StaffInvitation.send(
            by=world.administrator, email=f"{place}@example.org", role="reviewer"
        )
        self.register = Register.create_from_sheets(
            Sheet([[1, ["Nama KIM"]], [2, [f"KIM {mark}"]]]),
            [],
            by=world.reviewer if near else world.far_reviewer,
            name="daftar.csv",
        )
        self.register.reach(Stage.CHECKED)
        self.register.lines_read.create(number=2, texts={"name": f"KIM {mark}"}, place_key=mark)
        Note.objects.create(
            target_type="groups.group", target_id=str(self.group.pk), by=self.sender, text=mark
        )
        self.job = ready_job(world.administrator)
        self.savedview = SavedView.objects.create(person=world.administrator, name=place)

    def of(self, model):
        return getattr(self, model._meta.model_name, None) or model._base_manager.first()


def both_sides():
    """Return (here, far) of one world in which the staff exist already."""
    world = World()
    for role in STAFF:
        getattr(world, role)
    return Side(world, "here"), Side(world, "far")


def url_arguments(name, side):
    """Return the arguments of a URL, for a row of `side`."""
    if name == "view_remove":
        return [side.savedview.pk]
    if name == "undo":
        return ["a" * 32]
    if name in {"register_row", "register_place", "register_drop_row"}:
        return [side.register.pk, getattr(side.register.lines_read.first(), "pk", 0)]
    if name.startswith("register_") and name != "register_upload":
        return [side.register.pk]
    if name == "group_stewardship_end":
        officer = side.group.memberships.filter(role="secretary").first()
        return [side.group.pk, officer.pk if officer else 1]
    if name.startswith("group_stewardship"):
        return [side.group.pk]
    if name in {"export", "export_request"}:
        return ["kim"]
    if name in {"export_file", "export_delete"}:
        return [side.job.pk]
    if name == "review_attachment_page":
        return ["group", side.group.pk, "decree_file", 1]
    if name == "review_attachment":
        return ["group", side.group.pk, "decree_file"]
    if name.startswith("review"):
        return ["group", side.group.pk]
    for model in admin.site._registry:
        table = f"{model._meta.app_label}_{model._meta.model_name}"
        if name in {f"{table}_change", f"{table}_delete", f"{table}_history"}:
            return [side.of(model).pk]
    if name == "app_list":
        return ["groups"]
    return []


def staff_url(name, side):
    return reverse(f"admin:{name}", args=url_arguments(name, side))


def request(client, method, url, **data):
    """Return (response, SQL that wrote); what was written is rolled back."""
    cache.clear()
    client.raise_request_exception = False
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        response = getattr(client, method)(url, data)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response, [q["sql"][:100] for q in queries if WRITE.match(q["sql"])]
