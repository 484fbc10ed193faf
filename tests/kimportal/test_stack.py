"""`make serve`: a dead web process is restarted alone, and waiting for the start has an end."""

import subprocess
import sys

import pytest

from tests.ops import stack as module
from tests.ops.stack import LOADING, Stack

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


class Clock:
    """Clock that only sleep() advances."""

    def __init__(self):
        self.now = 0.0

    def sleep(self, seconds):
        self.now += seconds

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def stack(tmp_path, monkeypatch):
    """Three web processes and a worker that only sleep; `begun` lists what was started."""
    stack = Stack(tmp_path, 8000, workers=3)
    stack.nginx, stack.begun = "nginx", []

    def begin(name, *command):
        stack.begun.append((name, list(map(str, command))))
        stack.parts[name] = subprocess.Popen(SLEEP)

    monkeypatch.setattr(stack, "begin", begin)
    stack.start_web()
    stack.start_worker()
    yield stack
    stack.stop()


def alive(stack):
    return [name for name, part in stack.parts.items() if part.poll() is None]


def test_each_worker_has_a_granian_and_a_socket_of_its_own(stack):
    commands = [command for name, command in stack.begun if name.startswith("web")]

    assert [command[command.index("--workers") + 1] for command in commands] == ["1", "1", "1"]
    assert [command[command.index("--uds") + 1] for command in commands] == stack.sockets
    assert len(set(stack.sockets)) == 3


def test_without_nginx_one_granian_has_all_workers(stack):
    stack.end("web")
    stack.nginx, stack.begun = None, []

    stack.start_web()

    [(_name, command)] = stack.begun
    assert command[command.index("--workers") + 1] == "3"
    assert "--uds" not in command


def test_a_dead_web_process_is_restarted_alone(stack):
    others = [stack.parts[name].pid for name in ("web-1", "web-3", "worker")]
    stack.parts["web-2"].kill()
    stack.parts["web-2"].wait()

    revived = stack.revive()

    assert revived == ["web-2"]
    assert stack.revive() == []
    assert sorted(alive(stack)) == ["web-1", "web-2", "web-3", "worker"]
    assert [stack.parts[name].pid for name in ("web-1", "web-3", "worker")] == others


def test_end_stops_every_web_process_and_nothing_else(stack):
    stack.end("web")

    assert alive(stack) == ["worker"]


# -- waiting


def ready_after(stack, clock, seconds, reason=LOADING):
    stack.awaited = lambda: reason if clock.now < seconds else ""


def test_it_waits_as_long_as_there_is_progress(stack, clock):
    messages = []
    stack.say = messages.append
    ready_after(stack, clock, 300)
    stack.work_done = lambda: clock.now

    stack.wait(40)

    assert clock.now >= 300
    assert len(messages) > 50
    assert messages[0] == "Waiting for the web processes to load the portal (5 s) …"


@pytest.mark.parametrize("reason", [LOADING, "what the portal lacks: database"])
def test_it_gives_up_without_progress_and_says_why(reason, stack, clock):
    ready_after(stack, clock, 300, reason)
    stack.work_done = lambda: 7

    with pytest.raises(RuntimeError, match=f"waited for {reason}, and nothing happened for 40 s"):
        stack.wait(40)

    assert 40 < clock.now < 42


def test_failed_health_checks_are_no_progress(stack, clock):
    ready_after(stack, clock, 300, "what the portal lacks: cache")
    stack.work_done = lambda: clock.now

    with pytest.raises(RuntimeError, match="cache"):
        stack.wait(40)


def test_a_dead_process_ends_the_wait(stack, clock):
    ready_after(stack, clock, 300)
    stack.parts["worker"].kill()
    stack.parts["worker"].wait()

    with pytest.raises(RuntimeError, match=r"worker has ended: see .*worker\.log"):
        stack.wait(40)

    assert clock.now < 1


def test_progress_is_measured(stack, tmp_path):
    for name in stack.web_names:
        (tmp_path / f"{name}.log").write_text("")
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    idle, stack.parts["web-1"] = stack.parts["web-1"], busy
    try:
        before = stack.work_done()
        while stack.work_done() == before:
            assert busy.poll() is None
        (tmp_path / "web-2.log").write_text("Started worker-1")
        assert stack.work_done()[0] > before[0]
    finally:
        stack.parts["web-1"] = idle
        busy.kill()
        busy.wait()
