"""Three guests at each page: a person, Google's crawler, and a person who comes from Google."""

import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass, field

PHONE = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
USER_AGENTS = {
    "a person": {"User-Agent": PHONE},
    "Googlebot": {"User-Agent": GOOGLEBOT},
    "from Google": {"User-Agent": PHONE, "Referer": "https://www.google.com/"},
}
MOST_BYTES = 3_000_000


@dataclass
class Answer:
    """Status 0 where nothing answered; a redirect is an answer too, and is not followed."""

    status: int
    html: str = ""
    headers: dict = field(default_factory=dict)

    @property
    def is_page(self):
        return self.status == 200 and "html" in self.headers.get("content-type", "")


class Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_told):
        return None


OPENER = urllib.request.build_opener(Unfollowed, urllib.request.ProxyHandler({}))


def visit(url, guest, *, fresh=False):
    """What this guest is given; `fresh` asks past every cache, as a first visitor does."""
    if fresh:
        url += ("&" if "?" in url else "?") + f"segar={secrets.token_hex(6)}"
    request = urllib.request.Request(url, headers=USER_AGENTS[guest])  # noqa: S310  (SITE_URL's own)
    try:
        with OPENER.open(request, timeout=20) as got:
            return told(got.status, got)
    except urllib.error.HTTPError as error:
        return told(error.code, error)
    except (OSError, ValueError):
        return Answer(0)


def told(status, got):
    headers = {name.lower(): value for name, value in got.headers.items()}
    try:
        return Answer(status, got.read(MOST_BYTES).decode(errors="replace"), headers)
    except OSError:
        return Answer(0)
