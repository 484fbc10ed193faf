"""Materials of the demo, created by the models' own methods."""

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
    """Create the missing materials. A part of load_demo (see campaigns/demo/__init__.py)."""
    campaign, loaded = load_campaign(), existing_materials()
    last = OutgoingEmail.objects.order_by("-id").values_list("id", flat=True).first() or 0
    with ThreadPoolExecutor(1) as pool:
        # Another thread draws ahead while this one saves.
        files = {
            spec["key"]: pool.submit(validated_files, spec)
            for spec in MATERIALS
            if spec["key"] not in loaded
        }
        for number, spec in enumerate(MATERIALS):
            if spec["key"] in files:
                drawn = files[spec["key"]].result()
                loaded[spec["key"]] = load_material(spec, drawn, number, scene, campaign, loaded)
    # Emails about the demo would fill the console.
    OutgoingEmail.objects.filter(id__gt=last).delete()
    return f"{Material.objects.listed().count()} published materials"


def existing_materials():
    """Return the materials of an earlier load_demo, by key."""
    keys = {spec["title"]: spec["key"] for spec in MATERIALS}
    materials = Material.objects.filter(title__in=keys).order_by("id")
    return {keys[material.title]: material for material in materials}


def validated_files(spec):
    """Draw or synthesise the files of a material and validate them."""
    files = posters.files_of(spec) + tunes.files_of(spec)
    return [(validated(*file[:2]), *file[1:]) for file in files]


def load_material(spec, files, number, scene, campaign, loaded):
    """Create a material and bring it to the state the demo needs."""
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
        translation_of=loaded.get(spec.get("translation_of")),
        supersedes=loaded.get(spec.get("supersedes")),
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
    """Create a material by its own methods. `files`: (path, bytes or ValidatedFile, name, role).

    `fate`: live · draft · waiting · returned · rejected · withdrawn · scheduled (in a week).
    """
    fields = {
        name: spec[name]
        for name in (*OWN, "title", "kind", "share_caption", "has_captions", "has_sign_language")
        if name in spec
    }
    family = translation_of or supersedes
    material = Material(
        **fields,
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
        clean = content if isinstance(content, ValidatedFile) else validated(content, name)
        MaterialFile.objects.attach(material, clean, by=writer, role=role)
    bring_to_state(material, fate, note, writer=writer, reviewer=reviewer)
    return material


def validated(content, name):
    content = content if isinstance(content, bytes) else Path(content).read_bytes()
    return validate_upload(File(io.BytesIO(content), name=name))


def bring_to_state(material, fate, note, *, writer, reviewer):
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
