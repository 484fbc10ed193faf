"""R3, R4, R9: reports under load, all at once, and the same one twenty times."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from tests.ops.killed_workers import compared
from tests.ops.member import Member, jpeg, phone_photo
from tests.ops.results import Result
from tests.ops.seed import MEMBERS, call_inside
from tests.ops.sizes import size
from tests.ops.visitor import Visitor

SECONDS = size("R3_SECONDS")
RATE = 240  # readers a second: 80 % of what R1 promises
RUSH = int(os.environ.get("R4_REPORTS", "100"))
READ = ("/", "/kim/", "/materi/", "/kegiatan/", "/kim/?q=sukun", "/capaian/")


def reports_under_load(portal):
    """Send a report with three phone photos each second, beside readers at 80 % of R1's promise."""
    photos = [phone_photo(n) for n in range(3)]
    with portal.stack() as stack:
        members = [Member(stack.url, n) for n in range(MEMBERS)]
        keys = call_inside(stack, f"seed_data.drafts({SECONDS})")
        stop, read = threading.Event(), []
        readers = [threading.Thread(target=reading, args=(stack, n, stop, read)) for n in range(8)]
        [t.start() for t in readers]

        def one(n):
            member = members[n % MEMBERS]
            return member.report(keys[n], f"Latihan {n}", photos, tries=40)

        with ThreadPoolExecutor(40) as pool:
            waiting = []
            for n in range(SECONDS):
                waiting.append(pool.submit(one, n))
                time.sleep(1)
            submissions = [each.result() for each in waiting]
        stop.set()
        [t.join() for t in readers]
        faults, figure = compared(
            submissions, call_inside(stack, "stored_data.reports()"), photos=3
        )
    times = sorted(sum(t.seconds) for t in submissions)
    p95 = times[int(len(times) * 0.95)]
    bad = sum(status != 200 for status in read)
    figure = f"{figure}; p95 {p95:.1f} s; {len(read) / SECONDS:.0f} pages/s read, {bad} failed"
    what = f"{SECONDS} reports in {SECONDS} s, 3 photos of 3.5 MB each, readers at {RATE}/s"
    return Result(
        "R3", what, figure, "all received, p95 ≤ 3 s", not faults and p95 <= 3 and not bad
    )


def reading(stack, number, stop, read):
    visitor, count, began = Visitor(stack.url), 0, time.monotonic()
    while not stop.is_set():
        read.append(visitor.get(READ[(count + number) % len(READ)])[0])
        count += 1
        stop.wait(max(0, began + count * 8 / RATE - time.monotonic()))


def deadline_rush(portal):
    """Send everybody's report at the same moment, as before a deadline."""
    with portal.stack() as stack:
        members = [Member(stack.url, n) for n in range(MEMBERS)]
        keys = call_inside(stack, f"seed_data.drafts({RUSH})")
        form_keys = [str(uuid4()) for _ in keys]
        photo = phone_photo(1)

        def one(n, tries):
            member = members[n % MEMBERS]
            return member.report(
                keys[n], f"Latihan {n}", [photo], tries=tries, form_key=form_keys[n], pause=5
            )

        with ThreadPoolExecutor(RUSH) as pool:
            first = list(pool.map(lambda n: one(n, 1), range(RUSH)))
            turned_away = [n for n in range(RUSH) if not first[n].receipts]
            again = list(pool.map(lambda n: one(n, 20), turned_away))
        submissions = [t for t in first if t.receipts] + again
        faults, figure = compared(submissions, call_inside(stack, "stored_data.reports()"))
    slowest = max(t.seconds[0] for t in first)
    odd = [
        t.statuses[0] for t in first if not t.receipts and not (t.statuses[0] == 503 and t.hints[0])
    ]
    figure = (
        f"{RUSH - len(turned_away)} receipts and {len(turned_away) - len(odd)} × 503 with "
        f"Retry-After within {slowest:.0f} s, {len(odd)} other; after retries {figure}"
    )
    bar = "all answered ≤ 60 s: receipt, or 503 and Retry-After; then each once"
    holds = slowest <= 60 and not odd and not faults
    return Result("R4", f"{RUSH} reports at once, each a photo of 3.5 MB", figure, bar, holds)


def one_key(portal):
    """Send one form twenty times at once; then its key with other text; then again."""
    with portal.stack() as stack:
        member = Member(stack.url)
        [key] = call_inside(stack, "seed_data.drafts(1)")
        form_key, photo = str(uuid4()), [jpeg(1)]
        with ThreadPoolExecutor(20) as pool:
            submissions = list(
                pool.map(
                    lambda _n: member.report(key, "Latihan 0", photo, form_key=form_key, tries=5),
                    range(20),
                )
            )
        other = member.report(
            key, "Latihan 0", photo, form_key=form_key, tries=1, attendance="41", story="Lain."
        )
        back = member.report(key, "Latihan 0", photo, form_key=form_key)
        stored = call_inside(stack, "stored_data.reports()")
        shown = Visitor.get(member, f"/anggota/kegiatan/{key}/")[1]
    receipts = set().union(*(t.receipts for t in submissions), back.receipts)
    unanswered = sum(not t.receipts for t in submissions)
    untouched = "Lain." not in shown
    figure = (
        f"{stored['titles'].get('Latihan 0', 0)} row, {len(receipts)} receipt for "
        f"{20 - unanswered} + 1 senders, photo kept {stored['photos'].get('Latihan 0')} time; other "
        f"content: {other.statuses[-1]}, {'nothing overwritten' if untouched else 'overwritten'}"
    )
    holds = stored["titles"] == {"Latihan 0": 1} and stored["photos"] == {"Latihan 0": 1}
    holds = holds and len(receipts) == 1 and not unanswered
    holds = holds and other.statuses[-1] == 409 and untouched
    return Result(
        "R9",
        "one form key ×20 at once, then changed, then again",
        figure,
        "1 row, 1 receipt; 409",
        holds,
    )
