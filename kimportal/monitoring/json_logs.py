"""Log records as JSON: one line each, so that no name or header can forge a second line."""

import json
import logging
import threading
import time
from datetime import UTC, datetime
from typing import Any

from kimportal.web.masking import mask


class JsonFormatter(logging.Formatter):
    """Format records as JSON; `extra={"fields": {…}}` adds fields (audit/security_log.py)."""

    def format(self, record: logging.LogRecord) -> str:
        created = datetime.fromtimestamp(record.created, UTC)
        line = {
            "timestamp": created.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", ""),
            "message": mask(record.getMessage()),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = mask(self.formatException(record.exc_info))
        # JSON escapes every control character but this one.
        return json.dumps(line, ensure_ascii=True, default=str).replace("\x7f", "\\u007f")


class CountingHandler(logging.Handler):
    """Log the first record at once, then a count each minute: scanners cause thousands."""

    INTERVAL = 60

    def __init__(self, event: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.event, self.count, self.logged_at = event, 0, float("-inf")
        self.count_lock = threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        with self.count_lock:
            self.count += 1
            now = time.monotonic()
            if now - self.logged_at < self.INTERVAL:
                return
            count, self.count, self.logged_at = self.count, 0, now
        fields = {"event": self.event, "count": count}
        logging.getLogger("kimportal.audit").warning(self.event, extra={"fields": fields})
