"""Enough of Indonesia for a drill: what a drill asks of the portal's own database, from inside.

Called by `manage.py shell` of the stack (`asked`), so that models and settings are the stack's.
"""

import json
import os

GROUPS = int(os.environ.get("DRILL_GROUPS", "5000"))
EVENTS = int(os.environ.get("DRILL_EVENTS", "50000"))
MATERIALS = int(os.environ.get("DRILL_MATERIALS", "500"))
MEMBERS = 16
PASSWORD = "gerobak-biru-menanjak-9"


def email(number=0):
    return f"latihan{number}@example.org"


def seed(stack):
    stack.manage("load_regions", "--if-empty", capture_output=True)
    asked(stack, f"planted.plant({GROUPS}, {EVENTS}, {MATERIALS}, {MEMBERS}, {PASSWORD!r})")
    stack.manage("rebuild_tallies", capture_output=True)
    asked(stack, "planted.take_stock()")


def asked(stack, words):
    """What a function of tests/drills/planted.py or ledger.py returns inside the stack."""
    code = f"import json; from tests.drills import ledger, planted; print(json.dumps({words}))"
    told = stack.manage("shell", "-v0", "-c", code, capture_output=True, text=True).stdout
    return json.loads(told.strip().splitlines()[-1])
