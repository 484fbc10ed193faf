"""What the public log says about materials."""

import hashlib
from datetime import datetime

from django.utils import timezone

from campaigns.materials.models.material import Material
from kimportal.audit.models import Action
from kimportal.moderation.states import State
from kimportal.transparency_log.facts import Fact, FactSource, utc
from kimportal.transparency_log.models import LogEntry

EXPIRED = "expired"


class MaterialFacts(FactSource):
    """Publication, withdrawal and expiry, with the SHA-256 of the words and files."""

    model = Material
    kind = "material"
    names = {
        Action.APPROVE: "published",
        Action.WITHDRAW: "withdrawn",
        Action.RESTORE: "restored",
    }

    def items(self):
        return (
            Material._base_manager.filter(published_at__isnull=False)
            .select_related("group", "supersedes", "language")
            .prefetch_related("files")
        )

    def subject(self, material):
        return material.code

    def public_since(self, material):
        return material.published_at

    def values(self, material):
        replaced = material.supersedes
        return {
            "code": material.code,
            "version": material.edition,
            "language": material.language.slug,
            "by": material.group.slug if material.group else "ministry",
            "replaces": replaced.code if replaced else None,
            "words": words_digest(material),
            "files": [
                {"use": file.role, "sha256": file.sha256}
                for file in material.files.all()
                if file.file
            ],
        }

    def happenings(self):
        """Yield the materials that expired and are not logged as such."""
        expired = self.items().filter(state=State.LIVE, expire_at__lte=timezone.now())
        facts = {fact.source: fact for fact in map(expiry, expired)}
        known = LogEntry.objects.filter(source__in=facts).values_list("source", flat=True)
        for source in sorted(facts.keys() - set(known)):
            yield facts[source]

    def recompute(self, entries):
        facts = super().recompute(entries)
        expiries = {entry.index: entry.source.split() for entry in entries if not entry.audit_event}
        materials = self.items().in_bulk({int(pk) for _event, _label, pk, _at in expiries.values()})
        for index, (_event, _label, pk, at) in expiries.items():
            material = materials.get(int(pk))
            # The date may have been moved since, so the time is the entry's own.
            facts[index] = material and expiry(material, datetime.fromisoformat(at))
        return facts


def expiry(material, at=None):
    at = at or material.expire_at
    values = {"type": "material", "event": EXPIRED, "at": utc(at), "code": material.code}
    source = f"{EXPIRED} {material._meta.label_lower} {material.pk} {values['at']}"
    return Fact(source, material.code, values, at)


def words_digest(material):
    """Return the SHA-256 of title, summary, text and transcript, an empty line between them."""
    words = (material.title, material.summary, material.body, material.transcript)
    return hashlib.sha256("\n\n".join(words).encode()).hexdigest()
