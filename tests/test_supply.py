"""What the house is made of: pinned by hash, listed, and honestly audited (SECURITY_BAR R48)."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
LOCKS = [
    *("requirements.txt", "kimportal/deploy/monitoring.txt", "requirements-demo.txt"),
    "tests/requirements.txt",
]
DEMO = {"fontpkg", "fontpkg-fraunces", "fontpkg-plus-jakarta-sans", "lameenc"}
PINNED = re.compile(r"^([a-z0-9.-]+)==([^ ;\\]+)", re.MULTILINE)


def pinned(lock):
    return dict(PINNED.findall((HOUSE / lock).read_text()))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_by_hash_and_names_no_registry(lock):
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^ *#.*\n", "", (HOUSE / lock).read_text()))

    # One package may be pinned once for old Pythons and once for new ones.
    assert {PINNED.match(entry)[1] for entry in entries} == pinned(lock).keys()
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in (HOUSE / lock).read_text()


def test_locks_agree_with_one_another():
    base = pinned(LOCKS[0])
    for lock in LOCKS[1:]:
        told = pinned(lock)
        assert {n: v for n, v in told.items() if v != base.get(n, v)} == {}


def test_what_only_the_demo_needs_is_not_installed_in_production():
    container = (HOUSE / "kimportal/deploy/Containerfile").read_text()

    assert pinned("requirements-demo.txt").keys() == DEMO
    assert DEMO & pinned("requirements.txt").keys() == set()
    assert pinned("tests/requirements.txt").keys() >= DEMO
    assert "requirements-demo" not in container


def test_the_portal_starts_without_the_demos_packages():
    names = ["lameenc", "fontpkg", "fontpkg_fraunces", "fontpkg_plus_jakarta_sans"]
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({names}))\n"
        "from django.core.management import execute_from_command_line\n"
        "execute_from_command_line(['manage.py', 'check'])"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "kimportal.settings", "DJANGO_DEBUG": "1"}

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=HOUSE,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_what_only_watches_is_not_needed_to_run():
    assert {"sentry-sdk", "prometheus-client"} <= pinned(LOCKS[1]).keys() - pinned(LOCKS[0]).keys()


def test_the_bill_of_materials_names_every_package_of_the_lock(tmp_path):
    bill = tmp_path / "sbom.json"
    subprocess.run(
        [
            *(sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements"),
            *("requirements.txt", "--pyproject", "pyproject.toml", "--of", "JSON", "-o", bill),
        ],
        cwd=HOUSE,
        check=True,
        capture_output=True,
    )

    told = json.loads(bill.read_text())
    assert told["bomFormat"] == "CycloneDX"
    assert told["metadata"]["component"]["name"] == "portal-kim"
    assert {c["name"]: c["version"] for c in told["components"]} == pinned("requirements.txt")
    assert all(c["externalReferences"][0]["hashes"] for c in told["components"])


CLEAN = {"name": "django", "version": "5.2.19", "vulns": []}
SKIPPED = {"name": "pillow", "skip_reason": "Dependency not found on PyPI"}
BAD = {
    "name": "nh3",
    "version": "0.1",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["0.2"], "aliases": [], "description": ""}],
}


@pytest.mark.parametrize(
    ("found", "status", "said"),
    [
        ([CLEAN], 0, "1 packages: 0 vulnerable, 0 not checked."),
        ([CLEAN, SKIPPED], 2, "NOT SHOWN"),
        ([CLEAN, BAD], 1, "nh3 0.1: PYSEC-1, mended in 0.2"),
        ([BAD, SKIPPED], 1, "NOT SHOWN"),
        ([], 2, "0 packages"),
    ],
)
def test_an_audit_passes_only_what_was_looked_up(tmp_path, found, status, said):
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"dependencies": found, "fixes": []}))

    done = subprocess.run(
        [sys.executable, ".ci/audit.py", report, report],
        cwd=HOUSE,
        capture_output=True,
        text=True,
    )

    assert done.returncode == status
    assert said in done.stdout
