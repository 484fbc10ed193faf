"""R16: the mail server is away while two hundred reports come, and the sender is killed midway."""

import email
import os
import signal
import socketserver
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.drills.member import Member
from tests.drills.seed import MEMBERS, asked
from tests.drills.sizes import size
from tests.drills.table import Line

LETTERS = int(os.environ.get("R16_LETTERS", "200"))
AWAY = size("R16_AWAY")
SWEEP = 300  # portal-sweep.timer
BAR = "0 lost; once, or again under the same Message-ID; reports never wait for mail"


class Speaker(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as smtplib needs, and keeps what it is given."""

    def handle(self):
        self.say("220 sink")
        while line := self.rfile.readline().decode(errors="replace").strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self.say("354 go on")
                self.server.keep(self.letter())
                self.say("250 kept")
            elif word == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")

    def letter(self):
        lines = []
        while (line := self.rfile.readline()).rstrip(b"\r\n") != b"." and line:
            lines.append(line)
        return email.message_from_bytes(b"".join(lines))

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Speaker)
        self.kept = Counter()  # by Message-ID
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *told):
        """A sender that was killed hangs up in the middle: that is the drill."""

    def keep(self, letter):
        time.sleep(0.02)  # a real server takes its time, which leaves room to be killed in
        self.kept[letter["Message-ID"]] += 1


def sink_away(ground):
    port = ground.port + 3
    told = {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    with ground.stack(told=told) as stack:
        members = [Member(stack.url, n) for n in range(MEMBERS)]
        keys = asked(stack, f"planted.drafts({LETTERS})")
        began = time.monotonic()
        reports = report_all(members, keys)
        while (left := began + AWAY - time.monotonic()) > 0:
            time.sleep(min(left, SWEEP))
            stack.manage("sweep", capture_output=True)
        sink = Sink(port)
        killed = kill_senders(stack, sink)
        # Each try that failed lets the next wait longer, which nobody here waits for.
        asked(stack, "ledger.let_letters_be_due()")
        for _round in range(6):
            stack.manage("sweep", capture_output=True)
        stored = asked(stack, "ledger.letters()")
        sink.shutdown()
    slowest = sorted(t.seconds[-1] for t in reports)[int(len(reports) * 0.95)]
    received = sum(bool(t.receipts) for t in reports)
    twice = sum(n > 1 for n in sink.kept.values())
    figure = (
        f"{received} reports received (p95 {slowest:.1f} s), {len(sink.kept)} of {stored['all']} "
        f"letters arrived, {twice} of them twice (same Message-ID), {stored['waiting']} still waiting, "
        f"{killed} senders killed"
    )
    holds = (
        received == LETTERS == len(sink.kept) == stored["sent"] and twice <= killed and slowest <= 3
    )
    return Line("R16", f"mail away {AWAY} s, {LETTERS} letters", figure, BAR, holds)


def report_all(members, keys):
    def one(n):
        return members[n % MEMBERS].report(keys[n], f"Latihan {n}", tries=5)

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(len(keys))))


def kill_senders(stack, sink, times=3):
    """Kill the worker and a sweep in the middle of their letters."""
    asked(stack, "ledger.let_letters_be_due()")
    killed = 0
    for _time in range(times):
        before = sum(sink.kept.values())
        stack.begin("sweep", *stack.command("sweep"))
        until = time.monotonic() + 20
        while sum(sink.kept.values()) < before + 10 and time.monotonic() < until:
            time.sleep(0.01)
        stack.parts["run_periodic_jobs"].send_signal(signal.SIGKILL)
        stack.parts.pop("sweep").wait()
        stack.end("worker", signal.SIGKILL)
        stack.start_worker()
        killed += 2
    return killed
