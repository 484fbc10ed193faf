"""Requirements of a material before it can be submitted, each with its reason."""

from django.utils.translation import gettext as _

from campaigns.materials.models.kinds import REQUIRED_FILE_TYPES, SCRIPT_ALLOWED, SOUNDS


def missing_requirements(material):
    """Return [(form field, reason)] for everything still missing before submission."""
    kinds = {file.kind for file in material.files.all()}
    return [
        *_missing_files(material, kinds),
        *_missing_texts(material, kinds),
        *_missing_origin(material),
    ]


def _missing_files(material, kinds):
    required = REQUIRED_FILE_TYPES.get(material.kind)
    if material.kind in SCRIPT_ALLOWED and not required & kinds:
        if not material.body.strip():
            yield "new_file", _("Give the video or audio, a link to it, or its script as text.")
    elif required and not required & kinds:
        yield (
            "new_file",
            _("The file of this %(kind)s is missing. It is what people will share.")
            % {"kind": material.get_kind_display().lower()},
        )
    if not required and not material.body.strip():
        yield (
            "body",
            _("A %(kind)s lives from its text: write it here.")
            % {"kind": material.get_kind_display().lower()},
        )


def _missing_texts(material, kinds):
    if {"picture", "document"} & kinds and not material.alt_text.strip():
        yield "alt_text", _("Say in one sentence what can be seen, for those who cannot see it.")
    if {"picture", "document"} & kinds and not material.has_text:
        yield "transcript", _("Write out all words: screen readers and search read only text.")
    if "audio" in kinds and not material.transcript.strip():
        yield "transcript", _("Write out what is said or sung, for those who cannot hear it.")
    has_video = "video" in kinds or ("link" in kinds and material.kind not in SOUNDS)
    if has_video and not (material.has_captions or material.transcript.strip()):
        yield "transcript", _("A video needs captions or a transcript: many watch without sound.")
    if "link" in kinds and material.kind in SOUNDS and not material.transcript.strip():
        yield "transcript", _("Write out what is said or sung, for those who cannot hear it.")


def _missing_origin(material):
    if not material.source.strip():
        yield "source", _("Name the source or legal basis: readers must be able to check it.")
    if not material.licence:
        yield "licence", _("Choose a licence: otherwise nobody knows whether it may be passed on.")
    if material.pk and not material.pillars.exists():
        yield "pillars", _("Choose at least one pillar: that is how people find it.")
