"""Reports sent while server workers are killed: what the members were told, and what is stored."""

import io
import json
import os
import random
import re
import signal
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from uuid import uuid4

from PIL import Image

from tests.drills.seed import EMAIL, PASSWORD
from tests.drills.table import Line
from tests.drills.visitor import Visitor

REPORTS = int(os.environ.get("REPORTS", "500"))
SENDERS = 4
# Seconds between two kills. A new worker needs about two to be ready, on a busy machine longer.
EACH = float(os.environ.get("KILL_EVERY", "2"))
BROKEN = (OSError, HTTPException)
PATIENCE = 60  # tries of one form, half a second apart
RECEIPT = re.compile(r'data-receipt="(KG-\d+-\d+)"')
PLACE = """
from kimportal.models import Person
print(Person.objects.get(email="latihan@example.org").memberships.get().group.region_id)
"""
COUNT = """
import json
from collections import Counter
from campaigns.models import EventPhoto, OutreachEvent, Receipt
from campaigns.photo_sweep import batches
from django.core.files.storage import storages
from datetime import timedelta
from campaigns.photo_sweep import sweep_all
store = storages["private"]
swept = sweep_all(timedelta(0))
rows = set(EventPhoto.objects.values_list("file", flat=True))
files = {name for names in batches(store) for name in names}
titles = Counter(OutreachEvent.objects.values_list("title", flat=True))
told = [r.number for r in Receipt.objects.filter(event__state="waiting")]
sent = {e.title: (e.attendance, e.photos.count()) for e in OutreachEvent.objects.waiting()}
print(json.dumps({
    "titles": titles, "numbers": told, "sent": sent, "swept": swept,
    "rows_without_file": len(rows - files), "files_without_row": len(files - rows),
}))
"""


def reports_while_workers_die(stack, reports=REPORTS):
    """SIGKILL for a random worker every two seconds while members report, each with a photo."""
    member = Visitor(stack.url)
    member.sign_in(EMAIL, PASSWORD)
    place = told_by(stack, PLACE)
    stop, kills = threading.Event(), []
    killer = threading.Thread(target=kill_workers, args=(stack, stop, kills))
    killer.start()
    began = time.monotonic()
    try:
        with ThreadPoolExecutor(SENDERS) as pool:
            told = list(pool.map(lambda number: sent(member, place, number), range(reports)))
    finally:
        stop.set()
        killer.join()
    return line(stack, told, len(kills), time.monotonic() - began)


def kill_workers(stack, stop, kills):
    while not stop.wait(EACH):
        if workers := stack.worker_pids():
            os.kill(random.choice(workers), signal.SIGKILL)  # noqa: S311
            kills.append(1)


def sent(member, place, number):
    try:
        return send(member, place, number)
    except NeverThrough as error:
        print(error, file=sys.stderr)
        return f"Latihan {number}", []


def send(member, place, number):
    """Begin an event and report on it, as often as it takes. Returns (title, its receipts)."""
    title = f"Latihan {number}"
    plan = {
        "key": str(uuid4()),
        "title": title,
        "starts": "2020-11-26T10:00",
        "ends": "2020-11-26T12:00",
        "mode": "in_person",
        "region": place,
        "is_another": "on",
    }
    opened = insist(member, "/anggota/kegiatan/baru/", plan, None, "/lapor/")
    path = re.search(r"/anggota/kegiatan/[0-9a-f-]{36}/lapor/", opened)[0]
    version = re.search(r'name="version" value="(\d+)"', page_of(member, path))[1]
    report = {
        "key": str(uuid4()),
        "version": version,
        "attendance": str(number),
        "photos_consent": "on",
        "neutrality": "on",
    }
    receipts = set()
    for _time in range(2 if number % 5 == 0 else 1):  # every fifth also goes back and sends again
        receipts.add(
            RECEIPT.search(insist(member, path, report, jpeg(number), "/tanda-terima/"))[1]
        )
    return title, sorted(receipts)


class NeverThrough(Exception):
    """No receipt in all these tries: not received, so nothing can be lost."""


def insist(member, path, fields, photo, until):
    """Send the same form until the answer is where it should lead. Returns address and page."""
    address = ""
    for _try in range(PATIENCE):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page_of(member, path))
        if token:
            body, kind = multipart({**fields, "csrfmiddlewaretoken": token[1]}, photo)
            headers = {"Referer": member.url + path, "Origin": member.url, "Content-Type": kind}
            request = urllib.request.Request(member.url + path, body, headers)
            address, page = answer(member, request)
            if until in address:
                return f"{address}\n{page}"
        time.sleep(0.5)
    raise NeverThrough(f"{path}: last at {address!r}")


def answer(member, request):
    try:
        with member.opener.open(request, timeout=member.timeout) as got:
            return got.geturl(), got.read().decode(errors="replace")
    except BROKEN:
        return "", ""


def page_of(member, path):
    for _try in range(PATIENCE):
        try:
            status, page, _seconds = member.get(path)
        except BROKEN:  # killed while it was answering
            status = 0
        if status == 200:
            return page
        time.sleep(0.5)
    return ""


def multipart(fields, photo):
    edge = uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    if photo:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="photos"; filename="f.jpg"\r\n'
        parts += [f"{head}Content-Type: image/jpeg\r\n\r\n".encode(), photo, b"\r\n"]
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"


def jpeg(number):
    """A photo no other report has."""
    out = io.BytesIO()
    Image.new("RGB", (320 + number % 50, 240), ((number * 7) % 255, number % 255, 90)).save(
        out, "JPEG"
    )
    return out.getvalue()


def told_by(stack, words):
    """The last line that these words print in the stack's own shell."""
    told = stack.manage("shell", "-v0", "-c", words, capture_output=True, text=True).stdout
    return told.strip().splitlines()[-1]


def line(stack, told, kills, seconds):
    stored = json.loads(told_by(stack, COUNT))
    numbers = set(stored["numbers"])
    received = [(title, receipts) for title, receipts in told if receipts]
    lost = [
        title
        for title, receipts in received
        if stored["sent"].get(title, [None, 0])[1] != 1 or not set(receipts) <= numbers
    ]
    doubled = [t for t, n in stored["titles"].items() if n > 1]
    doubled += [title for title, receipts in received if len(receipts) > 1]
    faults = (len(lost), len(doubled), stored["rows_without_file"], stored["files_without_row"])
    figure = (
        f"{kills} workers killed in {seconds:.0f} s: received {len(received)}, stored "
        f"{len(stored['sent'])}, lost {len(lost)}, doubled {len(doubled)}, rows without file "
        f"{faults[2]}, orphan files {stored['swept']} before the sweep and {faults[3]} after"
    )
    return Line(
        "R8",
        f"{len(told)} reports while workers die",
        figure,
        "all 0",
        bool(received) and not any(faults),
    )
