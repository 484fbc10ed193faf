"""What every template keeps to, so that the strict Content-Security-Policy and the eye are content."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import engines
from django.test import override_settings

ROOT = Path(settings.BASE_DIR, "templates")
TEMPLATES = sorted(path for path in ROOT.rglob("*") if path.suffix in {".html", ".txt", ".xml"})
PAGES = [path for path in TEMPLATES if path.suffix == ".html" and "emails" not in path.parts]
PARTS = [path for path in TEMPLATES if path.name.startswith("_")]
STATIC = re.compile(r"""{%\s*static\s+["']([^"']+)["']""")
LINES, COLUMNS = 130, 120
# A longer template may be named here, with its number of lines and the reason.
LONGER = {}
# Whitespace of this one is sent with every option of long lists.
WIDER = {"django/forms/widgets/select.html"}


def name(path):
    return str(path.relative_to(ROOT))


def markup(path):
    """The text without Django's own tags, which may hold any sign."""
    return re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", path.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_it_compiles(path):
    engines["django"].get_template(name(path))


@pytest.mark.parametrize(
    ("forbidden", "why"),
    [
        (r"<[a-z][^>]*\sstyle\s*=", "inline style"),
        (r"<[a-z][^>]*\son[a-z]+\s*=", "inline handler"),
        (r"<script(?![^>]*\s(src|nonce)\s*=)", "script without src or nonce"),
        (r"<style(?![^>]*\snonce\s*=)", "style without nonce"),
        (r"(href|src|action)\s*=\s*[\"']?\s*javascript:", "address that runs"),
    ],
)
def test_nothing_the_policy_forbids(forbidden, why):
    found = [name(page) for page in PAGES if re.search(forbidden, markup(page), re.IGNORECASE)]

    assert found == [], why


def test_nothing_is_declared_safe():
    unescaped = re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq")

    assert [name(page) for page in PAGES if unescaped.search(page.read_text())] == []


def test_parts_name_what_they_need():
    silent = [name(part) for part in PARTS if not part.read_text().startswith("{#")]

    assert silent == []


def test_templates_are_short():
    long = {name(path): len(path.read_text().splitlines()) for path in TEMPLATES}

    assert {path: lines for path, lines in long.items() if lines > LONGER.get(path, LINES)} == {}


def test_lines_are_short():
    """A single word, such as a long URL, cannot be broken."""
    wide = {
        f"{name(path)}:{number}"
        for path in TEMPLATES
        if name(path) not in WIDER
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > COLUMNS and " " in line.strip()
    }

    assert wide == set()


def test_they_are_indented():
    sources = [path for path in PAGES if name(path) not in WIDER]

    done = subprocess.run(
        [sys.executable, "-m", "djhtml", "--check", "--tabwidth", "2", *sources],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr


def test_static_files_collect_under_hashed_names(tmp_path):
    storage = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    named = {found for path in TEMPLATES for found in STATIC.findall(path.read_text())}

    with override_settings(
        STATIC_ROOT=tmp_path, STORAGES=settings.STORAGES | {"staticfiles": storage}
    ):
        call_command("collectstatic", interactive=False, verbosity=0)

    assert sorted(path for path in named if not (tmp_path / path).is_file()) == []
