"""A member with a phone, who sends the same report again until a receipt is there."""

import io
import random
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from uuid import uuid4

from PIL import Image

from tests.ops.seed import PASSWORD, email
from tests.ops.visitor import Visitor

BROKEN = (OSError, HTTPException)
RECEIPT = re.compile(r"\bKG-\d+-\d+\b")


@dataclass
class Submission:
    """What one member was shown about one report."""

    title: str
    receipts: set = field(default_factory=set)
    statuses: list = field(default_factory=list)  # of each try; 0: nothing answered
    seconds: list = field(default_factory=list)
    pages: list = field(default_factory=list)
    addresses: list = field(default_factory=list)  # of these pages; a receipt's is asked for anew
    hints: list = field(default_factory=list)  # Retry-After of each try


class Member(Visitor):
    """A signed-in member; `number` chooses one of those seeded."""

    def __init__(self, url, number=0, timeout=70):
        super().__init__(url, timeout)
        self.number = number
        for _try in range(20):
            status, _page, _seconds = self.sign_in(email(number), PASSWORD)
            if status == 200 and self.cookie("sessionid"):
                return
            time.sleep(0.5)
        raise RuntimeError(f"{email(number)} cannot sign in: {status}")

    def report(self, key, title, photos=(), *, tries=1, form_key=None, pause=0.5, **changes):
        """Send the report of this event, up to `tries` times; return what was shown."""
        fields = {
            "key": form_key or str(uuid4()),
            "version": "1",
            "attendance": "40",
            "story": "Laporan tiruan.",
            "photos_consent": "on",
            "neutrality": "on",
            "csrfmiddlewaretoken": self.cookie("csrftoken"),
            **changes,
        }
        submission = Submission(title)
        body, kind = multipart(fields, photos)
        for _try in range(tries):
            self._send(f"/anggota/kegiatan/{key}/lapor/", body, kind, submission)
            if submission.receipts:
                break
            time.sleep(pause)
        return submission

    def _send(self, path, body, kind, submission):
        headers = {"Referer": self.url + path, "Origin": self.url, "Content-Type": kind}
        began = time.monotonic()
        request = urllib.request.Request(self.url + path, body, headers)
        address, status, page, hint = self._answer(request)
        submission.statuses.append(status)
        submission.pages.append(page)
        submission.addresses.append(address)
        submission.hints.append(hint)
        submission.seconds.append(time.monotonic() - began)
        if "/tanda-terima/" in address and (match := RECEIPT.search(page)):
            submission.receipts.add(match[0])

    def _answer(self, request):
        try:
            with self.opener.open(request, timeout=self.timeout) as got:
                return got.geturl(), got.status, got.read().decode(errors="replace"), ""
        except urllib.error.HTTPError as error:
            try:
                page = error.read().decode(errors="replace")
            except BROKEN:
                page = ""
            return error.url, error.code, page, error.headers.get("Retry-After", "")
        except BROKEN:
            return "", 0, "", ""

    def cookie(self, name):
        return next((c.value for c in self.jar if c.name.removeprefix("__Host-") == name), "")


def multipart(fields, photos):
    edge = uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    for photo in photos:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="photos"; filename="f.jpg"\r\n'
        parts += [f"{head}Content-Type: image/jpeg\r\n\r\n".encode(), photo, b"\r\n"]
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"


def jpeg(number, size=(320, 240)):
    """Return a small photo that no other report has."""
    out = io.BytesIO()
    colour = ((number * 7) % 255, number % 255, 90)
    Image.new("RGB", (size[0] + number % 50, size[1]), colour).save(out, "JPEG")
    return out.getvalue()


def phone_photo(number):
    """Return a photo as phones make it: twelve megapixels, about three megabytes."""
    chance = random.Random(number)
    rough = Image.frombytes("RGB", (500, 375), chance.randbytes(500 * 375 * 3))
    out = io.BytesIO()
    rough.resize((4000, 3000), Image.Resampling.BICUBIC).save(out, "JPEG", quality=88)
    return out.getvalue()
