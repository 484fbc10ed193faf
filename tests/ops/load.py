"""R1, R2, R6: many readers, searches that no cache answers, and what is asked for too much."""

import re
import shutil
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

from tests.ops.results import Result
from tests.ops.sizes import size
from tests.ops.visitor import Visitor

SECONDS = size("R1_SECONDS")
WORDS = "sukun baru jaya mulya sari indah makmur tengah timur barat utara selatan".split()


def pages(portal):
    """Let 64 readers open each kind of page, under production's limits for one address."""
    if not shutil.which("wrk"):
        return Result("R1", "64 readers", "no wrk here", "≥ 300 req/s, p99 ≤ 500 ms", None)
    # Only connections are lifted: 64 readers of one address are 64 people elsewhere.
    with portal.stack(rate=20, connections=200) as stack:
        visitor = Visitor(stack.url)
        detail = re.search(r'href="(/materi/datang[^"]+/)"', visitor.get("/materi/")[1])[1]
        group = re.search(r'href="(/kim/kim-\d+/)"', visitor.get("/kim/")[1])[1]
        kinds = {
            "home": "/",
            "list": "/kim/",
            "group": group,
            "material": detail,
            "search": "/kim/?q=sukun",
        }
        return [readers(stack, name, path) for name, path in kinds.items()]


def readers(stack, name, path, bar="≥ 300 req/s, p99 ≤ 500 ms, 0 bad, memory +< 10 %"):
    Visitor(stack.url).get(path)
    before = memory(stack)
    output = wrk(stack.url + path, SECONDS)
    growth = 100 * (memory(stack) - before) / before
    figure = (
        f"{output['rate']:.0f} req/s, p50 {output['p50']:.1f} ms, p99 {output['p99']:.0f} ms, "
        f"{output['bad']} bad, memory {growth:+.0f} %"
    )
    holds = output["rate"] >= 300 and output["p99"] <= 500 and not output["bad"] and growth < 10
    return Result("R1", f"64 readers of {name}, {SECONDS} s", figure, bar, holds)


def wrk(url, seconds, connections=64, *more):
    output = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *more, url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    broken = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", output)
    return {
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]),
        "p50": milliseconds(re.search(r"50%\s+([\d.]+)(us|ms|s)", output)),
        "p99": milliseconds(re.search(r"99%\s+([\d.]+)(us|ms|s)", output)),
        "bad": int(wrong[1] if wrong else 0) + sum(map(int, broken.groups() if broken else ())),
    }


def milliseconds(match):
    return float(match[1]) * {"us": 0.001, "ms": 1, "s": 1000}[match[2]]


def memory(stack):
    """Return the kilobytes resident in granian's workers."""
    return sum(resident(pid) for pid in stack.worker_pids())


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])


def searches(portal, seconds=15, people=8):
    """Ask distinct searches and filters, so that the database itself answers, not a cache."""
    times, bad = [], []

    def search(n):
        visitor, count = Visitor(stack.url), 0
        while time.monotonic() < until:
            count += 1
            word = WORDS[(n + count) % len(WORDS)]
            where = ("/kim/", "/kegiatan/", "/materi/")[count % 3]
            status, _page, took = visitor.get(f"{where}?q={word}&hal=1&x={n}-{count}")
            times.append(took)
            if status != 200:
                bad.append(status)

    with portal.stack() as stack:
        until = time.monotonic() + seconds
        crowd = [threading.Thread(target=search, args=(n,)) for n in range(people)]
        [t.start() for t in crowd]
        [t.join() for t in crowd]
    rate, p95 = len(times) / seconds, sorted(times)[int(len(times) * 0.95)]
    figure = f"{rate:.0f} req/s, p95 {p95 * 1000:.0f} ms, {len(bad)} bad"
    holds = rate >= 60 and p95 <= 0.8 and not bad
    return Result(
        "R2", f"uncached searches, {seconds} s", figure, "≥ 60 req/s, p95 ≤ 800 ms", holds
    )


def bounded_output(portal):
    """Ask for far pages, far too many filters, and all events as one file."""
    many = "&".join(f"pilar=cerdas&dari=2020-01-{n % 28 + 1:02}" for n in range(60))
    with portal.stack() as stack:
        visitor, asked = Visitor(stack.url), []
        for where in ("/kim/", "/materi/", "/kegiatan/"):
            for query in ("hal=1000000000", "per_page=1000000", many):
                asked.append(visitor.get(f"{where}?{query}"))
        slowest = max(seconds for _status, _page, seconds in asked)
        rows = max(page.count("<article") + page.count("<tr") for _status, page, _s in asked)
        faults = [status for status, _page, _seconds in asked if status not in (200, 404)]
        file = download(stack, "/data/kegiatan.csv")
    figure = (
        f"slowest page {slowest * 1000:.0f} ms, ≤ {rows} rows, {len(faults)} faults; CSV of "
        f"{file['rows']} rows in {file['seconds']:.0f} s, memory +{file['grown'] / 1024:.0f} MB"
    )
    bar = "≤ 300 ms, ≤ 100 rows; CSV of 50,000 ≤ 60 s, +≤ 100 MB"
    holds = slowest <= 0.3 and rows <= 100 and not faults and file["seconds"] <= 60
    holds = holds and file["rows"] >= 50_000 and file["grown"] <= 100 * 1024
    return Result("R6", "bounded output", figure, bar, holds)


def download(stack, path):
    """Fetch a file line by line, watching the workers' memory."""
    before = most = memory(stack)
    began, rows = time.monotonic(), 0
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(stack.url + path, timeout=120) as answer:
        for _line in answer:
            rows += 1
            if rows % 2000 == 0:
                most = max(most, memory(stack))
    most = max(most, memory(stack))
    return {"rows": rows - 1, "seconds": time.monotonic() - began, "grown": most - before}
