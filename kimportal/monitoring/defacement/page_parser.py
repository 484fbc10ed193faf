"""A page as a browser and as Google read it: its words, where it leads, what it hides."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

#: Elements that fetch or send by themselves, and the attribute that says where.
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
VOID = set("area base br col embed hr img input link meta source track wbr".split())
HIDING = re.compile(
    r"display:none|visibility:hidden|opacity:0(?![.\d])|font-size:[01](px|pt|em)?(;|$)"
    r"|(text-indent|left|top|right|margin-left):-\d{3,}|(height|width):[01](px)?(;|$)|clip:rect\(0",
)
ADDRESS = re.compile(r"https?://[^\s\"'<>\\]+")
SILENT = {"script", "style", "template"}
READ_ALOUD = ("alt", "title", "content", "aria-label", "placeholder")


class Page(HTMLParser):
    """`words` (all text, hidden or not), `fetched` and `linked` addresses, `hidden` links."""

    def __init__(self, url, html):
        super().__init__(convert_charrefs=True)
        self.url = url
        self.words, self.fetched, self.linked, self.hidden, self.scripts = [], set(), set(), [], []
        self._in_script = False
        self._open = []  # (name, whether it hides what is in it)
        self.feed(html)
        self.close()

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, pairs):
        told = {name: value or "" for name, value in pairs}
        hides = self._hides or self._hidden_by(told)
        if tag not in VOID:
            self._open.append((tag, hides))
        self.words += [told[name] for name in READ_ALOUD if told.get(name)]
        self._addresses(tag, told)
        if tag == "a" and told.get("href"):
            address = urljoin(self.url, told["href"])
            self.linked.add(address)
            if hides:
                self.hidden.append(address)
        if tag == "script":
            self._in_script = "src" not in told and "json" not in told.get("type", "")
            self.scripts += [""] if self._in_script else []

    def handle_endtag(self, tag):
        names = [name for name, _hides in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data):
        if self._open and self._open[-1][0] in SILENT:
            if self._open[-1][0] == "script" and self._in_script:
                self.scripts[-1] += data
        elif data.strip():
            self.words.append(data)

    @property
    def _hides(self):
        return bool(self._open) and self._open[-1][1]

    @staticmethod
    def _hidden_by(told):
        style = re.sub(r"\s+", "", told.get("style", "").lower())
        return bool(HIDING.search(style))

    def _addresses(self, tag, told):
        wanted = list(FETCHING.get(tag, ()))
        if tag == "link" and FETCHING_LINKS & set(told.get("rel", "").lower().split()):
            wanted = ["href"]
        for name in wanted:
            for one in told.get(name, "").split(",") if name == "srcset" else [told.get(name)]:
                if one and one.strip():
                    self.fetched.add(urljoin(self.url, one.split()[0]))
        if tag == "meta" and told.get("http-equiv", "").lower() == "refresh":
            _seconds, _url, address = told.get("content", "").partition("=")
            self.fetched.add(urljoin(self.url, address.strip(" '\"")))


def host_of(address):
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return address


def hosts_in(text):
    """Hosts of every address written in a text."""
    return {host_of(address) for address in ADDRESS.findall(text)} - {""}
