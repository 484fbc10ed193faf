"""The Indonesian catalogue is whole: nothing missing, doubtful, stale or left uncompiled."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import allauth
import django.conf
import django.contrib.auth
import polib
import pytest
from django.conf import settings

from kimportal.ui import translation_overrides

ROOT = Path(settings.BASE_DIR)
PO = ROOT / "kimportal/locale/id/LC_MESSAGES/django.po"


def entries(catalogue):
    """What each message says, by context and source."""
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
        for entry in catalogue
        if not entry.obsolete
    }


def test_every_message_is_translated():
    open_ends = [
        entry.msgid
        for entry in polib.pofile(str(PO))
        if not entry.obsolete and (entry.fuzzy or not entry.translated())
    ]

    assert open_ends == []


def test_the_compiled_catalogue_says_the_same():
    assert entries(polib.mofile(str(PO.with_suffix(".mo")))) == entries(polib.pofile(str(PO)))


def test_what_we_say_otherwise_is_still_said_by_django_or_allauth():
    ours = {entry.msgid for entry in polib.pofile(str(PO))}
    theirs = {
        entry.msgid
        for package in (django.conf, django.contrib.auth, allauth)
        for entry in polib.pofile(
            str(Path(package.__file__).parent / "locale/id/LC_MESSAGES/django.po")
        )
    }

    said = {
        *translation_overrides.FORMS,
        *translation_overrides.PASSWORDS,
        *translation_overrides.SIGN_IN,
        *translation_overrides.SECOND_FACTOR,
    }
    assert said - ours == set()
    assert said - theirs == set()


def test_no_word_is_marked_under_a_name_that_the_collector_does_not_know():
    """xgettext reads `_` and gettext's own names; what it misses stays English for good."""
    unknown = [
        f"{path.relative_to(ROOT)}: {alias.asname}"
        for app in ("kimportal", "groups", "campaigns")
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.asname not in (None, "_")
    ]

    assert unknown == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not on this machine")
def test_no_message_in_the_house_is_missing_from_it(tmp_path):
    for folder in ("kimportal", "groups", "campaigns", "templates", "static"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "manage.py", tmp_path)

    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", "id", "--no-location", "--no-obsolete"],
        cwd=tmp_path,
        env={"DJANGO_DEBUG": "1", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        check=True,
        capture_output=True,
    )

    collected = entries(polib.pofile(str(tmp_path / PO.relative_to(ROOT))))
    assert collected.keys() == entries(polib.pofile(str(PO))).keys()


@pytest.mark.parametrize(
    ("msgid", "contexts"),
    [
        ("Share", ("button", "column")),
        ("People", (None, "accounts")),
        ("Contact", (None, "who is responsible")),
        ("imported", (None, "date")),
        ("erased", (None, "date")),
        ("Places", (None, "where events were held")),
    ],
)
def test_one_english_word_of_two_meanings_is_translated_twice(msgid, contexts):
    catalogue = entries(polib.pofile(str(PO)))

    first, second = (catalogue[context, msgid] for context in contexts)
    assert first != second
