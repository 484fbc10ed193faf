"""Parser of a page: its text, the URLs it links to and fetches, and what it hides."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

#: Elements that fetch or send by themselves, and the attributes that hold the URL.
FETCHING = {
    **dict.fromkeys(("script", "iframe", "frame", "embed", "audio", "video"), ("src",)),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "object": ("data",),
    "form": ("action",),
    "button": ("formaction",),
    "input": ("formaction", "src"),
    "base": ("href",),
}
FETCHING_LINKS = {"stylesheet", "preload", "modulepreload", "icon", "manifest", "prefetch"}
VOID_ELEMENTS = set("area base br col embed hr img input link meta source track wbr".split())
HIDING = re.compile(
    r"display:none|visibility:hidden|opacity:0(?![.\d])|font-size:[01](px|pt|em)?(;|$)"
    r"|(text-indent|left|top|right|margin-left):-\d{3,}|(height|width):[01](px)?(;|$)|clip:rect\(0",
)
URL = re.compile(r"https?://[^\s\"'<>\\]+")
WITHOUT_TEXT = {"script", "style", "template"}
TEXT_ATTRIBUTES = ("alt", "title", "content", "aria-label", "placeholder")


class Page(HTMLParser):
    """A parsed page: all text, hidden or not, and `fetched`, `linked` and `hidden` URLs."""

    def __init__(self, url: str, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url = url
        self.fragments: list[str] = []
        self.fetched: set[str] = set()
        self.linked: set[str] = set()
        self.hidden: list[str] = []
        self.scripts: list[str] = []
        self._in_script = False
        self._open: list[tuple[str, bool]] = []  # (name, whether it hides its content)
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.fragments).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        hides = self._hides or self._hidden_by(attributes)
        if tag not in VOID_ELEMENTS:
            self._open.append((tag, hides))
        self.fragments += [attributes[name] for name in TEXT_ATTRIBUTES if attributes.get(name)]
        self._add_fetched(tag, attributes)
        if tag == "a" and attributes.get("href"):
            target = urljoin(self.url, attributes["href"])
            self.linked.add(target)
            if hides:
                self.hidden.append(target)
        if tag == "script":
            is_data = "json" in attributes.get("type", "")
            self._in_script = "src" not in attributes and not is_data
            self.scripts += [""] if self._in_script else []

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _hides in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] in WITHOUT_TEXT:
            if self._open[-1][0] == "script" and self._in_script:
                self.scripts[-1] += data
        elif data.strip():
            self.fragments.append(data)

    @property
    def _hides(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    @staticmethod
    def _hidden_by(attributes: dict[str, str]) -> bool:
        style = re.sub(r"\s+", "", attributes.get("style", "").lower())
        return bool(HIDING.search(style))

    def _add_fetched(self, tag: str, attributes: dict[str, str]) -> None:
        names = list(FETCHING.get(tag, ()))
        if tag == "link" and FETCHING_LINKS & set(attributes.get("rel", "").lower().split()):
            names = ["href"]
        for name in names:
            value = attributes.get(name, "")
            for source in value.split(",") if name == "srcset" else [value]:
                if source.strip():
                    self.fetched.add(urljoin(self.url, source.split()[0]))
        if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            _seconds, _url, target = attributes.get("content", "").partition("=")
            self.fetched.add(urljoin(self.url, target.strip(" '\"")))


def host_of(url: str) -> str:
    """Return the host of a URL without "www.", or the URL itself if it is malformed."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return url


def hosts_in(text: str) -> set[str]:
    """Return the hosts of all URLs in a text."""
    return {host_of(url) for url in URL.findall(text)} - {""}
