"""Requests as three user agents: a person, Googlebot, and a person who comes from Google."""

import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPResponse
from typing import Any

PHONE = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
USER_AGENTS = {
    "a person": {"User-Agent": PHONE},
    "Googlebot": {"User-Agent": GOOGLEBOT},
    "from Google": {"User-Agent": PHONE, "Referer": "https://www.google.com/"},
}
MAX_BYTES = 3_000_000


@dataclass
class Response:
    """A response; status 0 if there was none. Redirects are not followed."""

    status: int
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def is_page(self) -> bool:
        return self.status == 200 and "html" in self.headers.get("content-type", "")


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Redirect handler that follows none."""

    def redirect_request(self, *args: Any) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirects, urllib.request.ProxyHandler({}))


def fetch(url: str, agent: str, *, fresh: bool = False) -> Response:
    """Request a URL as this agent; `fresh` adds a parameter that no cache has seen."""
    if fresh:
        url += ("&" if "?" in url else "?") + f"segar={secrets.token_hex(6)}"
    request = urllib.request.Request(url, headers=USER_AGENTS[agent])  # noqa: S310  (SITE_URL's own)
    try:
        with OPENER.open(request, timeout=20) as reply:
            return read_response(reply.status, reply)
    except urllib.error.HTTPError as error:
        return read_response(error.code, error)
    except (OSError, ValueError):
        return Response(0)


def read_response(status: int, reply: HTTPResponse | urllib.error.HTTPError) -> Response:
    """Return the response with at most MAX_BYTES of its body."""
    headers = {name.lower(): value for name, value in reply.headers.items()}
    try:
        return Response(status, reply.read(MAX_BYTES).decode(errors="replace"), headers)
    except OSError:
        return Response(0)
