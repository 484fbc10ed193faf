"""One JSON line a record, UTC, so that no name or header can forge a second line."""

import json
import logging
import re
import threading
import time
from datetime import UTC, datetime

#: Letters of a text that are looked through and told; a line of our own is a hundredth of it.
LONGEST = 20_000
#: What no line repeats, wherever it came from: (how it looks, what stands in its place). Each is
#: linear: it begins where a word begins, and gives nothing back that it has read (++). The text is
#: a stranger's.
NEVER_TOLD = [
    (re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(\.[\w-]++)+"), "[e-mail]"),
    (re.compile(r"(?<!\w)\d{16}(?!\w)"), "[16 digits]"),
    (re.compile(r"(?<![\w.])(\+?62|0)[ .()-]{0,2}8\d([ .()-]?\d){6,}"), "[phone]"),
    # Invitations and new passwords are opened by whoever knows their address.
    (re.compile(r"(?<=/)(?=[\w-]*\d)[\w-]{38,}(?![\w.-])"), "[token]"),
]


def masked(text):
    """The text without addresses, numbers and tokens of people; of a very long one its two ends."""
    if len(text) > LONGEST:
        text = shortened(text)
    for pattern, instead in NEVER_TOLD:
        text = pattern.sub(instead, text)
    return text


def shortened(text):
    """The two ends of a text, each cut at white space, so that no address is cut in two."""
    half = LONGEST // 2
    first, last = text[:half].rpartition(" ")[0], text[-half:].partition(" ")[2]
    left_out = len(text) - len(first) - len(last)
    return f"{first} [{left_out} characters left out] {last}"


class JsonFormatter(logging.Formatter):
    """`extra={"facts": {…}}` adds fields of its own to a line (kimportal/audit/security_log.py)."""

    def format(self, record):
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", ""),
            "message": masked(record.getMessage()),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["trace"] = masked(self.formatException(record.exc_info))
        # JSON escapes every control sign but this one.
        return json.dumps(line, ensure_ascii=True, default=str).replace("\x7f", "\\u007f")


class Counted(logging.Handler):
    """Scanners call by the thousand: the first is told, then how many there were each minute."""

    EVERY = 60

    def __init__(self, event, **kwargs):
        super().__init__(**kwargs)
        self.event, self.count, self.told_at = event, 0, float("-inf")
        self.counting = threading.Lock()

    def emit(self, record):
        with self.counting:
            self.count += 1
            now = time.monotonic()
            if now - self.told_at < self.EVERY:
                return
            count, self.count, self.told_at = self.count, 0, now
        facts = {"event": self.event, "count": count}
        logging.getLogger("kimportal.audit").warning(self.event, extra={"facts": facts})
