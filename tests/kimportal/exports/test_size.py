"""Memory: 100,000 rows are exported as CSV and as XLSX while only a few batches are held."""

import gc
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.db import connection
from django.urls import reverse

from kimportal.exports.export import BATCH, Export, export_named
from tests.exports import ready_job

pytestmark = pytest.mark.django_db

ROWS = 100_000
MB = 1024 * 1024
#: Enough for a few batches and a compressor; all rows at once need three times that.
GROWTH = 40 * MB
#: The same in Python's allocated blocks, where freed rows no longer count.
BLOCKS = 400_000
MANY = """
INSERT INTO kimportal_auditevent (target_type, target_id, target_repr, region_code, action, before, after,
  note, field, changes, at, request_id)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)
SELECT 'groups.group', %s, 'KIM Ciptomulyo Berkarya', '35.73.04.1003', 'approve', 'waiting',
  'live', 'Sesuai dengan SK, lengkap, dan dapat ditampilkan kepada warga.', '', '{}',
  CURRENT_TIMESTAMP, '' FROM n
"""


@pytest.fixture
def many(world):
    world.administrator  # noqa: B018  created before the audit events
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(MANY, [ROWS, str(world.group.pk)])
    return world


def resident():
    """Return the resident memory of this process in bytes (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


class MemoryGauge:
    """The largest growth of the process since the start, measured while rows pass."""

    def __init__(self):
        gc.collect()
        self.start = resident(), sys.getallocatedblocks()
        self.bytes = self.blocks = 0

    def measure(self):
        self.bytes = max(self.bytes, resident() - self.start[0])
        self.blocks = max(self.blocks, sys.getallocatedblocks() - self.start[1])

    def watch(self, rows):
        for number, row in enumerate(rows):
            if number % BATCH == BATCH - 1:
                self.measure()
            yield row


def test_a_hundred_thousand_rows_stream_as_csv(many, sign_in):
    client = sign_in(many.administrator)
    gauge = MemoryGauge()

    response = client.post(reverse("admin:export", args=["keputusan"]))
    lines = sum(1 for _line in gauge.watch(response))

    assert lines > ROWS
    assert gauge.bytes < GROWTH
    assert gauge.blocks < BLOCKS


def test_a_hundred_thousand_rows_are_written_as_xlsx(many, monkeypatch):
    gauge, lines = MemoryGauge(), Export.lines
    monkeypatch.setattr(Export, "lines", lambda *args: gauge.watch(lines(*args)))

    job = ready_job(many.administrator, "keputusan")

    gauge.measure()
    assert (job.state, job.done) == ("ready", job.total)
    assert gauge.bytes < GROWTH
    assert gauge.blocks < BLOCKS
    with job.file.open("rb") as file, ZipFile(file) as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == job.total + 1 > ROWS


def test_the_gauge_detects_rows_held_in_memory(many):
    gauge = MemoryGauge()

    held = list(gauge.watch(export_named("keputusan").rows.order_by("pk")))

    assert len(held) == ROWS
    assert gauge.blocks > 2 * BLOCKS
