"""What people and machines type into forms to break them (SECURITY_BAR §5), as data.

TEXTS, NUMBERS, DAYS and QUERIES are lists of values. `attack(client, address, good, …)` posts
each of them into each field of a form and returns the answers that were faults, for

    assert attack(client, address, good={"name": "KIM Sukun"}) == []

In each post every field carries another bad value, so that all pairs of field and value are met in
as many posts as there are values; `alone=[…]` names fields that also meet them one at a time, with
all others good (for forms that store nothing unless the whole is good).

`probe(client, address, ["q", "hal"])` does the same with a GET's parameters.
Run what uses them on PostgreSQL too: it refuses what SQLite swallows.
"""

from django.http import QueryDict

TEXTS = [
    "",
    "   ",
    "\t\n\r\n",
    "a\x00b",
    "\x00",
    "\ud800",
    "%ed%a0%80",
    "%ff",
    "\u202egnp.exe",
    "\u200b",
    "\ufeff",
    "e\u0301 é",
    "a" + "\u0301" * 300,
    "👨‍👩‍👧‍👦",
    "مرحبا بالعالم",
    "ꦲꦏ꧀ꦱꦫꦗꦮ",
    "a" * 100_000,
    "\n" * 100_000,
    "x\r\nSet-Cookie: a=b",
    "x\r\nBcc: semua@example.org",
    "\x1b[2J\x1b[31m",
    'x", "level": "CRITICAL", "pesan": "palsu',
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "</title><svg/onload=alert(1)>",
    "<base href=//evil.example>",
    '<meta http-equiv=refresh content="0;url=//evil.example">',
    "{{7*7}}",
    "{% load static %}{% debug %}",
    "${7*7}",
    "%s%n%x",
    "{0.__class__}",
    "' OR 1=1--",
    "%",
    "_",
    "\\",
    "(a+)+$",
    "../../etc/passwd",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|'/C calc'!A0",
    "＝1",
    "slot gacor maxwin togel " * 5,
    " ".join(f"https://evil.example/{n}" for n in range(50)),
    "kрu.go.id",
    "Admin Kominfo",
    "https://user:pass@instagram.com/x",
    "http://[::1",
    "https://evil.example\\@instagram.com/",
]

NUMBERS = [
    "-1",
    "0",
    str(2**31),
    str(2**63),
    "1" + "0" * 400,
    "9" * 5000,
    "1e309",
    "NaN",
    "Infinity",
    "1,5",
    "٣",
    "0x1",
    "+1",
    " 1 ",
    "true",
    "[1]",
]

DAYS = [
    "0001-01-01",
    "0001-01-01T00:00",
    "1899-12-31",
    "2023-02-29",
    "2024-02-29",
    "2024-02-30",
    "9999-12-31",
    "9999-12-31T23:59:59",
    "10000-01-01",
    "31/12/2020",
    "besok",
]

QUERIES = ["0", "-1", "last", "10" * 20, "password", "-", "?", "%00", "a[]=1", "1' OR '1'='1"]

VALUES = [*TEXTS, *NUMBERS, *DAYS]


def is_fault(response):
    """Whether an answer is a fault: of the server, or a redirect that leaves the site."""
    gone = response.get("Location", "")
    return response.status_code >= 500 or gone.startswith(("//", "http"))


def attack(client, address, good, *, fields=None, alone=(), values=VALUES, prepare=dict):
    """What was posted whenever the answer was a fault. `prepare()` gives what each post needs fresh."""
    fields = list(fields or good)
    posts = [
        {field: values[(turn + shift) % len(values)] for shift, field in enumerate(fields)}
        for turn in range(len(values))
    ]
    posts += [{field: value} for field in alone for value in values]
    return [fault for bad in posts for fault in post(client, address, good | prepare() | bad)]


def post(client, address, sent):
    """The fault this post was, if it was one: its status and a glimpse of each field."""
    # Half characters cannot be sent as UTF-8 at all; they come as a browser would send them.
    sent = {
        name: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in sent.items()
    }
    response = client.post(address, sent)
    if is_fault(response):
        yield response.status_code, {name: str(value)[:30] for name, value in sent.items()}


def probe(client, address, parameters, values=(*VALUES, *QUERIES)):
    """(parameter, value, status) of each GET that was a fault; long values as far as a URL goes."""
    faults = []
    for name in parameters:
        for value in values:
            query = QueryDict(mutable=True)
            query[name] = value.encode("utf-8", "surrogatepass").decode("latin-1")[:8000]
            response = client.get(f"{address}?{query.urlencode()}")
            if is_fault(response):
                faults.append((name, value[:40], response.status_code))
    return faults


def strange_addresses(address):
    """The same address written in ways no link of ours is."""
    return [
        f"{address}{tail}" for tail in ("%00", "%2e%2e/", ";a.js", "%252e", "//", "%0a", "x.css")
    ]
