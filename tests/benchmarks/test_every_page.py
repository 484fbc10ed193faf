"""The one table: every kind of page among a million events, served, and against bare Django and nginx."""

import os

from django.conf import settings
from django.urls import reverse

from campaigns.events.models.event import OutreachEvent
from campaigns.materials.models.material import Material
from kimportal.moderation.states import State
from tests.benchmarks import servers
from tests.benchmarks.crowds import LARGE, MEMBER, NATIONAL
from tests.benchmarks.stopwatch import by_anyone, client_of, compared

PORT = int(os.environ.get("PORT", 8460))
#: What the issue asks: uncached against a template and a query, and kept by nginx against a file.
#: "÷own template" is against this page's template, "÷template" against one loop that writes x's.
UNCACHED, KEPT = 0.5, 0.9
HEAD = (
    "page                  queries     ms  few→many ÷own template     KB "
    "│ granian req/s ÷template ÷constant │ nginx req/s  ÷file"
)


def public():
    """{page: address}, in the order of the table."""
    event = OutreachEvent.objects.live().order_by("-starts")[40:41].get()
    village = event.region_id
    filters = f"?wilayah={village[:2]}&program=serentak&pilar=damai&mode=online"
    return {
        "home": "/",
        "materials": "/materi/",
        "materials, search": "/materi/?q=memilih",
        "material": "/materi/materi-50/",
        "KIM": "/kim/",
        "KIM, search": "/kim/?q=rukun+maju",
        "one KIM": event.group.get_absolute_url(),
        "events": "/kegiatan/",
        "events, place": f"/kegiatan/?wilayah={village[:5]}",
        "events, four filters": f"/kegiatan/{filters}",
        "events, search": "/kegiatan/?q=lumbung",
        "event": event.get_absolute_url(),
        "province": f"/wilayah/{village[:2]}/",
        "village": f"/wilayah/{village}/",
        "coverage": "/capaian/",
        "open data": "/data/",
        "feed": "/kegiatan/feed/",
        "is it official?": f"/v/{Material.objects.get(slug='materi-50').code}/",
        "API": "/api/v1/kegiatan/",
        "sitemap": "/sitemap.xml",
    }


def questions():
    """{page: (address, client)}"""
    waiting = OutreachEvent.objects.filter(state=State.WAITING).order_by("state_since")[7:8].get()
    staff = client_of(NATIONAL)
    return by_anyone(public()) | {
        "member's dashboard": (reverse("dashboard"), client_of(MEMBER)),
        "staff's queue": ("/admin/", staff),
        "review": (f"/admin/review/outreachevent/{waiting.pk}/", staff),
    }


def test_every_kind_of_page(crowds, tmp_path):
    few, many = compared(crowds, questions)
    with crowds.at(LARGE):
        asked = questions()
    bodies = tmp_path / "bodies"
    bodies.mkdir()
    for number, cost in enumerate(many.values()):
        (bodies / f"{number}.html").write_bytes(cost.body)
    # The sessions made here are to be known there.
    (tmp_path / "secret_key").write_text(settings.SECRET_KEY)
    url = os.environ["TEST_POSTGRES"].rpartition("/")[0] + f"/{LARGE.name}"

    with servers.Servers(tmp_path, PORT, url, bodies) as stack:
        empty = stack.memory()
        lines = [
            Line(stack, number, name, few[name], many[name], *asked[name])
            for number, name in enumerate(many)
        ]
        full = stack.memory()

    show(lines, empty, full)


class Line:
    """One page of the table, measured as it is made."""

    def __init__(self, stack, number, name, few, cost, address, client):
        self.name, self.few, self.cost = name, few, cost
        session = client.cookies.get(settings.SESSION_COOKIE_NAME)
        cookie = f"{session.key}={session.value}" if session else ""
        page = f"{number}.html"
        self.alone = servers.rate(stack.alone + address, cookie)
        self.template, self.constant = (
            servers.rate(f"{stack.bare[kind]}/{kind}/{page}") for kind in ("template", "constant")
        )
        self.kept = self.file = None
        if cost.is_kept and stack.nginx:
            servers.answers(stack.url + address)
            self.kept = servers.rate(stack.url + address)
            self.file = servers.rate(f"{stack.files}/{page}")

    @property
    def uncached(self):
        return self.alone / self.template

    @property
    def beside_own(self):
        return self.cost.own / self.cost.ms if self.cost.own else None

    @property
    def through(self):
        return self.kept / self.file if self.kept else None

    def __str__(self):
        cost, nginx = self.cost, f"{'—':>11} {'—':>6}"
        own = f"{self.beside_own:.2f}" if cost.own else "—"
        if self.kept:
            nginx = f"{self.kept:11,.0f} {self.through:6.2f}"
        return (
            f"{self.name:21} {f'{self.few.queries}/{cost.queries}':>7} {cost.ms:6.1f} {cost.ms / self.few.ms:9.2f} "
            f"{own:>13} {len(cost.body) / 1000:6.1f} │ {self.alone:13,.0f} {self.uncached:9.2f} "
            f"{self.alone / self.constant:9.2f} │ {nginx}"
        )


def show(lines, empty, full):
    print(
        f"\n{LARGE.groups:,} KIM, {LARGE.materials:,} materials, {LARGE.events:,} events on "
        f"PostgreSQL; {servers.by_whom()}, {servers.PEOPLE} at once for {servers.SECONDS} s a figure; "
        f"{servers.WORKERS} workers of {servers.THREADS} threads.\n{HEAD}"
    )
    print(*lines, sep="\n")
    own = [line.beside_own for line in lines if line.cost.own]
    kept = [line.through for line in lines if line.kept]
    print(
        f"÷own template ≥ {UNCACHED}: {sum(x >= UNCACHED for x in own)} of {len(own)}. "
        f"÷template ≥ {UNCACHED}: {sum(x.uncached >= UNCACHED for x in lines)} of {len(lines)}. "
        f"÷file ≥ {KEPT}: {sum(x >= KEPT for x in kept)} of {len(kept)}. Memory a worker: "
        f"{sum(empty) / len(empty):.0f} MB at first, {sum(full) / len(full):.0f} MB after all this."
    )
