"""The walk: from the front page along our own links, then a few pages picked by chance."""

import random
import re
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from kimportal.monitoring.defacement.allowed_hosts import is_known
from kimportal.monitoring.defacement.injected_keywords import injected_keywords
from kimportal.monitoring.defacement.page_parser import Page, host_of
from kimportal.monitoring.defacement.user_agents import visit

SITEMAP = re.compile(r"<loc>\s*([^<\s]+)\s*</loc>")
#: Pages that want an account, and files: the walk is of what everyone reads.
ASIDE = re.compile(r"^/(en/)?(akun|anggota|static|media|api|csp-report)(/|$)|/unduh/")
OTHER_GUESTS = ("Googlebot", "from Google")


@dataclass
class Crawler:
    """`findings` are sentences; `seen` counts answers read, of each guest for itself."""

    home: str
    hosts: set
    in_order: frozenset = frozenset()  # paths whose words a person has looked at
    findings: list = field(default_factory=list)
    seen: int = 0

    def run(self, most=100):
        """Walk at most so many pages: nine in ten along the links, the rest by chance."""
        waiting, done = deque([self.home + "/"]), set()
        by_chance = self.from_sitemap(most)
        while len(done) < most and (waiting or by_chance):
            near = waiting and (len(done) < most * 0.9 or not by_chance)
            url = waiting.popleft() if near else by_chance.pop()
            if url in done:
                continue
            done.add(url)
            waiting.extend(link for link in self.look(url) if link not in done)
        return self

    def from_sitemap(self, most):
        """Some of all pages, other ones each time, so that every page has its turn."""
        pages = []
        for section in SITEMAP.findall(visit(self.home + "/sitemap.xml", "a person").html):
            if host_of(section) == host_of(self.home):
                pages += SITEMAP.findall(visit(section, "a person").html)
        own = sorted({page for page in pages if page.startswith(self.home + "/")})
        return random.sample(own, min(len(own), most))  # noqa: S311  (which page, not which secret)

    def look(self, url):
        """One page through the eyes of each guest. Returns our own pages it leads to."""
        given = self.read(url, "a person")
        for guest in OTHER_GUESTS:
            other = self.read(url, guest, fresh=True)
            if self.differ(given, other) and self.still_differ(url, guest):
                self.find(url, guest, "is shown another page than a person")
        return self.own_links(given) if given else []

    def read(self, url, guest, fresh=False):
        answer = visit(url, guest, fresh=fresh)
        self.seen += 1
        to = answer.headers.get("location", "")
        if to and not is_known(host_of(urljoin(url, to)), self.hosts):
            self.find(url, guest, f"is sent on to {to}")
        if not answer.is_page:
            return None
        page = Page(url, answer.html)
        self.judge(url, guest, page)
        return page

    def judge(self, url, guest, page):
        if urlsplit(url).path not in self.in_order and (words := injected_keywords(page.text)):
            self.find(url, guest, f"reads “{', '.join(words)}”")
        for address in sorted(page.fetched):
            if not is_known(host_of(address), self.hosts):
                self.find(url, guest, f"is made to fetch {address}")
        for address in sorted(page.linked):
            if not is_known(host_of(address), self.hosts):
                self.find(url, guest, f"is led to {address}")
        for address in page.hidden:
            self.find(url, guest, f"has a hidden link to {address}")
        for script in page.scripts:
            self.find(url, guest, f"has a script in the page: {' '.join(script.split())[:80]}")

    def differ(self, one, other):
        return (one and shape(one)) != (other and shape(other))

    def still_differ(self, url, guest):
        """Asked anew and past every cache: the first copy may only have been older."""
        pages = [visit(url, who, fresh=True) for who in ("a person", guest)]
        self.seen += 2
        one, other = (Page(url, page.html) if page.is_page else None for page in pages)
        down = any(page.status in (0, 429) or page.status >= 500 for page in pages)
        return not down and self.differ(one, other)

    def own_links(self, page):
        links = (urldefrag(link).url for link in sorted(page.linked))
        own = (link for link in links if link.startswith(self.home + "/"))
        return [link for link in own if not ASIDE.search(urlsplit(link).path)]

    def find(self, url, guest, what):
        self.findings.append(f"{url}: {guest} {what}")


def shape(page):
    """Its words and targets, without what differs from one second to the next."""
    links = sorted(host_of(link) for link in page.linked)
    return re.sub(r"\d+", "0", re.sub(r"segar=\w+", "", page.text)), links
