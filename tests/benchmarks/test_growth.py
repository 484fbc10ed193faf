"""SECURITY_BAR R49: what a text costs when it is ten times as long, and what one request may cost.

Every pattern and every parser that a request reaches, at one length and at ten times of it, with
the worst text that the generators find (worst_cases.py); then whole requests: 7,900 letters in each
part of each address, in each parameter and header, and the longest forms. Processor time, never
the clock on the wall. The aims: ten times the text costs at most 15 times as much, no request of
8 KB more than 50 ms, no full form more than 250 ms.
"""

import time
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from kimportal.moderation.states import State
from tests.benchmarks.worst_cases import MARKDOWN, MARKS, PARSERS, patterns, texts
from tests.factories import MaterialFactory
from tests.test_access import TABLE

MOST_GROWTH, MOST_OF_A_REQUEST, MOST_OF_A_FORM = 15, 50, 250
#: What costs no more than a tenth of a full form may grow as it likes: there, memory that is asked
#: for the first time counts as much as the text.
NOTHING = 25.0
LETTERS = 7_900
HEADERS = (
    *("User-Agent", "Referer", "Accept", "Accept-Language", "Cookie", "If-None-Match", "Origin"),
    *("If-Modified-Since", "Range", "Content-Type", "X-Requested-With", "Authorization"),
)


def spent(action, *args):
    """Milliseconds of processor, the least of three: what is more is the machine's doing."""
    taken = []
    for _time in range(3):
        started = time.process_time()
        action(*args)
        taken.append((time.process_time() - started) * 1000)
    return min(taken)


def over(title, rows, most, shown=12):
    """Print the dearest rows, dearest first, and return those beyond the aim."""
    print(f"\n{title}")
    for _figure, line in sorted(rows, reverse=True)[:shown]:
        print(f"  {line}")
    return [line for figure, line in rows if figure > most]


def grown(name, short, long):
    ratio = long / max(short, 0.05) if long > NOTHING else 0
    return ratio, f"{name:58.58} {short:8.2f} ms {long:9.2f} ms  {ratio:6.1f} times"


def searched(pattern, text):
    pattern.fullmatch(text)
    for _match in pattern.finditer(text):
        pass


def test_patterns():
    rows = []
    for where, pattern in patterns().items():
        worst = (0, grown(where, 0, 0))
        for short, long in zip(texts(pattern, 800), texts(pattern, 8_000), strict=True):
            first = spent(searched, pattern, short)
            second = spent(searched, pattern, long) if first < 100 else first * 1000
            worst = max(worst, (second, grown(where, first, second)))
        rows.append(worst[1])

    beyond = over(f"{len(rows)} patterns, 800 and 8,000 letters", rows, MOST_GROWTH)

    assert beyond == []


@pytest.mark.parametrize("name", PARSERS)
def test_parsers(name):
    parse, units, longest = PARSERS[name]
    rows = []
    for unit in units:
        short, long = (unit * (length // len(unit)) for length in (longest // 10, longest))
        first = spent(parse, short)
        second = spent(parse, long) if first < 500 else first * 100
        rows.append(grown(f"{name} {unit!a}", first, second))

    beyond = over(f"{name}, {longest // 10} and {longest} letters", rows, MOST_GROWTH)

    assert beyond == []


def of_request(client, method, address, data=None, **extra):
    cache.clear()
    send = getattr(client, method)
    with transaction.atomic():
        taken = spent(lambda: send(address, data, **extra))
        transaction.set_rollback(True)
    return taken


FILLINGS = ("a", "1", "@", "a.", "a@a.", "%CC%96%CC%81", "%", "/a")


def of_address(client, name, address):
    """What this address costs with a long parameter, a long end and a long last part."""
    client.get(address)  # what is loaded once is no request's
    for filling in FILLINGS:
        long = filling * (LETTERS // len(filling))
        *parts, _end = address.strip("/").split("/") or [""]
        for where in (f"{address}?q={long}", f"{address}{long}/", f"/{'/'.join([*parts, long])}/"):
            for method in ("get", "post"):
                taken = of_request(client, method, where)
                yield taken, f"{taken:7.1f} ms {method} {name} {filling} {where[:40]}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TABLE))
def test_long_addresses_and_parameters(name, world):
    client = Client(raise_request_exception=False)
    rows = list(of_address(client, name, reverse(name, kwargs=TABLE[name].kwargs(world))))

    assert over(name, rows, MOST_OF_A_REQUEST, shown=1) == []


@pytest.mark.django_db
def test_long_headers():
    client, rows = Client(raise_request_exception=False), []
    client.get("/privasi/")
    for header in HEADERS:
        for filling in ("a", ";", "; ", "*", "=", ",", "a=b;", '"', "; *"):
            long = filling * (LETTERS // len(filling))
            taken = of_request(client, "get", "/privasi/", headers={header: long})
            rows.append((taken, f"{taken:7.1f} ms {header}: {filling}"))

    assert over(f"{len(rows)} headers", rows, MOST_OF_A_REQUEST) == []


@pytest.mark.django_db
def test_long_form_fields(world):
    """Each field of the forms of strangers, filled with 7,900 letters and with most of a megabyte."""
    client, rows = Client(raise_request_exception=False), []
    forms = {
        "account_signup": ("name", "email", "password1", "password2"),
        "account_login": ("login", "password"),
        "account_reset_password": ("email",),
    }
    for view, names in forms.items():
        for name in names:
            for unit in (*MARKS, "a", "@", "a@a.", "\n"):
                for letters, most in ((LETTERS, MOST_OF_A_REQUEST), (150_000, MOST_OF_A_FORM)):
                    data = {name: unit * (letters // len(unit))}
                    taken = of_request(client, "post", reverse(view), data)
                    line = f"{taken:7.1f} ms {view}.{name} {unit!a} × {letters}"
                    rows.append((taken / most, line))

    assert over("forms of strangers (aim: 1)", rows, 1) == []


@pytest.mark.django_db
def test_full_forms(world, sign_in):
    """The largest form of ours: a material's words, each as long as it may be."""
    draft = MaterialFactory(group=world.group, state=State.DRAFT)
    client, rows = sign_in(world.member), []
    for unit in (*MARKDOWN, *MARKS):
        text = unit * (30_000 // len(unit))
        data = {
            "kind": "artikel",
            "language": draft.language_id,
            "title": text[:140],
            "summary": text[:300],
            "body": text,
            "transcript": text,
            "source": text[:1000],
            "share_caption": text[:700],
            "pillars": [pillar.pk for pillar in draft.pillars.all()],
        }
        taken = of_request(client, "post", f"/anggota/materi/{draft.slug}/ubah/", data)
        rows.append((taken, f"{taken:7.1f} ms {unit!a}"))

    assert over("a material's form with 2 × 30 KB", rows, MOST_OF_A_FORM) == []


def test_the_units_of_an_address_are_what_a_browser_sends():
    """Of the fillings above, the one for combining marks is what it says."""
    assert quote("\u0316\u0301") == "%CC%96%CC%81"
