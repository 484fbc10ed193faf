"""A form on its way on another phone: the .kim file.

Three lines (magic, seal, head as JSON), then the bytes of its files one after the other. The head
names the author by a mark and every file by its SHA-256; the seal is an HMAC of the head with a key
that only the author's phone and this server have. So whoever carries the file can neither change it
nor make one.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.crypto import constant_time_compare
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from kimportal.accounts.models import Person
from kimportal.offline.person import person_from_mark, sealing_key

MAGIC = b"KIM1\n"
MAX_HEAD = 300_000  # bytes: more than any form of ours holds
MAX_FILES = 8
MAX_FILE = 20_000_000
MAX_FIELDS = 200
LATEST = 4e9  # seconds: the year 2096
MALFORMED = (
    *(ValueError, KeyError, TypeError, AttributeError),
    *(OverflowError, OSError, RecursionError),
)


class BadKimFile(Exception):
    """The file is none of ours, was changed, or its author has ended their sessions."""

    reason = _("This file was changed or is not from this portal. Nothing was taken from it.")


@dataclass(frozen=True)
class KimFile:
    author: Person
    mark: str
    key: str
    form: str
    title: str
    at: datetime  # by the clock of the author's phone
    data: QueryDict
    files: "MultiValueDict[str, Any]"


def read_kim_file(file: IO[bytes]) -> KimFile:
    """Return the checked content; raise BadKimFile."""
    if file.readline(len(MAGIC) + 1) != MAGIC:
        raise BadKimFile
    seal, head = file.readline(66), file.readline(MAX_HEAD)
    if not seal.endswith(b"\n") or not head.endswith(b"\n"):
        raise BadKimFile
    try:
        values = json.loads(head)
        author = person_from_mark(values["mark"])
        if author is None or not constant_time_compare(
            seal[:-1].decode("ascii"), seal_of(head[:-1], values["mark"])
        ):
            raise BadKimFile
        return KimFile(
            author,
            values["mark"],
            str(values["key"]),
            str(values["form"]),
            str(values["title"]),
            datetime.fromtimestamp(min(float(values["at"]) / 1000, LATEST), UTC),
            _fields(values["fields"]),
            _files(values["files"], file),
        )
    except MALFORMED as error:
        raise BadKimFile from error


def seal_of(head: bytes, mark: str) -> str:
    """Return the HMAC-SHA256 of a head, as js/offline/queue.js makes it."""
    return hmac.new(sealing_key(mark).encode(), head, hashlib.sha256).hexdigest()


def _fields(pairs: list[list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, text in pairs[:MAX_FIELDS]:
        data.appendlist(str(name), str(text))
    return data


def _files(rows: list[dict[str, Any]], file: IO[bytes]) -> "MultiValueDict[str, Any]":
    files: MultiValueDict[str, Any] = MultiValueDict()
    if len(rows) > MAX_FILES:
        raise BadKimFile
    for row in rows:
        if not 0 < row["size"] <= MAX_FILE:
            raise BadKimFile
        content = file.read(row["size"])
        if hashlib.sha256(content).hexdigest() != row["sha256"]:
            raise BadKimFile
        files.appendlist(str(row["field"]), SimpleUploadedFile(str(row["name"]), content))
    if file.read(1):
        raise BadKimFile
    return files
