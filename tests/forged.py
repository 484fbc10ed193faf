"""Every form of the portal as a browser would send it, for tests that then change one thing."""

import re
from dataclasses import dataclass, field

import lxml.html
from django.apps import apps
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kimportal.audit.models import AuditEvent
from tests.admin_world import URL_NAMES, staff_url
from tests.kimportal.uploads.bad_files import jpeg
from tests.test_access import TABLE, WRITE

OWN = ("kimportal", "groups", "campaigns")
#: Statements after which our own tables hold what they held.
READ = re.compile(
    r'\s*(SELECT|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO|(INSERT INTO|UPDATE|DELETE FROM) "django_session")\b'
)
POSTS = sorted(name for name, row in TABLE.items() if row.posts)
#: What a reviewer of the region may send; all else on the staff site is an administrator's.
REVIEWERS = ("review_", "bulk_")
STAFF_POSTS = [
    name
    for name in URL_NAMES
    if name.endswith(("_change", "_add")) or name.startswith((*REVIEWERS, "view_", "export", "reg"))
]
#: What somebody would type where a page asks for it, by the name of the field.
TYPED = {
    "name": "KIM Baru",
    "own_name": "Oki Ketua",
    "title": "Rembug warga",
    "email": "calon.baru@example.org",
    "note": "Salah alamat.",
    "text_id": "Mohon diperbaiki.",
    "venue": "Balai RW 05",
    "story": "Warga bertanya tentang 15 hal baru di TPS.",
    "attendance": "40",
    "about": "Kami menyampaikan kabar resmi.",
    "body": "Datang, coblos, pulang.",
    "summary": "Ringkas.",
    "source": "PKPU 6/2020",
    "reply_to": "0812-3456-7890",
    "message": "Bolehkah saya bergabung dengan KIM ini?",
    "homepage": "",
    "contact_name": "Sari",
    "contact_phone": "0812-3456-7890",
    "decree_number": "188.45/17/2020",
    "decree_date": "2020-03-02",
    "starts": "2020-11-26T19:30",
    "ends": "2020-11-26T21:00",
}


@dataclass
class Form:
    client: object
    address: str
    fields: dict
    takes_file: list = field(default_factory=list)
    shown: set = field(default_factory=set)  # every field of the page, also what is empty
    choices: set = field(default_factory=set)  # those of them that nobody types
    before: dict = None  # what the tables held when it was first sent

    def send(self, **changes):
        """(answer, what was written, what the tables then held); nothing of it stays."""
        cache.clear()
        if self.before is None:
            self.before = snapshot()
        files = {n: SimpleUploadedFile("foto.jpg", jpeg(), "image/jpeg") for n in self.takes_file}
        reset_queries()  # Django remembers so many, and warns of more
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            answer = self.client.post(self.address, self.fields | files | changes)
            if answer.streaming:
                b"".join(answer.streaming_content)
            # To read all tables costs as much as to answer.
            held = self.before if all(READ.match(q["sql"]) for q in queries) else snapshot()
            transaction.set_rollback(True)
        return answer, [q["sql"][:120] for q in queries if WRITE.match(q["sql"])], held


def form_of(name, world, sign_in, client):
    """The form of an address of TABLE, as the first role that may send it."""
    row, role = TABLE[name], TABLE[name].roles[0]
    reader = client if role == "anonymous" else sign_in(getattr(world, role))
    form = Form(reader, reverse(name, kwargs=row.kwargs(world)), {})
    if row.gets:
        read(form)
    form.fields |= row.data(world)
    if {"region_1", "own_name"} & form.shown:
        form.fields["region"] = [world.village.pk]
    return form


def staff_form_of(name, staged, sign_in):
    """The form of an address of the staff site, for things in the reviewer's region."""
    world = staged.world
    group = staged.group
    told = {"note": ["Alasan."], "text": ["Catatan."], "version": [str(group.version)]}
    if name.startswith(REVIEWERS):
        told["item"] = [f"group:{group.pk}:{group.version}"]
        return Form(sign_in(world.reviewer), staff_url(name, staged), told)
    reader = sign_in(world.reviewer if name.startswith("reg") else world.administrator)
    form = read(Form(reader, staff_url(name, staged), {}))
    form.fields = told | form.fields
    return form


def read(form):
    """Fill a Form with what a browser would send back from its page."""
    page = form.client.get(form.address)
    if page.streaming or page.status_code != 200 or b"<form" not in page.content:
        return form
    whole = lxml.html.fromstring(page.content.decode())
    here = {"", ".", form.address}
    found = [f for f in whole.forms if f.method == "POST" and f.get("action", "") in here]
    if not found:
        return form
    largest = max(found, key=lambda one: len(one.inputs))
    form.fields = filled_in(largest)
    form.shown = set(largest.inputs.keys())
    hidden = largest.xpath(".//input[@type='hidden' or @type='radio']/@name | .//select/@name")
    form.choices = set(hidden) - {"csrfmiddlewaretoken"}
    form.takes_file = largest.xpath(".//input[@type='file' and @required]/@name")
    return form


def filled_in(form):
    told = {}
    for name, value in form.form_values():
        told.setdefault(name, []).append(value)
    for name in form.inputs.keys():  # noqa: SIM118  (it iterates over elements)
        boxes = form.inputs[name]
        box = boxes[0] if isinstance(boxes, list) else boxes
        empty = not any(value.strip() for value in told.get(name, []))
        if empty and (value := answer_to(name, box)) is not None:
            told[name] = [value]
    told.pop("csrfmiddlewaretoken", None)
    return told


def answer_to(name, box):
    """What somebody would give to an empty field: words, a tick, or the first thing offered."""
    required = box.get("required") is not None
    if box.tag == "select":
        return next((o for o in box.value_options if o), None) if required else None
    if box.get("type") in {"checkbox", "radio"}:
        return box.get("value", "on") if required else None
    return None if box.get("type") == "file" else TYPED.get(name.rpartition("-")[2], "")


def own_models():
    return [m for app in OWN for m in apps.get_app_config(app).get_models() if m is not AuditEvent]


def snapshot():
    """{(model, key): {column: value}} of everything our own tables hold."""
    return {
        (model, row[model._meta.pk.attname]): row
        for model in own_models()
        for row in model._base_manager.values()
    }
