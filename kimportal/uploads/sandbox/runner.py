import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kimportal.uploads.file_types import MB
from kimportal.uploads.sandbox.errors import RejectedUpload

if TYPE_CHECKING:
    from django.core.files import File

logger = logging.getLogger(__name__)

ENTRYPOINT = Path(__file__).with_name("__main__.py")
LIMITS = {"cpu": 5, "memory": 900 * MB, "output": 256 * MB}
# Generous, for a busy machine; the CPU limit above bounds what a file can cost.
WALL_SECONDS = 30
# Each child may use a core and 900 MB; more at once would slow down the web server.
MAX_CONCURRENT = threading.BoundedSemaphore(3)
MAX_FACTS_SIZE = 10_000
# No secrets: only what some builds of Python need to start.
ENVIRONMENT = {key: os.environ[key] for key in ("LD_LIBRARY_PATH",) if key in os.environ}


def run(reader: str, upload: "File", **options: Any) -> tuple[dict[str, Any], IO[bytes]]:
    """Parse ``upload`` in a child process; return (facts, open temporary file).

    The file is the output of the child, or a copy of the upload if the child wrote nothing. Raise
    RejectedUpload. The temporary files are unnamed, so none is left behind.
    """
    try:
        source = copy(upload)
        facts, content = _run_child(reader, source, options)
    except OSError:
        logger.exception("no room to check an upload")
        raise RejectedUpload("storage")
    if "rejected" in facts:
        raise RejectedUpload(facts["rejected"])
    return facts, content if content.seek(0, 2) else source


def unnamed_file() -> IO[bytes]:
    return tempfile.TemporaryFile()


def copy(upload: "File") -> IO[bytes]:
    target = unnamed_file()
    upload.seek(0)
    shutil.copyfileobj(upload, target, MB)
    target.seek(0)
    return target


def _run_child(
    reader: str, source: IO[bytes], options: dict[str, Any]
) -> tuple[dict[str, Any], IO[bytes]]:
    content, facts = unnamed_file(), unnamed_file()
    order = {"reader": reader, "options": options, "limits": LIMITS, "out": content.fileno()}
    if not MAX_CONCURRENT.acquire(timeout=WALL_SECONDS):
        raise RejectedUpload("busy")
    try:
        code = _wait(json.dumps(order), source, facts, content)
    finally:
        MAX_CONCURRENT.release()
    if code:
        raise RejectedUpload(_rejection_code(reader, code))
    facts.seek(0)
    return json.loads(facts.read(MAX_FACTS_SIZE)), content


def _wait(order: str, source: IO[bytes], facts: IO[bytes], content: IO[bytes]) -> int:
    """Return the exit code. A timer kills the child, since wait(timeout) polls every 50 ms."""
    with subprocess.Popen(  # noqa: S603 (our own script and arguments)
        [sys.executable, "-I", str(ENTRYPOINT), order],
        stdin=source,
        stdout=facts,
        stderr=subprocess.DEVNULL,
        pass_fds=[content.fileno()],
        env=ENVIRONMENT,
        cwd="/",
    ) as child:
        timer = threading.Timer(WALL_SECONDS, child.kill)
        timer.start()
        try:
            return child.wait()
        finally:
            timer.cancel()


def _rejection_code(reader: str, code: int) -> str:
    """Return the rejection code for a child that ended with an error."""
    if code == -signal.SIGXCPU:
        return "heavy"
    if code == -signal.SIGKILL:
        # Killed by the timer above or for lack of memory, which need not be the file's fault.
        logger.warning("the upload checker was killed while reading a %s", reader)
        return "busy"
    if code < 0:
        # The decoder crashed on the file.
        return "damaged"
    logger.error("the upload checker cannot start: %s ended with %s", reader, code)
    return "busy"
