"""Files that arrive piece by piece over a bad line, named by their SHA-256."""

import hashlib
import re
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kimportal.accounts.models import Person

MAX_PIECE = 256 * 1024  # bytes
MAX_SIZE = 8_000_000  # bytes of one file: phones make photos small before they travel
MAX_OF_PERSON = 64_000_000
SHA256 = re.compile(r"[0-9a-f]{64}")
#: A form names a file that has arrived: "<field>:<sha256>:<file name>".
FIELD = "arrived"


class ArrivingFileManager(models.Manager["ArrivingFile"]):
    def received(self, person: Person, sha256: str) -> int:
        """Return how many bytes of this file are here."""
        file = self.filter(person=person, sha256=sha256).first()
        return file.received if file else 0

    def add(self, person: Person, sha256: str, offset: int, piece: bytes) -> int | None:
        """Store the piece if it continues the file; return the bytes that are here, None if full.

        A piece that came before, or too early, changes nothing: the sender goes on from what is
        here.
        """
        with transaction.atomic():
            person.lock_row()
            file, _new = self.get_or_create(person=person, sha256=sha256)
            received = file.received
            if offset != received:
                return received
            held = FilePiece.objects.filter(file__person=person).aggregate(n=Sum("size"))["n"] or 0
            if received + len(piece) > MAX_SIZE or held + len(piece) > MAX_OF_PERSON:
                return None
            file.pieces.create(offset=offset, size=len(piece), content=piece)
            self.filter(pk=file.pk).update(at=timezone.now())
            return received + len(piece)

    def attach(self, request: HttpRequest, person: Person) -> list[str]:
        """Put the arrived files that a form names among its files; return those not here.

        From then on it is as if they had come with the form.
        """
        missing = []
        for text in request.POST.getlist(FIELD)[:20]:
            field, sha256, name = [*text.split(":", 2), "", ""][:3]
            is_digest = SHA256.fullmatch(sha256)
            file = self.filter(person=person, sha256=sha256).first() if is_digest else None
            content = file.content if file else b""
            if hashlib.sha256(content).hexdigest() != sha256:
                # Wrong from its first piece on: it begins anew.
                if file:
                    file.delete()
                missing.append(sha256)
                continue
            request.FILES.appendlist(field, SimpleUploadedFile(name or "file", content))
        return missing

    def discard(self, request: HttpRequest, person: Person) -> None:
        """Delete the arrived files of a form that has its receipt."""
        names = [text.split(":")[1] for text in request.POST.getlist(FIELD) if ":" in text]
        self.filter(person=person, sha256__in=names).delete()


class ArrivingFile(models.Model):
    """A file of an unsent form, complete or not."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    objects = ArrivingFileManager()

    class Meta:
        verbose_name = _("arriving file")
        verbose_name_plural = _("arriving files")
        constraints = [
            models.UniqueConstraint(fields=["person", "sha256"], name="one_arriving_file_per_hash")
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def received(self) -> int:
        return self.pieces.aggregate(n=Sum("size"))["n"] or 0

    @property
    def content(self) -> bytes:
        pieces: Any = self.pieces.order_by("offset")
        return b"".join(bytes(piece) for piece in pieces.values_list("content", flat=True))


class FilePiece(models.Model):
    """Consecutive bytes of an arriving file."""

    file = models.ForeignKey(ArrivingFile, models.CASCADE, related_name="pieces")
    offset = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = _("piece of a file")
        verbose_name_plural = _("pieces of files")
        constraints = [
            models.UniqueConstraint(fields=["file", "offset"], name="one_piece_per_offset")
        ]

    def __str__(self) -> str:
        return f"{self.file_id}:{self.offset}"
