"""R35: a thousand random texts for every form that a client can send, on PostgreSQL."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

from tests.ops.results import Result
from tests.ops.sizes import size

TEXTS = size("R35_TEXTS")
#: Seconds after which no further text is sent; what was sent until then is what is reported.
SECONDS = 300 + TEXTS
HERE = Path(__file__).parent
#: What a form answers that was read: shown again, stored, or stored no more.
TAKEN = {"200", "302", "409", "422"}


def every_form(portal):
    """Send random texts to each form through Django's test client, two forms at a time."""
    report = portal.folder / "texts.xml"
    variables = {"TEST_DATABASE": "postgres", "R35_TEXTS": str(TEXTS)}
    variables["R35_UNTIL"] = str(time.time() + SECONDS)
    with (portal.folder / "texts.log").open("w") as log:
        subprocess.run(
            [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-q",
             f"--junitxml={report}", "-p", "no:logging",
             "-o", "addopts=-p no:cacheprovider", HERE / "random_texts.py"],
            cwd=HERE.parents[1], env=os.environ | variables, stdout=log, stderr=log,
        )  # fmt: skip
    forms, broke = forms_of(report)
    least = min((form["texts"] for form in forms.values()), default=0)
    faults = {name: form["faults"] for name, form in forms.items() if form["faults"]}
    closed = sum(not set(form["statuses"]) & TAKEN for form in forms.values())
    figure = (
        f"{len(forms)} forms, {sum(form['texts'] for form in forms.values()):,} texts, at least "
        f"{least:,} a form, {len(faults)} with faults{listed(faults)}; {closed} of the forms were "
        "refused whole"
    )
    if broke:
        figure += f"; {len(broke)} addresses not tried"
    what = f"{TEXTS:,} random texts a form, the pages they lead to"
    holds = bool(forms) and not faults and not broke and least >= TEXTS
    return Result("R35", what, figure, "1,000 a form, 0 × 5xx", holds)


def forms_of(report):
    """Return ({form: {texts, statuses, faults}}, addresses whose test broke or came too late)."""
    forms, broke = {}, []
    for case in ElementTree.parse(report).iter("testcase"):
        name = case.get("name").partition("[")[2].rstrip("]")
        properties = {one.get("name"): one.get("value") for one in case.iter("property")}
        if "texts" in properties:
            forms[name] = {what: json.loads(value) for what, value in properties.items()}
        elif case.find("skipped") is None:
            broke.append(name)
    return forms, broke


def listed(faults):
    return "".join(f"; {name}: {' / '.join(messages)}" for name, messages in faults.items())
