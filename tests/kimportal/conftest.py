import io
import json
import logging

import pytest

from kimportal.logs import JsonFormatter
from kimportal.middleware import RequestIdFilter


@pytest.fixture
def lines():
    """lines() → every line written so far, as a collector of logs would read it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestIdFilter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().split("\n") if line]
    logging.getLogger().removeHandler(handler)
