"""Materials of the demo, each led along its road by the same verbs as anybody's."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from campaigns.demo.election import load_campaign
from campaigns.demo.music import tunes
from campaigns.demo.posters.sheets import files as posters
from campaigns.demo.texts import MATERIALS
from campaigns.elections.models import Language, Pillar
from campaigns.materials.models.files import MaterialFile
from campaigns.materials.models.kinds import Licence
from campaigns.materials.models.material import Material
from groups.kim.models import Group
from kimportal.mail.models import OutgoingEmail
from kimportal.uploads.validated_file import ValidatedFile
from kimportal.uploads.validation import validate_upload

OWN = {"summary": "", "body": "", "source": "", "alt_text": "", "transcript": ""}


@transaction.atomic
def load(scene):
    """Every material that is missing. A part of load_demo (see campaigns/demo/__init__.py)."""
    campaign, made = load_campaign(), there_already()
    last = OutgoingEmail.objects.order_by("-id").values_list("id", flat=True).first() or 0
    with ThreadPoolExecutor(1) as pencil:
        # Another thread draws ahead while this one writes.
        files = {
            spec["key"]: pencil.submit(ready, spec) for spec in MATERIALS if spec["key"] not in made
        }
        for number, spec in enumerate(MATERIALS):
            if spec["key"] in files:
                drawn = files[spec["key"]].result()
                made[spec["key"]] = make(spec, drawn, number, scene, campaign, made)
    # Nobody waits for letters about the demo, and they would fill the console.
    OutgoingEmail.objects.filter(id__gt=last).delete()
    return f"{Material.objects.listed().count()} published materials"


def there_already():
    """What an earlier load_demo left, by key."""
    keys = {spec["title"]: spec["key"] for spec in MATERIALS}
    found = Material.objects.filter(title__in=keys).order_by("id")
    return {keys[material.title]: material for material in found}


def ready(spec):
    """The files of a material, drawn or played, and through the gate."""
    files = posters.files_of(spec) + tunes.files_of(spec)
    return [(admitted(*file[:2]), *file[1:]) for file in files]


def make(spec, files, number, scene, campaign, made):
    """One material, from its draft to where the demo wants it."""
    group = Group.objects.live().filter(name=spec.get("group", "")).first()
    writer = scene.people["member"] if group else scene.people["editor"]
    reviewer = scene.people["reviewer"]
    material = publish(
        spec,
        files=files,
        writer=writer,
        reviewer=reviewer,
        campaign=campaign,
        group=group,
        translation_of=made.get(spec.get("translation_of")),
        supersedes=made.get(spec.get("supersedes")),
        fate=spec.get("fate", "live"),
        note=spec.get("note", ""),
    )
    if material.published_at and material.published_at <= timezone.now():
        earlier = material.published_at - timedelta(days=number // 3, hours=number)
        Material.objects.filter(pk=material.pk).update(published_at=earlier)
    return material


def publish(
    spec,
    *,
    files=(),
    writer,
    reviewer,
    campaign=None,
    group=None,
    translation_of=None,
    supersedes=None,
    fate="live",
    note="",
):
    """A material through gate and verbs. `files`: (path, bytes or CleanFile, name, role).

    `fate`: live · draft · waiting · returned · rejected · withdrawn · scheduled (in a week).
    """
    words = {
        name: spec[name]
        for name in (*OWN, "title", "kind", "share_caption", "has_captions", "has_sign_language")
        if name in spec
    }
    family = translation_of or supersedes
    material = Material(
        **words,
        language=Language.objects.get(slug=spec.get("language", "id")),
        licence=spec.get("licence", Licence.CC_BY),
        publisher=spec.get("publisher") or str(group or "Ditjen Informasi dan Komunikasi Publik"),
        campaign=campaign,
        group=group,
        created_by=writer,
        translation_of=translation_of,
        supersedes=supersedes,
        edition=supersedes.edition + 1 if supersedes else 1,
        publish_at=timezone.now() + timedelta(days=7) if fate == "scheduled" else None,
        **({"family": family.family} if family else {}),
    )
    material.prepare().save()
    material.pillars.set(Pillar.objects.filter(slug__in=spec["pillars"]))
    for content, name, role in files:
        clean = content if isinstance(content, ValidatedFile) else admitted(content, name)
        MaterialFile.objects.attach(material, clean, by=writer, role=role)
    lead(material, fate, note, writer=writer, reviewer=reviewer)
    return material


def admitted(content, name):
    content = content if isinstance(content, bytes) else Path(content).read_bytes()
    return validate_upload(File(io.BytesIO(content), name=name))


def lead(material, fate, note, *, writer, reviewer):
    if fate == "draft":
        return
    material.submit(by=writer)
    if fate == "returned":
        material.send_back(by=reviewer, note=note)
    elif fate == "rejected":
        material.reject(by=reviewer, note=note)
    elif fate != "waiting":
        material.approve(by=reviewer)
    if fate == "withdrawn":
        material.withdraw(by=reviewer, note=note)
