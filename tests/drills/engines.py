"""PostgreSQL restarts and stays away; Redis stops and hangs; what visitors meet meanwhile."""

import signal
import time

from tests.drills.seed import EMAIL, PASSWORD
from tests.drills.table import Line
from tests.drills.visitor import Visitor

PAGES = ["/", "/kim/", "/materi/", "/kegiatan/", "/program/", "/capaian/", "/v/", "/tentang/"]


def database_restarts(stack, times=4):
    """Crash PostgreSQL again and again; how long after each does a form page fail?"""
    if stack.cluster is None:
        return Line("R10", f"PostgreSQL crashes ×{times}", "no PostgreSQL here", "≤ 5 s", None)
    longest, odd = 0.0, set()
    visitor = Visitor(stack.url)
    for _time in range(times):
        stack.cluster.stop(signal.SIGQUIT)
        stack.cluster.start()
        began = time.monotonic()
        while (status := visitor.get("/akun/login/")[0]) != 200 and time.monotonic() - began < 30:
            odd |= {status} - {503}
            time.sleep(0.1)
        while (status := visitor.get("/readyz")[0]) != 200 and time.monotonic() - began < 30:
            time.sleep(0.1)
        longest = max(longest, time.monotonic() - began)
    figure = f"ready again after at most {longest:.1f} s; other than 503: {sorted(odd) or 'none'}"
    return Line(
        "R10", f"PostgreSQL crashes ×{times}", figure, "≤ 5 s, 503 only", longest <= 5 and not odd
    )


def database_away(stack, seconds=20):
    """Without a database public pages keep coming from nginx, and forms say when to come back."""
    if stack.cluster is None or not stack.nginx:
        return Line("R11", "PostgreSQL away", "needs PostgreSQL and nginx", "≥ 95 % 200", None)
    visitor = Visitor(stack.url)
    known = [p for p in PAGES if visitor.get(p)[0] == 200]
    stack.cluster.stop(signal.SIGQUIT)
    answers, form = [], set()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        answers += [visitor.get(page)[0] for page in known]
        form.add(visitor.get("/akun/daftar/")[0] or visitor.post("/akun/login/", login="a@b.id")[0])
        time.sleep(0.5)
    stack.cluster.start()
    began = time.monotonic()
    while visitor.get("/readyz")[0] != 200 and time.monotonic() - began < 30:
        time.sleep(0.1)
    back = time.monotonic() - began
    share = 100 * answers.count(200) / len(answers)
    figure = f"{share:.0f} % of {len(answers)} public answers 200; normal {back:.1f} s after"
    return Line(
        "R11", f"PostgreSQL away {seconds} s", figure, "≥ 95 %, ≤ 5 s", share >= 95 and back <= 5
    )


def redis_away(stack, how):
    """Log-in goes on without Redis, whether it is gone or hangs."""
    what = "Redis stopped" if how == signal.SIGTERM else "Redis hangs"
    if "redis" not in stack.parts:
        return Line("R12", what, "no Redis here", "0 faults, +≤ 1 s", None)
    redis = stack.parts["redis"]
    redis.send_signal(how)
    if how == signal.SIGTERM:
        redis.wait(timeout=10)
    statuses, slowest = [], 0.0
    for _try in range(5):
        visitor = Visitor(stack.url)
        status, _page, seconds = visitor.sign_in(EMAIL, PASSWORD)
        statuses.append(status)
        statuses.append(visitor.get("/anggota/")[0])
        slowest = max(slowest, seconds)
    if how == signal.SIGSTOP:
        redis.send_signal(signal.SIGCONT)
    else:
        stack.start_redis()
    figure = f"answers {sorted(set(statuses))}, slowest log-in {slowest:.1f} s"
    return Line("R12", what, figure, "0 faults, +≤ 1 s", set(statuses) == {200} and slowest <= 3)
