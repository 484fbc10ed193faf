"""R17: the release before this one, on this one's tables, as while a new one is put out.

Its own tests run it, with the packages of this release: what the newest migration did must not
hinder the code that did not know of it.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from tests.ops.local_postgres import NO_DURABILITY, LocalPostgres, installed
from tests.ops.results import Result
from tests.ops.sizes import full
from tests.ops.stack import ROOT

BAR = "suite green on N−1 code"
#: Every address as every role, every form; joining, planning, reporting, publishing, reviewing.
TELLING = [
    *("tests/test_access.py", "tests/test_refused_posts.py", "tests/kimportal/test_roles.py"),
    *("tests/groups/kim/test_registration_pages.py", "tests/groups/register_import/test_import.py"),
    *("tests/campaigns/events/test_member_pages.py", "tests/campaigns/materials/test_pages.py"),
    "tests/kimportal/moderation/test_review.py",
]
WORKERS = 2


def suite(portal):
    newest = git("log", "-1", "--diff-filter=A", "--format=%H", "--", "*/migrations/0*.py")
    before = newest and git("rev-parse", "--short", f"{newest}^")
    if not before or not installed():
        return Result("R17", "the release before", "needs git's history and PostgreSQL", BAR, None)
    folder = portal.folder / portal.name
    root = unpacked(before, folder / "root")
    unknown = migrations(ROOT) - migrations(root)
    cluster = LocalPostgres(folder / "postgresql", f"{NO_DURABILITY} -c max_connections=60")
    try:
        url = cluster.start()
        names = migrated(cluster, url)
        chosen = [] if full() else [name for name in TELLING if (root / name).exists()]
        summary, took, failed = tested(root, url, "--reuse-db", *chosen)
        kept = all(used(cluster, name) for name in names)
        # Whatever the new tables hinder fails each time, and not on tables of its own.
        again = failing(failed, root, url, "--reuse-db")
        hindered = again - failing(again, root, url, "--create-db")
    finally:
        cluster.stop()
    return line(before, unknown, (summary, took), (failed, again, hindered), kept)


def line(before, unknown, suite, faults, kept):
    (summary, took), (failed, again, hindered) = suite, faults
    which = (
        "all of its tests but Chromium's" if full() else "its tests of access, forms and journeys"
    )
    figure = f"{summary}, in {took:.0f} s"
    if failed:
        figure += f"; {len(again)} of these fail again, {len(hindered)} on the new tables only"
        figure += "".join(f"; {name}" for name in sorted(hindered)[:5])
    if not kept:
        figure += "; but they did not use these tables"
    what = f"{which}, at {before}, on tables with {', '.join(sorted(unknown))}"
    return Result("R17", what, figure, BAR, "passed" in summary and not hindered and kept)


def git(*arguments):
    """Return git's output, or nothing where there is no history (an archive, a shallow clone)."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return "" if done.returncode else done.stdout.strip()


def unpacked(commit, folder):
    folder.mkdir(parents=True)
    packed = folder.with_suffix(".tar")
    subprocess.run(["git", "archive", "-o", packed, commit], cwd=ROOT, check=True)
    subprocess.run(["tar", "-xf", packed, "-C", folder], check=True)
    return folder


def migrations(root):
    """Return {"groups.0005_register_places", …} of this checkout."""
    paths = Path(root).glob("*/migrations/0*.py")
    return {f"{path.parent.parent.name}.{path.stem}" for path in paths}


def migrated(cluster, url):
    """Make a migrated database for each worker of pytest, named as pytest expects."""
    first, *others = names = [f"test_postgres_gw{number}" for number in range(WORKERS)]
    create = [cluster.binaries / "createdb", "-h", cluster.folder, "-U", "portal"]
    subprocess.run([*create, first], check=True)
    there = url.rpartition("/")[0] + f"/{first}"
    environment = os.environ | {"DATABASE_URL": there, "DATABASE_POOL": "0", "DJANGO_DEBUG": "1"}
    command = [sys.executable, "manage.py", "migrate", "-v", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    for name in others:
        subprocess.run([*create, "--template", first, name], check=True)
    return names


def tested(root, url, *arguments):
    """Return (pytest's summary, seconds, names of tests that failed)."""
    environment = os.environ | {"TEST_DATABASE": "postgres", "TEST_POSTGRES": url}
    command = [sys.executable, "-m", "pytest", "-q", "-rfE", "-m", "not browser"]
    command += ["-n", str(WORKERS), "--dist", "loadfile", *arguments]
    began = time.monotonic()
    said = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True).stdout
    counts = re.findall(r"\d+ (?:passed|failed|errors?|skipped)", said.splitlines()[-1])
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+::.+?)(?: - .*)?$", said, re.MULTILINE)
    return ", ".join(counts), time.monotonic() - began, failed


def failing(failed, *where):
    """Return those that fail again when their files run once more."""
    files = sorted({name.partition("::")[0] for name in failed})
    return set(failed) & set(tested(*where, *files)[2]) if files else set()


def used(cluster, name):
    """Return whether the tables are still those of this release, and rows were made in them."""
    with psycopg.connect(host=str(cluster.folder), user="portal", dbname=name) as database:
        rows = database.execute("SELECT app || '.' || name FROM django_migrations")
        made = database.execute("SELECT last_value > 1 FROM groups_group_id_seq").fetchone()[0]
        return made and migrations(ROOT) <= {row[0] for row in rows}
