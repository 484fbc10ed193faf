import hashlib
import unicodedata
from uuid import uuid4

from django.core.files import File

from kimportal.uploads.file_types import MIME
from kimportal.web.normalization import normalize


class ValidatedFile(File):
    """A file that passed the gate, under a name of our own.

    It lives in a nameless temporary file, which is gone as soon as nobody holds it, also after
    a crash. ``duration`` is in seconds; ``fingerprint`` is a dHash-256 as hex digits.
    """

    def __init__(self, content, *, kind, original_name, facts, scanned=False):
        self.extension = facts["extension"]
        super().__init__(content, name=f"{uuid4().hex}{self.extension}")
        self.kind = kind
        self.mime = self.content_type = MIME[self.extension]
        self.original_name = shown_name(original_name)
        self.scanned = scanned
        for fact in ("width", "height", "pages", "duration"):
            setattr(self, fact, facts.get(fact))
        self.fingerprint = facts.get("fingerprint", "")
        self.sha256 = digest(content)

    def open(self, mode=None):
        self.seek(0)
        return self


def digest(content):
    """SHA-256 of an open file as hex digits, in flat memory."""
    content.seek(0)
    sum_ = hashlib.file_digest(content, "sha256").hexdigest()
    content.seek(0)
    return sum_


def shown_name(name):
    """What the sender called it, fit to be shown; never a path, and nothing that hides or turns."""
    last = normalize("NFC", name or "").replace("\\", "/").rpartition("/")[2]
    visible = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    return visible.strip(" .")[:120] or "?"
