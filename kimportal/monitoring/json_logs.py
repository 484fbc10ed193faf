"""One JSON line a record, UTC, so that no name or header can forge a second line."""

import json
import logging
import threading
import time
from datetime import UTC, datetime

from kimportal.web.masking import mask


class JsonFormatter(logging.Formatter):
    """`extra={"facts": {…}}` adds fields of its own to a line (kimportal/audit/security_log.py)."""

    def format(self, record):
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", ""),
            "message": mask(record.getMessage()),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["trace"] = mask(self.formatException(record.exc_info))
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
