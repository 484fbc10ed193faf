"""Imports at start, which every worker and every command pays for."""

import json
import subprocess
import sys

RARELY_USED = [
    "ninja",
    "pydantic",
    "openpyxl",
    "icalendar",
    "snowballstemmer",
    "cmarkgfm",
    "pikepdf",
]
START = """
import json, sys
import django
django.setup()
from django.urls import reverse
reverse("home")
print(json.dumps([name for name in json.loads(sys.argv[1]) if name in sys.modules]))
"""


def test_a_start_imports_no_rarely_used_package():
    command = [sys.executable, "-c", START, json.dumps(RARELY_USED)]

    loaded = subprocess.run(command, capture_output=True, check=True, text=True).stdout

    assert json.loads(loaded) == []
