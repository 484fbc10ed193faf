"""R17: a release with a migration, put out while people read and report; nothing may fail."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tests.ops.defacement import append, copied_release
from tests.ops.killed_workers import compared
from tests.ops.member import Member, jpeg
from tests.ops.reporting import reading
from tests.ops.results import Result
from tests.ops.seed import MEMBERS, call_inside
from tests.ops.sizes import size
from tests.ops.visitor import Visitor

SECONDS = size("R17_SECONDS")
MARK = "Rilis kedua sudah terpasang"
#: The kind of migration that the root allows: the code before it goes on working.
MIGRATION = """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("groups", "{leaf}")]
    operations = [
        migrations.AddField(
            "group", "drilled", models.CharField(max_length=20, blank=True, db_default="")
        ),
        AddIndexConcurrently("group", models.Index(fields=["drilled"], name="group_drilled")),
    ]
"""
FIELD = """    drilled = models.CharField(max_length=20, blank=True, db_default="")
"""


def release_under_load(portal):
    what = f"release and migration amid {SECONDS} s of readers and {SECONDS} reports"
    root = copied_release(portal.folder / portal.name / "root")
    with portal.stack(root=root) as stack:
        if stack.postgres is None:
            return Result("R17", what, "no PostgreSQL here", "0 failed", None)
        stack.manage("collectstatic", "--noinput", "-v", "0")
        members = [Member(stack.url, n) for n in range(MEMBERS)]
        keys = call_inside(stack, f"seed_data.drafts({SECONDS})")
        stop, read = threading.Event(), []
        readers = [threading.Thread(target=reading, args=(stack, n, stop, read)) for n in range(4)]
        uncached = threading.Thread(target=searching, args=(stack, stop, read))
        [t.start() for t in (*readers, uncached)]
        with ThreadPoolExecutor(16) as pool:
            began = time.monotonic()
            reports = [pool.submit(one, members, keys, n, began + n) for n in range(SECONDS)]
            time.sleep(SECONDS / 4)
            put_out(stack, root)
            reports_sent = [report.result() for report in reports]
        shown = appears(stack)
        stop.set()
        [t.join() for t in (*readers, uncached)]
        faults, figure = compared(reports_sent, call_inside(stack, "stored_data.reports()"))
    failed = sum(status != 200 for status in read)
    again = sum(len(t.statuses) > 1 for t in reports_sent)
    figure = (
        f"{failed} of {len(read)} pages failed, {again} reports needed a second try; {figure}; "
        f"the new release {'answers' if shown else 'does not answer'}"
    )
    return Result(
        "R17", what, figure, "0 failed", not failed and not again and not faults and shown
    )


def one(members, keys, number, at):
    time.sleep(max(0, at - time.monotonic()))
    return members[number % MEMBERS].report(
        keys[number], f"Latihan {number}", [jpeg(number)], tries=30
    )


def searching(stack, stop, read):
    """Search again and again for what no cache holds."""
    visitor, count = Visitor(stack.url), 0
    while not stop.wait(0.2):
        count += 1
        read.append(visitor.get(f"/kim/?q=jaya&x=rilis-{count}")[0])


def put_out(stack, root):
    """Deploy as documented: new files, migrate, collectstatic, reload; then the worker."""
    leaf = sorted((root / "groups/migrations").glob("0*.py"))[-1].stem
    (root / "groups/migrations/9999_drill.py").write_text(MIGRATION.format(leaf=leaf))
    [model] = [path for path in root.glob("groups/**/*.py") if "class Group(" in path.read_text()]
    append(model, "    slug = models.SlugField(", FIELD, before=True)
    append(root / "templates/kimportal/pages/about.html", "{% block main %}", f"<p>{MARK}</p>")
    stack.manage("migrate", "-v", "0")
    stack.manage("collectstatic", "--noinput", "-v", "0")
    stack.reload_web()
    stack.end("worker")
    stack.start_worker()


def appears(stack, seconds=60):
    """Return whether every worker answers with the new release."""
    visitor, until, seen = Visitor(stack.url), time.monotonic() + seconds, 0
    while time.monotonic() < until and seen < 6:
        page = visitor.get(f"/tentang/?x={time.monotonic()}")[1]
        seen = seen + 1 if MARK in page else 0
        time.sleep(0.2)
    return seen >= 6
