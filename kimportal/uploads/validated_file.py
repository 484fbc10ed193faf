import hashlib
import unicodedata
from pathlib import PurePath
from typing import IO, Any
from uuid import uuid4

from django.core.files import File

from kimportal.uploads.file_types import MIME
from kimportal.web.normalization import normalize

MAX_NAME_LENGTH = 120


class ValidatedFile(File):
    """A file that passed validation, under a random name.

    Its content is an unnamed temporary file, which disappears when it is closed, also after a
    crash. ``duration`` is in seconds; ``perceptual_hash`` is in hex digits.
    """

    width: int | None
    height: int | None
    pages: int | None
    duration: float | None

    def __init__(
        self,
        content: IO[bytes],
        *,
        kind: str,
        original_name: str | None,
        facts: dict[str, Any],
        scanned: bool = False,
    ) -> None:
        self.extension = facts["extension"]
        super().__init__(content, name=f"{uuid4().hex}{self.extension}")
        self.kind = kind
        self.mime = self.content_type = MIME[self.extension]
        self.original_name = shown_name(original_name)
        self.scanned = scanned
        for fact in ("width", "height", "pages", "duration"):
            setattr(self, fact, facts.get(fact))
        self.perceptual_hash = facts.get("perceptual_hash", "")
        self.sha256 = digest(content)

    def open(self, *args: Any, **kwargs: Any) -> "ValidatedFile":
        self.seek(0)
        return self


def digest(content: IO[bytes]) -> str:
    """Return the SHA-256 of an open file as hex digits, read in constant memory."""
    content.seek(0)
    sha256 = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    content.seek(0)
    return sha256


def shown_name(name: str | None) -> str:
    """Return the name of an upload for display: without path and without control characters,
    which may hide or reorder text."""
    last = normalize("NFC", name or "").replace("\\", "/").rpartition("/")[2]
    visible = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    visible = visible.strip(" .")
    if len(visible) > MAX_NAME_LENGTH:
        # The extension says what the file is.
        extension = PurePath(visible).suffix[:8]
        visible = visible[: MAX_NAME_LENGTH - len(extension)] + extension
    return visible or "?"
