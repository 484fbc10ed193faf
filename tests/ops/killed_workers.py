"""R8, R52: the server's workers are killed while reports are sent and other pages are read."""

import contextlib
import http.client
import os
import random
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.ops.member import Member, jpeg
from tests.ops.results import Result
from tests.ops.seed import MEMBERS, call_inside
from tests.ops.visitor import Visitor

REPORTS = int(os.environ.get("R8_REPORTS", "500"))
SENDERS = 16
# Seconds between two kills. A new worker needs about two to be ready, on a busy machine longer.
EACH = float(os.environ.get("R8_KILL_EVERY", "2"))
ROUNDS = int(os.environ.get("R52_ROUNDS", "20"))
READERS = 8
#: As many as kimportal/deploy/portal-web@.service asks for: two may die at once.
WEB_PROCESSES = 3


def workers_die(portal):
    with portal.stack() as stack:
        members = [Member(stack.url, n) for n in range(MEMBERS)]
        keys = call_inside(stack, f"seed_data.drafts({REPORTS})")
        reports = []
        sender = threading.Thread(target=lambda: reports.extend(sent(members, keys)), daemon=True)
        began = time.monotonic()
        sender.start()
        kills, restarts = kill_workers(stack, sender)
        took = time.monotonic() - began
        faults, figure = compared(reports, call_inside(stack, "stored_data.reports()"))
    what = f"{REPORTS} reports, a worker killed every {EACH:g} s"
    figure = (
        f"{kills} killed, granian itself begun anew {restarts} times, in {took:.0f} s; {figure}"
    )
    return Result("R8", what, figure, "all received; all else 0", not faults)


def two_at_once(portal):
    """Two kills within a second, again and again, while others read pages that no cache holds."""
    with portal.stack(workers=WEB_PROCESSES) as stack:
        readers = [Reader(stack.url, n) for n in range(READERS)]
        for reader in readers:
            reader.start()
        kills, restarts, moments = 0, 0, []
        for _round in range(ROUNDS):
            for _kill in range(2):
                workers = stack.worker_pids()
                if workers:
                    os.kill(random.choice(workers), signal.SIGKILL)
                    moments.append(time.monotonic())
                    kills += 1
                restarts += pause(stack, 0.5)
            while serving(stack) < WEB_PROCESSES:  # each round is two deaths, not a third
                restarts += pause(stack, 0.5)
        for reader in readers:
            reader.stop()
        answers = [answer for reader in readers for answer in reader.answers]
    failed = [answer for answer in answers if answer.status == 0 or answer.status >= 500]
    others = [
        answer for answer in failed if not any(answer.began <= at <= answer.ended for at in moments)
    ]
    longest = max((answer.ended - answer.began for answer in answers), default=0)
    figure = (
        f"{kills} killed, granian itself begun anew {restarts} times; of {len(answers)} other "
        f"requests {len(failed)} failed, {len(others)} of them not under way at a kill; the "
        f"longest took {longest:.1f} s"
    )
    what = f"{ROUNDS} rounds of two workers killed within a second, {READERS} readers"
    holds = not others and len(failed) <= kills * READERS and len(answers) > 10 * ROUNDS
    return Result("R52", what, figure, "no failure but of what a killed worker had in hand", holds)


@dataclass(frozen=True)
class Answer:
    began: float
    ended: float
    status: int


class Reader(threading.Thread):
    """Somebody who asks for one page after the other, each of them drawn anew."""

    def __init__(self, url, number):
        super().__init__(daemon=True)
        self.visitor, self.number = Visitor(url, timeout=70), number
        self.answers, self.done = [], threading.Event()

    def run(self):
        while not self.done.wait(0.05):
            began = time.monotonic()
            page = f"/kim/?q=kim&n={self.number}-{len(self.answers)}"
            status, _page, _seconds = self.visitor.get(page)
            self.answers.append(Answer(began, time.monotonic(), status))

    def stop(self):
        self.done.set()
        self.join()


class Direct(http.client.HTTPConnection):
    """To one web process, past nginx."""

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.host)


def serving(stack):
    """How many web processes answer."""
    count = 0
    for path in stack.sockets:
        with contextlib.suppress(OSError, http.client.HTTPException):
            process = Direct(path, timeout=5)
            process.request("GET", "/healthz", headers={"Host": "localhost"})
            count += process.getresponse().status == 200
    return count


def pause(stack, seconds):
    """Wait, restarting meanwhile what has ended, as systemd does; return how often.

    In the main thread, for what a thread begins ends with it (PR_SET_PDEATHSIG).
    """
    restarts, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        restarts += len(stack.revive())
        time.sleep(0.1)
    return restarts


def kill_workers(stack, sender):
    """Until the sender is done, one worker every EACH seconds."""
    kills = restarts = 0
    while sender.is_alive():
        restarts += pause(stack, EACH)
        if workers := stack.worker_pids():
            os.kill(random.choice(workers), signal.SIGKILL)
            kills += 1
    return kills, restarts


def sent(members, keys, photos=lambda n: [jpeg(n)], tries=300, pace=0):
    """Send every report until its receipt is there; every fifth is then sent once more.

    With a `pace` a new one begins each so many seconds.
    """
    began = time.monotonic()

    def one(number):
        time.sleep(max(0, began + number * pace - time.monotonic()))
        member = members[number % len(members)]
        form_key = f"00000000-0000-4000-8000-{number:012}"
        reports = member.report(
            keys[number], f"Latihan {number}", photos(number), tries=tries, form_key=form_key
        )
        if number % 5 == 0 and reports.receipts:
            again = member.report(
                keys[number], reports.title, photos(number), tries=tries, form_key=form_key
            )
            reports.receipts |= again.receipts
        return reports

    with ThreadPoolExecutor(SENDERS) as pool:
        return list(pool.map(one, range(len(keys))))


def compared(reports, stored, photos=1):
    """Return (has faults, figure) from what members were shown and what is stored."""
    received = [t for t in reports if t.receipts]
    lost = [
        t
        for t in received
        if stored["photos"].get(t.title) != photos
        or any(stored["receipts"].get(number) != t.title for number in t.receipts)
    ]
    doubled = [t for t, n in stored["titles"].items() if n > 1]
    doubled += [t.title for t in received if len(t.receipts) > 1]
    counts = {
        "lost": len(lost),
        "doubled": len(doubled),
        "rows without file": stored["rows_without_file"],
        "files changed": stored["changed_files"],
        "orphan files after the sweep": stored["orphans_after_sweep"],
    }
    figure = ", ".join(f"{n} {what}" for what, n in counts.items())
    figure = f"{len(received)} of {len(reports)} received, {figure}"
    return any(counts.values()) or len(received) < len(reports), figure
