"""What a start costs: every worker and every command pays for what is imported."""

import json
import subprocess
import sys

SELDOM = ["ninja", "pydantic", "openpyxl", "icalendar", "snowballstemmer", "cmarkgfm", "pikepdf"]
START = """
import json, sys
import django
django.setup()
from django.urls import reverse
reverse("home")
print(json.dumps([name for name in json.loads(sys.argv[1]) if name in sys.modules]))
"""


def test_a_start_loads_nothing_that_few_ask_for():
    command = [sys.executable, "-c", START, json.dumps(SELDOM)]

    loaded = subprocess.run(command, capture_output=True, check=True, text=True).stdout

    assert json.loads(loaded) == []
