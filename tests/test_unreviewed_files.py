"""SECURITY_BAR R50: every file field of every model, through every state, asked for by strangers.

Generated from the models: a new file field without a scene here fails the first test. A scene makes
a draft with its file; the paths below lead it through moderation by the models' own verbs, and after
each step every stored name and every once public address is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import FileField
from django.urls import reverse
from django.utils import timezone

from campaigns.events.models.photo import EventPhoto
from campaigns.materials.models.files import MaterialFile
from campaigns.materials.models.material import Material
from campaigns.materials.tasks import publish_due
from kimportal.audit.models import AuditEvent
from kimportal.moderation.states import State
from kimportal.uploads.validation import validate_upload
from tests.exports import ready_job
from tests.factories import EventFactory, GroupFactory, MaterialFactory, MembershipFactory
from tests.groups.kim.registrations import change_request_for, complete_draft
from tests.kimportal.uploads.make_files import jpeg
from tests.ops.stored_data import walk

pytestmark = pytest.mark.django_db

NOTE = "Mohon diganti."
#: How a moderated object comes into each state, by its own verbs.
PATHS = {
    "draft": [],
    "waiting": ["submit"],
    "returned": ["submit", "send_back"],
    "sent again": ["submit", "send_back", "submit"],
    "rejected": ["submit", "reject"],
    "live": ["submit", "approve"],
    "approval undone": ["submit", "approve", "undo"],
    "rejected after an undone approval": ["submit", "approve", "undo", "reject"],
    "withdrawn": ["submit", "approve", "withdraw"],
    "restored": ["submit", "approve", "withdraw", "restore"],
    "withdrawn again": ["submit", "approve", "withdraw", "restore", "withdraw"],
    "withdrawal undone": ["submit", "approve", "withdraw", "undo"],
    "deleted as a draft": ["delete"],
    "deleted after a rejection": ["submit", "reject", "delete"],
}
#: Of materials alone: a time to begin and a time to end.
TIMED = {
    "scheduled": ["schedule", "submit", "approve", "tick"],
    "begun": ["schedule", "submit", "approve", "begin", "tick"],
    "run out": ["submit", "approve", "run_out", "tick"],
}
PUBLIC_STATES = {"live", "restored", "withdrawal undone", "begun"}


@dataclass(frozen=True)
class Scene:
    """A draft with its files: the fields that hold them, and whether the public ever sees a copy."""

    make: Callable
    fields: tuple = ()  # none: a change holds the file's name as text until it is accepted
    is_ever_public: bool = True
    paths: tuple = tuple(PATHS)


def material(world):
    draft = MaterialFactory(
        group=world.group,
        state=State.DRAFT,
        kind="poster",
        alt_text="Kotak suara",
        transcript="Ayo ke TPS.",
        code="",
        published_at=None,
    )
    MaterialFile.objects.attach(
        draft, validate_upload(ContentFile(jpeg(120, 150), name="a.jpg")), by=world.member
    )
    return draft


def event(world):
    draft = EventFactory(group=world.group, state=State.DRAFT)
    clean = validate_upload(ContentFile(jpeg(120, 150), name="a.jpg"))
    EventPhoto.from_upload(clean, event=draft, has_consent=True).save()
    return draft


def content_of(field):
    """What a file that passed validation looks like to the model."""
    is_decree = field == "decree_file"
    return ContentFile(b"%PDF" if is_decree else b"png", name="a.pdf" if is_decree else "a.png")


def group_with(field, world):
    files = {"decree_file": ""} | {field: content_of(field)}
    group = complete_draft(region=world.village, **files)
    MembershipFactory(group=group, person=world.member)
    return group


def change_with(field, world):
    """A live group's proposed change, sent in: the file is named by the change alone."""
    group = GroupFactory(region=world.village)
    MembershipFactory(group=group, person=world.member)
    return change_request_for(group, by=world.member, **{field: content_of(field)})


def export(world):
    return ready_job(world.administrator)


CHANGED = ("draft", "waiting", "returned", "sent again", "rejected", "live", "approval undone")
SCENES = {
    "material": Scene(
        material,
        ("campaigns.MaterialFile.file", "campaigns.Rendition.content"),
        paths=(*PATHS, *TIMED),
    ),
    "photo": Scene(event, ("campaigns.EventPhoto.file",)),
    "logo": Scene(partial(group_with, "logo"), ("groups.Group.logo",)),
    "decree": Scene(
        partial(group_with, "decree_file"), ("groups.Group.decree_file",), is_ever_public=False
    ),
    "export": Scene(export, ("kimportal.ExportJob.file",), is_ever_public=False, paths=("draft",)),
    "changed logo": Scene(partial(change_with, "logo"), paths=CHANGED),
    "changed decree": Scene(
        partial(change_with, "decree_file"), is_ever_public=False, paths=CHANGED
    ),
}
CASES = [(name, path) for name, scene in SCENES.items() for path in scene.paths]


def test_every_file_field_has_a_scene():
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FileField)
    }

    assert {field for scene in SCENES.values() for field in scene.fields} == fields


class Walk:
    """Leads one object through its verbs, and remembers every public name on the way."""

    def __init__(self, item, world, commit):
        self.item, self.world, self.commit = item, world, commit
        self.ever_public = set(names("default"))

    def go(self, verb):
        with self.commit(execute=True):
            getattr(self, verb)()
        self.ever_public |= set(names("default"))

    def submit(self):
        self.item.submit(by=self.world.member)

    def approve(self):
        self.item.approve(by=self.world.reviewer)

    def send_back(self):
        self.item.send_back(by=self.world.reviewer, note=NOTE)

    def reject(self):
        self.item.reject(by=self.world.reviewer, note=NOTE)

    def withdraw(self):
        self.item.withdraw(by=self.world.reviewer, note=NOTE)

    def restore(self):
        self.item.restore(by=self.world.reviewer)

    def undo(self):
        self.item.undo(
            AuditEvent.objects.about(self.item).transitions().first(), by=self.world.reviewer
        )

    def delete(self):
        self.item.delete()

    def schedule(self):
        self.item.publish_at = timezone.now() + timedelta(hours=1)
        self.item.edit(by=self.world.member, fields=["publish_at"])

    def begin(self):
        self.set_times(published_at=timezone.now() - timedelta(seconds=1))

    def run_out(self):
        self.set_times(expire_at=timezone.now() - timedelta(seconds=1))

    def set_times(self, **times):
        """As if the time had passed; nothing of ours runs at that second."""
        Material.objects.filter(pk=self.item.pk).update(**times)

    def tick(self):
        """What cron calls every five minutes."""
        publish_due()


def names(alias):
    return list(walk(storages[alias]))


def checked_addresses():
    """The addresses that ask a rule before they send a file, for every file there is."""
    for file in MaterialFile.objects.select_related("material"):
        slug = file.material.slug
        for form in ["", *file.renditions.values_list("name", flat=True)]:
            for view in ("material_file", "material_own_file", "material_download"):
                yield f"{reverse(view, args=[slug, file.pk])}?bentuk={form}"
    for photo in EventPhoto.objects.all():
        yield reverse("event_photo", args=[photo.event_id, photo.pk])
    for kind, key, name in papers():
        yield reverse("admin:review_attachment", args=[kind, key, name])


def papers():
    """(kind, key, name) of what reviewers open on the review page."""
    for photo in EventPhoto.objects.all():
        yield "outreachevent", photo.event_id, f"photo-{photo.pk}"
    for group in apps.get_model("groups.Group").objects.all():
        yield from (("group", group.pk, name) for name in ("logo", "decree"))
    for change in apps.get_model("kimportal.ChangeRequest").objects.all():
        yield from (("changerequest", change.pk, name) for name in ("logo", "decree"))


def opened(client, address):
    """Whether the file itself is given to this client."""
    answer = client.get(address)
    if answer.status_code in (301, 302) and "/media/" in answer["Location"]:
        answer = client.get(answer["Location"])
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    return answer.status_code == 200 and not is_page


@pytest.mark.urls("tests.with_media")
@pytest.mark.parametrize(("name", "path"), CASES)
def test_strangers_get_no_byte_of_what_is_not_live(
    name, path, world, client, sign_in, django_capture_on_commit_callbacks
):
    scene = SCENES[name]
    with django_capture_on_commit_callbacks(execute=True):
        walk_through = Walk(scene.make(world), world, django_capture_on_commit_callbacks)
    for verb in {**PATHS, **TIMED}[path]:
        walk_through.go(verb)

    now_public = set(names("default"))
    once_public = walk_through.ever_public - now_public
    # A logo's copy bears the name of the private file.
    stored = {*names("private"), *once_public} - now_public
    asked = [f"/media/{one}" for one in stored] + [f"/private/{one}" for one in stored]
    strangers = {"nobody": client, "an outsider": sign_in(world.outsider)}
    is_public = scene.is_ever_public and path in PUBLIC_STATES
    checked = [] if is_public else list(checked_addresses())

    leaks = [
        f"{who} opened {address}"
        for who, stranger in strangers.items()
        for address in (*asked, *checked)
        if opened(stranger, address)
    ]

    assert leaks == []
    assert bool(now_public) == is_public
    assert all(opened(client, f"/media/{one}") for one in now_public)
    assert stored | now_public


@pytest.mark.urls("tests.with_media")
@pytest.mark.parametrize("state", ["draft", "waiting", "returned", "rejected", "withdrawn"])
def test_those_who_make_or_review_it_open_every_file(
    state, world, sign_in, django_capture_on_commit_callbacks
):
    """The other side of the test above: its addresses do lead to the files."""
    with django_capture_on_commit_callbacks(execute=True):
        walk_through = Walk(material(world), world, django_capture_on_commit_callbacks)
    for verb in PATHS[state]:
        walk_through.go(verb)
    own = [row.url for file in MaterialFile.objects.all() for row in (file, *file.renditions.all())]

    member, reviewer = sign_in(world.member), sign_in(world.reviewer)

    assert len(own) >= 5
    assert [address for address in own if not opened(member, address)] == []
    readable = [address for address in own if opened(reviewer, address)]
    # Others' drafts are not shown to staff before they are sent in.
    assert readable == ([] if state == "draft" else own)
    answer = member.get(own[0])
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.urls("tests.with_media")
def test_the_public_sees_a_live_material_before_its_copies_are_made(world, client):
    """The second a scheduled material begins, its page is whole: no job has to run for that."""
    made = material(world)
    made.submit(by=world.member)
    made.approve(by=world.reviewer)
    assert names("default") == []

    rows = [row for file in made.files.all() for row in (file, *file.renditions.all())]

    page = client.get(made.public_url).content.decode()
    assert [row.url for row in rows if row.url in page]
    assert all(opened(client, row.url) for row in rows)
