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

from kimportal.uploads.file_types import MB
from kimportal.uploads.sandbox.errors import RejectedUpload

logger = logging.getLogger(__name__)

ENTRYPOINT = Path(__file__).with_name("__main__.py")
LIMITS = {"cpu": 5, "memory": 900 * MB, "output": 256 * MB}
# A busy machine may take its time; the CPU seconds above are what a file can really cost.
WALL_SECONDS = 30
# Each child may use a core and 900 MB; more at once would starve the pages.
MAX_CONCURRENT = threading.BoundedSemaphore(3)
FACTS_BYTES = 10_000
# No secrets in there: of our environment only what some builds of Python need to start.
ENVIRONMENT = {key: os.environ[key] for key in ("LD_LIBRARY_PATH",) if key in os.environ}


def run(verb, upload, **options):
    """Have ``upload`` read by a child process; return (facts, open temporary file).

    The content is the child's, or a copy of the upload where the child wrote nothing.
    Raises box.refused.Refused. The temporary files have no names, so none can stay behind.
    """
    try:
        source = copy(upload)
        facts, content = _send(verb, source, options)
    except OSError:
        logger.exception("no room to check an upload")
        raise RejectedUpload("storage")
    if "refused" in facts:
        raise RejectedUpload(facts["refused"])
    return facts, content if content.seek(0, 2) else source


def nameless():
    return tempfile.TemporaryFile()  # noqa: SIM115 (handed on; it goes with its last holder)


def copy(upload):
    place = nameless()
    upload.seek(0)
    shutil.copyfileobj(upload, place, MB)
    place.seek(0)
    return place


def _send(verb, source, options):
    content, facts = nameless(), nameless()
    order = {"verb": verb, "options": options, "limits": LIMITS, "out": content.fileno()}
    if not MAX_CONCURRENT.acquire(timeout=WALL_SECONDS):
        raise RejectedUpload("busy")
    try:
        code = _wait(json.dumps(order), source, facts, content)
    finally:
        MAX_CONCURRENT.release()
    if code:
        raise RejectedUpload(_meaning(verb, code))
    facts.seek(0)
    return json.loads(facts.read(FACTS_BYTES)), content


def _wait(order, source, facts, content):
    """The child's exit code. A timer kills it, since waiting with a timeout polls 50 ms apart."""
    with subprocess.Popen(  # noqa: S603 (our own script, our own words)
        [sys.executable, "-I", str(ENTRYPOINT), order],
        stdin=source,
        stdout=facts,
        stderr=subprocess.DEVNULL,
        pass_fds=[content.fileno()],
        env=ENVIRONMENT,
        cwd="/",
    ) as child:
        clock = threading.Timer(WALL_SECONDS, child.kill)
        clock.start()
        try:
            return child.wait()
        finally:
            clock.cancel()


def _meaning(verb, code):
    """Why a child ended without an answer."""
    if code == -signal.SIGXCPU:
        return "heavy"
    if code == -signal.SIGKILL:
        # By the clock above or by a system short of memory: neither says anything of the file.
        logger.warning("the upload checker was killed while reading a %s", verb)
        return "busy"
    if code < 0:
        # A decoder that crashes was given something to crash on.
        return "damaged"
    logger.error("the upload checker cannot start: %s ended with %s", verb, code)
    return "busy"
