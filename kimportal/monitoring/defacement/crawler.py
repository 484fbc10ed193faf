"""Crawler: follows our own links from the front page, then visits some random pages."""

import random
import re
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from kimportal.monitoring.defacement.allowed_hosts import is_allowed
from kimportal.monitoring.defacement.injected_keywords import injected_keywords
from kimportal.monitoring.defacement.page_parser import Page, host_of
from kimportal.monitoring.defacement.user_agents import fetch

SITEMAP = re.compile(r"<loc>\s*([^<\s]+)\s*</loc>")
#: Paths that need an account, and files: only pages that everyone reads are crawled.
SKIPPED = re.compile(r"^/(en/)?(akun|anggota|static|media|api|csp-report)(/|$)|/unduh/")
OTHER_AGENTS = ("Googlebot", "from Google")


@dataclass
class Crawler:
    """Crawl a site; `findings` are sentences, `seen` counts responses, once for each agent."""

    home: str
    hosts: Collection[str]
    ignored_paths: frozenset[str] = frozenset()  # paths whose keywords somebody has reviewed
    findings: list[str] = field(default_factory=list)
    seen: int = 0

    def run(self, limit: int = 100) -> "Crawler":
        """Check at most `limit` pages: nine in ten along the links, the rest at random."""
        queue, done = deque([self.home + "/"]), set[str]()
        sample = self.sample_sitemap(limit)
        while len(done) < limit and (queue or sample):
            follow_links = queue and (len(done) < limit * 0.9 or not sample)
            url = queue.popleft() if follow_links else sample.pop()
            if url in done:
                continue
            done.add(url)
            queue.extend(link for link in self.check(url) if link not in done)
        return self

    def sample_sitemap(self, size: int) -> list[str]:
        """Return random pages of the sitemap, so that over time every page is checked."""
        pages = []
        for section in SITEMAP.findall(fetch(self.home + "/sitemap.xml", "a person").html):
            if host_of(section) == host_of(self.home):
                pages += SITEMAP.findall(fetch(section, "a person").html)
        own = sorted({page for page in pages if page.startswith(self.home + "/")})
        return random.sample(own, min(len(own), size))

    def check(self, url: str) -> list[str]:
        """Check a page as every agent; return the pages of ours that it links to."""
        page = self.read(url, "a person")
        for agent in OTHER_AGENTS:
            other = self.read(url, agent, fresh=True)
            if differ(page, other) and self.still_differ(url, agent):
                self.report(url, agent, "is shown another page than a person")
        return self.own_links(page) if page else []

    def read(self, url: str, agent: str, fresh: bool = False) -> Page | None:
        """Fetch and check a page as one agent; return it if it is HTML."""
        response = fetch(url, agent, fresh=fresh)
        self.seen += 1
        location = response.headers.get("location", "")
        if location and not is_allowed(host_of(urljoin(url, location)), self.hosts):
            self.report(url, agent, f"is sent on to {location}")
        if not response.is_page:
            return None
        page = Page(url, response.html)
        self.check_content(url, agent, page)
        return page

    def check_content(self, url: str, agent: str, page: Page) -> None:
        """Report injected keywords, foreign hosts, hidden links and inline scripts."""
        keywords = injected_keywords(page.text)
        if keywords and urlsplit(url).path not in self.ignored_paths:
            self.report(url, agent, f"reads “{', '.join(keywords)}”")
        for target in sorted(page.fetched):
            if not is_allowed(host_of(target), self.hosts):
                self.report(url, agent, f"is made to fetch {target}")
        for target in sorted(page.linked):
            if not is_allowed(host_of(target), self.hosts):
                self.report(url, agent, f"is led to {target}")
        for target in page.hidden:
            self.report(url, agent, f"has a hidden link to {target}")
        for script in page.scripts:
            self.report(url, agent, f"has a script in the page: {' '.join(script.split())[:80]}")

    def still_differ(self, url: str, agent: str) -> bool:
        """Compare again, past every cache: the first copy may only have been older."""
        responses = [fetch(url, name, fresh=True) for name in ("a person", agent)]
        self.seen += 2
        first, second = (Page(url, r.html) if r.is_page else None for r in responses)
        is_down = any(r.status in (0, 429) or r.status >= 500 for r in responses)
        return not is_down and differ(first, second)

    def own_links(self, page: Page) -> list[str]:
        """Return the links to public pages of ours."""
        links = (urldefrag(link).url for link in sorted(page.linked))
        own = (link for link in links if link.startswith(self.home + "/"))
        return [link for link in own if not SKIPPED.search(urlsplit(link).path)]

    def report(self, url: str, agent: str, finding: str) -> None:
        self.findings.append(f"{url}: {agent} {finding}")


def differ(first: Page | None, second: Page | None) -> bool:
    """Return whether two responses show different text or link to different hosts."""
    return (first and fingerprint(first)) != (second and fingerprint(second))


def fingerprint(page: Page) -> tuple[str, list[str]]:
    """Return text and linked hosts, without what differs from one second to the next."""
    links = sorted(host_of(link) for link in page.linked)
    return re.sub(r"\d+", "0", re.sub(r"segar=\w+", "", page.text)), links
