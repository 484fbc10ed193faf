"""Fill a stack with enough of Indonesia for a drill, and run code inside it.

`call_inside` uses `manage.py shell` of the stack, so models and settings are the stack's.
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
    call_inside(stack, f"seed_data.plant({GROUPS}, {EVENTS}, {MATERIALS}, {MEMBERS}, {PASSWORD!r})")
    stack.manage("rebuild_stats", capture_output=True)
    call_inside(stack, "seed_data.take_stock()")


def call_inside(stack, expression):
    """Return what an expression of seed_data.py or stored_data.py gives inside the stack."""
    code = (
        "import json; from tests.ops import seed_data, stored_data; "
        f"print(json.dumps({expression}))"
    )
    output = stack.manage("shell", "-v0", "-c", code, capture_output=True, text=True).stdout
    return json.loads(output.strip().splitlines()[-1])
