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

from kimportal.deploy.cluster import ending_with_parent
from tests.drills.table import Line

PR_SET_CHILD_SUBREAPER = 36
CLONE_NEWNS = 0x20000
#: Seconds in which a drill that was told to stop takes its stack down.
GRACE = 45


def adopt_orphans():
    """Whatever loses its parent below us becomes our child, so that we can find and end it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to stop"))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def run(ground, row, name, seconds):
    """The lines of one drill; one that broke or took too long says so itself."""
    folder = ground.folder / name
    folder.mkdir()
    told = folder / "lines.json"
    drill = subprocess.Popen(
        [sys.executable, "-m", "tests.drills.contained", name, ground.folder, str(ground.port)],
        start_new_session=True,
        preexec_fn=ending_with_parent(signal.SIGTERM),
    )
    try:
        drill.wait(timeout=seconds)
        broke = f"ended with {drill.returncode}"
    except subprocess.TimeoutExpired:
        broke = f"took longer than {seconds:.0f} s"
    finally:
        end(drill)
    if told.exists():
        return [Line(**one) for one in json.loads(told.read_text())]
    return [Line(row, name, f"the drill itself broke: {broke}", "", None)]


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
    """Let this process and its children mount what nobody else sees. OSError where refused."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS):
        raise OSError(ctypes.get_errno(), "mounting is refused here")
    mount("--make-rprivate", "/")


def mount(*arguments):
    done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"mounting is refused here: {done.stderr.strip()}")


def stop(_signal, frame):
    """Say where it was, and take the stack down."""
    traceback.print_stack(frame, limit=6)
    sys.exit("told to stop")


def main(name, folder, port):
    # Imported by name here, in the child alone.
    from importlib import import_module

    from tests.drills.ground import Ground

    signal.signal(signal.SIGTERM, stop)
    module, function = name.split(".")
    ground = Ground(folder, int(port), name)
    said = getattr(import_module(f"tests.drills.{module}"), function)(ground)
    lines = said if isinstance(said, list) else [said]
    (ground.folder / name / "lines.json").write_text(json.dumps([vars(line) for line in lines]))


if __name__ == "__main__":
    main(*sys.argv[1:])
