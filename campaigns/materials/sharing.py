"""What is handed over when a material is passed on: WhatsApp's text and its link."""

from html.parser import HTMLParser

from django.utils.translation import gettext as _

from campaigns.materials import verification_labels
from campaigns.materials.models.kinds import PASSED_ON_AS_TEXT, MaterialKind

#: WhatsApp cuts a longer caption of a picture.
MAX_CAPTION = 1024
HEADINGS = {"h2", "h3", "h4"}
BLOCKS = {*HEADINGS, *"p ul ol blockquote hr table".split()}
MARKS = {"strong": "*", "em": "_"}


def share_text(material, url):
    """Return what is sent: the whole text of a text, else its caption; then how to verify it."""
    if material.kind in PASSED_ON_AS_TEXT and (whole := _whole_text(material)):
        # The title of a WhatsApp text only names it in the list: the text is the message.
        parts = [] if material.kind == MaterialKind.WHATSAPP else [f"*{material.title}*"]
        parts += [whole] if material.code else [whole, url]
    else:
        parts = [material.share_caption.strip() or f"*{material.title}*\n{material.summary}", url]
    if material.code:
        check_url = verification_labels.verification_url(material.code)
        parts.append(_("Check that it is real: %s") % check_url)
    return "\n\n".join(part.strip() for part in parts if part.strip())


def file_to_share(material, text):
    """Return the DownloadOption that carries this text as its caption, or None: the text goes."""
    return material.smallest_download if len(text) <= MAX_CAPTION else None


def _whole_text(material):
    return whatsapp_text(material.body_html) or material.transcript.strip()


def whatsapp_text(html):
    """Return sanitised HTML (markdown.to_html) as text with WhatsApp's marks."""
    parser = _WhatsAppText()
    parser.feed(html)
    parser.close()
    return "\n\n".join(parser.finished())


class _WhatsAppText(HTMLParser):
    """Collects blocks of text. Marks stay out of headings, which are bold as a whole."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks, self.text = [], ""
        self.lists = []  # of the lists around the current place: the next number, or None for "- "
        self.quotes = 0
        self.is_heading = False
        self.links = []  # (href, where its text begins)
        self.marks = []  # where the text of each open mark begins

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS and not self.lists:
            self._end_block()
        if tag in {"ul", "ol"}:
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._new_line()
            self.text += self._bullet()
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "tr":
            self._new_line()
        elif tag in {"td", "th"} and self.text and not self.text.endswith("\n"):
            self.text = f"{self.text.rstrip()} | "
        elif tag == "br":
            self.text = self.text.rstrip(" ") + "\n"
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.text)))
        elif tag in MARKS:
            self.marks.append(len(self.text))
        self.is_heading = self.is_heading or tag in HEADINGS

    def handle_endtag(self, tag):
        if tag in MARKS and self.marks:
            self._wrap(self.marks.pop(), "" if self.is_heading else MARKS[tag])
        elif tag == "a" and self.links:
            self._add_address(*self.links.pop())
        elif tag in HEADINGS:
            self._wrap(0, "*")
            self.is_heading = False
            self._end_block()
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
            if not self.lists:
                self._end_block()
        elif tag in BLOCKS and not self.lists:
            self._end_block()
            self.quotes -= tag == "blockquote"

    def handle_data(self, data):
        # A line break in the source is a space, as it is on the page.
        words = " ".join(data.split())
        before = " " if data[:1].isspace() and self.text and not self.text[-1:].isspace() else ""
        after = " " if data[-1:].isspace() and words else ""
        self.text += before + words + after

    def finished(self):
        self._end_block()
        return self.blocks

    def _bullet(self):
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "- "
        self.lists[-1] += 1
        return f"{number}. "

    def _new_line(self):
        if self.text.strip():
            self.text = self.text.rstrip() + "\n"

    def _wrap(self, start, mark):
        """Put the mark around the text from `start`; WhatsApp wants it next to the words."""
        inner = self.text[start:]
        words = inner.strip()
        if words and mark:
            left, right = inner[: inner.index(words)], inner[inner.index(words) + len(words) :]
            self.text = f"{self.text[:start]}{left}{mark}{words}{mark}{right}"

    def _add_address(self, href, start):
        address = href.removeprefix("mailto:").removeprefix("tel:")
        label = self.text[start:].strip()
        if address and address.rstrip("/") != label.rstrip("/"):
            self.text += f" ({address})" if label else address

    def _end_block(self):
        text = self.text.strip()
        if text:
            quoted = "\n".join(f"> {line}" for line in text.split("\n")) if self.quotes else text
            self.blocks.append(quoted)
        self.text = ""
