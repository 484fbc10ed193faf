"""R16: the mail server is away while two hundred reports come, and the sender is killed midway."""

import email
import os
import signal
import socketserver
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.ops.member import Member
from tests.ops.results import Result
from tests.ops.seed import MEMBERS, call_inside
from tests.ops.sizes import size

EMAILS = int(os.environ.get("R16_EMAILS", "200"))
AWAY = size("R16_AWAY")
SWEEP = 300  # portal-jobs.timer
BAR = "0 lost; once, or again under the same Message-ID; reports never wait for mail"


class Speaker(socketserver.StreamRequestHandler):
    """A minimal SMTP server that keeps the emails it receives."""

    def handle(self):
        self.say("220 sink")
        while line := self.rfile.readline().decode(errors="replace").strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self.say("354 go on")
                self.server.keep(self.message())
                self.say("250 kept")
            elif word == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")

    def message(self):
        lines = []
        while (line := self.rfile.readline()).rstrip(b"\r\n") != b"." and line:
            lines.append(line)
        return email.message_from_bytes(b"".join(lines))

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Speaker)
        self.kept = Counter()  # by Message-ID
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *arguments):
        """Ignore senders that hang up: the drill kills them."""

    def keep(self, message):
        time.sleep(0.02)  # a real server takes its time, which leaves room to be killed in
        self.kept[message["Message-ID"]] += 1


def sink_away(portal):
    port = portal.port + 3
    variables = {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    with portal.stack(extra_environment=variables) as stack:
        members = [Member(stack.url, n) for n in range(MEMBERS)]
        keys = call_inside(stack, f"seed_data.drafts({EMAILS})")
        began = time.monotonic()
        reports = report_all(members, keys)
        while (left := began + AWAY - time.monotonic()) > 0:
            time.sleep(min(left, SWEEP))
            stack.manage("run_periodic_jobs", capture_output=True)
        sink = Sink(port)
        killed = kill_senders(stack, sink)
        # Each try that failed lets the next wait longer, which nobody here waits for.
        call_inside(stack, "stored_data.make_emails_due()")
        for _round in range(6):
            stack.manage("run_periodic_jobs", capture_output=True)
        stored = call_inside(stack, "stored_data.emails()")
        sink.shutdown()
    slowest = sorted(t.seconds[-1] for t in reports)[int(len(reports) * 0.95)]
    received = sum(bool(t.receipts) for t in reports)
    twice = sum(n > 1 for n in sink.kept.values())
    figure = (
        f"{received} reports received (p95 {slowest:.1f} s), {len(sink.kept)} of {stored['all']} "
        f"emails arrived, {twice} of them twice (same Message-ID), {stored['waiting']} still waiting, "
        f"{killed} senders killed"
    )
    holds = (
        received == EMAILS == len(sink.kept) == stored["sent"] and twice <= killed and slowest <= 3
    )
    return Result("R16", f"mail away {AWAY} s, {EMAILS} emails", figure, BAR, holds)


def report_all(members, keys):
    def one(n):
        return members[n % MEMBERS].report(keys[n], f"Latihan {n}", tries=5)

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(len(keys))))


def kill_senders(stack, sink, times=3):
    """Kill the worker and a sweep in the middle of their emails."""
    call_inside(stack, "stored_data.make_emails_due()")
    killed = 0
    for _time in range(times):
        before = sum(sink.kept.values())
        stack.begin("run_periodic_jobs", *stack.command("run_periodic_jobs"))
        until = time.monotonic() + 20
        while sum(sink.kept.values()) < before + 10 and time.monotonic() < until:
            time.sleep(0.01)
        stack.parts["run_periodic_jobs"].send_signal(signal.SIGKILL)
        stack.parts.pop("run_periodic_jobs").wait()
        stack.end("worker", signal.SIGKILL)
        stack.start_worker()
        killed += 2
    return killed
