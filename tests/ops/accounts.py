"""R5, R27: somebody who guesses passwords, and somebody who asks whom the portal knows."""

import os
import statistics
import threading
import time
from pathlib import Path

from tests.ops.results import Result
from tests.ops.seed import PASSWORD, call_inside
from tests.ops.visitor import Visitor

TIMES = 12
FORM = {
    "name": "Tamu Baru",
    "password1": "gerobak-hijau-menurun-7",
    "password2": "gerobak-hijau-menurun-7",
    "is_adult": "on",
    "agrees": "on",
    "homepage": "",
}


def guesses(portal, seconds=20, rate=20):
    """Try wrong log-ins for many accounts from many addresses; do readers notice?"""
    stop, statuses = threading.Event(), []

    def guess(n):
        count = 0
        while not stop.wait(1):
            count += 1
            stranger = Visitor(stack.url, address=f"127.0.{n + 1}.{count % 250 + 1}")
            login = f"a{n}-{count}@example.org"
            said = stranger.post("/akun/login/", login=login, password="salah-besar-1234")
            statuses.append(said[0])

    with portal.stack() as stack:
        crowd = [threading.Thread(target=guess, args=(n,), daemon=True) for n in range(rate)]
        [t.start() for t in crowd]
        visitor, times, bad = Visitor(stack.url), [], 0
        before, until = cpu(stack), time.monotonic() + seconds
        while time.monotonic() < until:
            status, _page, took = visitor.get(f"/kim/?q=sukun&x={len(times)}")
            bad += status != 200
            times.append(took)
            time.sleep(0.05)
        cores = (cpu(stack) - before) / seconds
        stop.set()
        [t.join(30) for t in crowd]
    p95 = sorted(times)[int(len(times) * 0.95)]
    turned_away, faults = statuses.count(503), len(set(statuses) - {200, 503})
    figure = (
        f"readers' p95 {p95 * 1000:.0f} ms of {len(times)}, {bad} failed; {len(statuses)} guesses, "
        f"{turned_away} × 503, {faults} other faults; the web workers used {cores:.1f} cores"
    )
    what = f"{rate} wrong log-ins a second from as many addresses, {seconds} s"
    return Result("R5", what, figure, "p95 ≤ 1 s, 0 failed", p95 <= 1 and not bad and not faults)


def cpu(stack):
    """Return the seconds of processor that granian's workers have used."""
    ticks = [
        Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        for pid in stack.worker_pids()
    ]
    return sum(int(t[11]) + int(t[12]) for t in ticks) / os.sysconf("SC_CLK_TCK")


def sign_ups(portal):
    """Sign up with known and with unknown addresses in turn: do answers or their times differ?"""
    took, answers = {"kenal": [], "orang": []}, {"kenal": set(), "orang": set()}
    with portal.stack() as stack:
        call_inside(stack, f"seed_data.known_people({TIMES}, {PASSWORD!r})")
        for n in range(TIMES):
            for who in took:
                address = f"{who}{n}@example.org"
                status, page, seconds = Visitor(stack.url).post(
                    "/akun/signup/", email=address, **FORM
                )
                took[who].append(seconds)
                answers[who].add((status, len(page)))
    known, unknown = (statistics.median(took[who]) * 1000 for who in took)
    alike = answers["kenal"] == answers["orang"]
    answers = "alike" if alike else "different"
    figure = f"medians {known:.0f} and {unknown:.0f} ms, answers {answers}"
    holds = alike and abs(known - unknown) <= 20
    return Result("R27", "sign-up, known and unknown", figure, "≤ 20 ms apart, alike", holds)
