"""Many at once: readers, slow clients, and somebody guessing passwords."""

import re
import shutil
import socket
import subprocess
import threading
import time

from tests.drills.table import Line
from tests.drills.visitor import Visitor


def readers(stack, path="/", seconds=20):
    """wrk with 64 connections on one public page, through whatever stands in front."""
    if not shutil.which("wrk"):
        return Line("R1", f"64 readers of {path}", "no wrk here", "≥ 300 req/s, p99 ≤ 500 ms", None)
    told = subprocess.run(
        ["wrk", "-t1", "-c64", f"-d{seconds}s", "--latency", stack.url + path],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told).group(1))
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", told).groups()
    p99 = float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    bad = int(bad.group(1)) if bad else 0
    figure = f"{rate:.0f} req/s, p99 {p99:.0f} ms, {bad} refused"
    holds = rate >= 300 and p99 <= 500 and not bad
    return Line("R1", f"64 readers of {path}", figure, "≥ 300 req/s, p99 ≤ 500 ms, 0 bad", holds)


def searches(stack, seconds=15, people=8):
    """Distinct searches, so that no cache helps: the database itself answers."""
    words = "sukun baru jaya mulya sari indah makmur tengah timur barat utara selatan".split()
    times, bad, until = [], [], time.monotonic() + seconds

    def search(n):
        visitor, count = Visitor(stack.url), 0
        while time.monotonic() < until:
            count += 1
            query = f"/kim/?q={words[(n + count) % len(words)]}+{n}{count}"
            status, _page, took = visitor.get(
                query if count % 2 else query.split("+")[0] + f"&x={n}{count}"
            )
            times.append(took)
            if status != 200:
                bad.append(status)

    crowd = [threading.Thread(target=search, args=(n,)) for n in range(people)]
    [t.start() for t in crowd]
    [t.join() for t in crowd]
    rate, p95 = len(times) / seconds, sorted(times)[int(len(times) * 0.95)]
    figure = f"{rate:.0f} req/s, p95 {p95 * 1000:.0f} ms, {len(bad)} bad"
    return Line(
        "R2",
        "uncached searches",
        figure,
        "≥ 60 req/s, p95 ≤ 800 ms",
        rate >= 60 and p95 <= 0.8 and not bad,
    )


def slow_clients(stack, sockets=200, seconds=15):
    """Sockets that send a byte now and then; do other visitors notice?"""
    host = ("127.0.0.1", stack.port)
    held = []
    for n in range(sockets):
        one = socket.create_connection(host, timeout=5)
        if n % 2:
            one.sendall(b"GET /kim/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        else:
            one.sendall(
                b"POST /akun/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
            )
        held.append(one)
    visitor, times, bad = Visitor(stack.url), [], 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for one in held[::20]:
            try:
                one.send(b"a")
            except OSError:
                continue
        status, _page, took = visitor.get("/kim/")
        bad += status != 200
        times.append(took)
        time.sleep(0.1)
    for one in held:
        one.close()
    p95 = sorted(times)[int(len(times) * 0.95)]
    figure = f"p95 {p95 * 1000:.0f} ms of {len(times)} pages, {bad} failed"
    return Line(
        "R7", f"{sockets} slow sockets", figure, "p95 ≤ 1 s, 0 failed", p95 <= 1 and not bad
    )


def guesses(stack, seconds=15, rate=20):
    """Wrong log-ins for many accounts; do readers notice?"""
    stop = threading.Event()

    def guess(n):
        while not stop.is_set():
            Visitor(stack.url).post(
                "/akun/login/", login=f"a{n}@example.org", password="salah-besar-1234"
            )
            time.sleep(1)

    crowd = [threading.Thread(target=guess, args=(n,), daemon=True) for n in range(rate)]
    [t.start() for t in crowd]
    visitor, times, bad = Visitor(stack.url), [], 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        status, _page, took = visitor.get("/kim/?q=sukun")
        bad += status != 200
        times.append(took)
        time.sleep(0.05)
    stop.set()
    p95 = sorted(times)[int(len(times) * 0.95)]
    figure = f"readers' p95 {p95 * 1000:.0f} ms, {bad} failed"
    return Line("R5", f"{rate} wrong log-ins a second", figure, "p95 ≤ 1 s", p95 <= 1 and not bad)
