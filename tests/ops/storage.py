"""R13: the place for files takes nothing (a read-only mount), or does not answer (an object store)."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import boto3

from tests.ops.drill_process import mount, own_mounts
from tests.ops.killed_workers import compared
from tests.ops.member import Member, jpeg
from tests.ops.results import Result
from tests.ops.seed import call_inside
from tests.ops.visitor import Visitor

BAR = "503 ≤ 10 s, words kept, 0 rows without file"
TRIES = 5
PAGES = ("/", "/kim/", "/materi/", "/kegiatan/", "/kim/?q=jaya")


def read_only(portal):
    folder = portal.copy()
    try:
        files = tmpfs(folder / "files")
    except OSError as refused:
        return Result("R13", "files read-only", str(refused), BAR, None)

    def away():
        mount("-o", "remount,ro", files)

    def back():
        mount("-o", "remount,rw", files)

    with portal.stack(folder) as stack:
        return without_storage(stack, "files read-only", away, back)


def tmpfs(folder, size="64m"):
    """Mount a disk of this size over the folder, seen by this drill alone."""
    own_mounts()
    folder.mkdir(exist_ok=True)
    mount("-t", "tmpfs", "-o", f"size={size},mode=755", "none", folder)
    return folder


def object_store_hangs(portal):
    with object_store(portal.port + 2) as (store, url):
        variables = {"STORAGE_URL": url, "PRIVATE_ACCEL_PREFIX": ""}
        with portal.stack(extra_environment=variables) as stack:
            return without_storage(
                stack,
                "object store hangs",
                lambda: store.send_signal(signal.SIGSTOP),
                lambda: store.send_signal(signal.SIGCONT),
            )


@contextmanager
def object_store(port):
    """Run moto's S3 on loopback, with one bucket."""
    server = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    store = subprocess.Popen(server, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        client = boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{port}",
            region_name="us-east-1",
            aws_access_key_id="kunci",
            aws_secret_access_key="rahasia",
        )
        for _try in range(100):
            try:
                client.create_bucket(Bucket="portal")
                break
            except Exception:
                time.sleep(0.2)
        yield store, f"s3://kunci:rahasia@127.0.0.1:{port}/portal?tls=no&region=us-east-1"
    finally:
        os.kill(store.pid, signal.SIGCONT)
        store.kill()
        store.wait()


def without_storage(stack, what, away, back):
    """Send reports before, while and after files cannot be written, on one running stack."""
    member, visitor = Member(stack.url), Visitor(stack.url)
    [first, *keys] = call_inside(stack, f"seed_data.drafts({16 * TRIES + 1})")[::16]
    before = member.report(first, "Latihan 0", [jpeg(0)])
    away()
    refused = [member.report(key, f"Latihan {16 * n}", [jpeg(n)]) for n, key in enumerate(keys, 1)]
    pages = [visitor.get(page)[0] for page in PAGES]
    back()
    after = [
        member.report(key, f"Latihan {16 * n}", [jpeg(n)], tries=30)
        for n, key in enumerate(keys, 1)
    ]
    faults, figure = compared([before, *after], call_inside(stack, "stored_data.reports()"))
    answers = {t.statuses[0] for t in refused}
    slowest = max(t.seconds[0] for t in refused)
    kept = sum("Laporan tiruan" in t.pages[0] for t in refused)
    hints = sum(bool(t.hints[0]) for t in refused)
    figure = (
        f"answers {sorted(answers)} after at most {slowest:.1f} s, {hints}/{TRIES} say when to come "
        f"back, words kept in {kept}/{TRIES}, public pages {sorted(set(pages))}; then, without a "
        f"restart, {figure}"
    )
    holds = answers == {503} and slowest <= 10 and kept == hints == TRIES and set(pages) == {200}
    return Result("R13", what, figure, BAR, holds and not faults)
