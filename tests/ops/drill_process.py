"""A drill in a process of its own: bounded in time, and leaving nothing running."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path

from tests.ops.local_postgres import signal_on_parent_death
from tests.ops.results import Result

PR_SET_CHILD_SUBREAPER = 36
CLONE_NEWNS = 0x20000
#: Seconds in which a drill that was asked to stop takes its stack down.
GRACE = 45


def adopt_orphans():
    """Become the parent of orphaned descendants, so that they can be found and ended."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("asked to stop"))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def run(portal, row, name, seconds):
    """Run one drill and return its results; one that broke or took too long is a result too."""
    folder = portal.folder / name
    folder.mkdir()
    results_file = folder / "results.json"
    drill = subprocess.Popen(
        [sys.executable, "-m", "tests.ops.drill_process", name, portal.folder, str(portal.port)],
        start_new_session=True,
        preexec_fn=signal_on_parent_death(signal.SIGTERM),
    )
    try:
        drill.wait(timeout=seconds)
        broke = f"ended with {drill.returncode}"
    except subprocess.TimeoutExpired:
        broke = f"took longer than {seconds:.0f} s"
    finally:
        end(drill)
    if results_file.exists():
        return [Result(**one) for one in json.loads(results_file.read_text())]
    return [Result(row, name, f"the drill itself broke: {broke}", "", None)]


def end(drill):
    if drill.poll() is None:
        drill.terminate()
        try:
            drill.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(drill.pid, signal.SIGKILL)
            drill.wait()
    for _round in range(50):
        left = children()
        if not left:
            return
        for pid in left:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        time.sleep(0.1)  # their own children come to us now


def children():
    me = f"/proc/self/task/{os.getpid()}/children"
    return [int(pid) for pid in Path(me).read_text().split()] if Path(me).exists() else []


def own_mounts():
    """Give this process a mount namespace of its own. Raise OSError where that is refused."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS):
        raise OSError(ctypes.get_errno(), "mounting is refused here")
    mount("--make-rprivate", "/")


def mount(*arguments):
    done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"mounting is refused here: {done.stderr.strip()}")


def stop(_signal, frame):
    """Print where the drill was, and end it, which takes its stack down."""
    traceback.print_stack(frame, limit=6)
    sys.exit("asked to stop")


def main(name, folder, port):
    # Imported by name here, in the child alone.
    from importlib import import_module

    from tests.ops.seeded_portal import SeededPortal

    signal.signal(signal.SIGTERM, stop)
    module, function = name.split(".")
    portal = SeededPortal(folder, int(port), name)
    said = getattr(import_module(f"tests.ops.{module}"), function)(portal)
    lines = said if isinstance(said, list) else [said]
    (portal.folder / name / "results.json").write_text(json.dumps([vars(line) for line in lines]))


if __name__ == "__main__":
    main(*sys.argv[1:])
