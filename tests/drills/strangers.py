"""Somebody who asks the portal whom it knows, with a stopwatch."""

import statistics

from tests.drills.table import Line
from tests.drills.visitor import Visitor

TIMES = 12
KNOWN = """
from allauth.account.models import EmailAddress
from kimportal.models import Person
for n in range({times}):
    person = Person.objects.create_user(f"kenal{{n}}@example.org", "gerobak-biru-menanjak-9", name="A")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
"""
FORM = {
    "name": "Tamu Baru",
    "password1": "gerobak-hijau-menurun-7",
    "password2": "gerobak-hijau-menurun-7",
    "is_adult": "on",
    "agrees": "on",
    "homepage": "",
}


def sign_ups(stack):
    """Sign up with known and with unknown addresses in turn: do answers or their times differ?"""
    stack.manage("shell", "-v0", "-c", KNOWN.format(times=TIMES))
    took, told = {"kenal": [], "orang": []}, {"kenal": set(), "orang": set()}
    for n in range(TIMES):
        for who in took:
            address = f"{who}{n}@example.org"
            status, page, seconds = Visitor(stack.url).post("/akun/signup/", email=address, **FORM)
            took[who].append(seconds)
            told[who].add((status, len(page)))
    known, unknown = (statistics.median(took[who]) * 1000 for who in took)
    alike = told["kenal"] == told["orang"]
    answers = "alike" if alike else "different"
    figure = f"medians {known:.0f} and {unknown:.0f} ms, answers {answers}"
    holds = alike and abs(known - unknown) <= 20
    return Line("R27", "sign-up, known and unknown", figure, "≤ 20 ms apart, alike", holds)
